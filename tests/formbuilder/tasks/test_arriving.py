"""A task for very many arrives in its areas piece by piece, and loses nobody on the way (R10, R10a)."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import apart, clock
from formbuilder.dispatch import pieces
from formbuilder.dispatch import service as dispatch
from formbuilder.tasks import arriving, service
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import (
    DAY,
    ELSEWHERE,
    HOME,
    a_draft,
    a_neighbour,
    a_person,
    a_row,
    build_street,
    count,
    publish,
    record_of,
    sent_to,
    states_of,
)

PHONE = "mobile_phone"


@pytest.fixture(autouse=True)
def street(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Piece by piece on both databases, although PostgreSQL needs but one."""
    monkeypatch.setattr(pieces, "is_postgresql", lambda: False)
    build_street()


def test_on_postgresql_one_piece_is_all_there_is(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    monkeypatch.setattr(pieces, "is_postgresql", lambda: True)
    a_neighbour()
    a_neighbour(current_address=ELSEWHERE)
    assert not publish(people["police"], PHONE).sending


def test_r10_a_task_for_very_many_arrives_grid_by_grid(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)
    here, there = [a_neighbour() for _ in range(3)], [a_neighbour(current_address=ELSEWHERE) for _ in range(3)]
    nowhere = a_person({"person_name": "无址"})
    task = publish(people["police"], PHONE)

    assert task.sending
    assert {state for person in here for state in states_of(person)} == {"open"}, "the first grid can be visited"
    assert [states_of(person) for person in there] == [[], [], []]
    assert dispatch.keep_up(dispatch.CLOCK, now=clock.now() + DAY)["sent"] == 0, "left to who sends it"
    task = arriving.send_all(people["police"], task)

    assert not task.sending
    assert {state for person in here + there for state in states_of(person)} == {"open"}
    assert {sent.sent for person in here + there for sent in sent_to(person)} == {sent_to(here[0])[0].sent}
    assert states_of(nowhere) == []
    lines = count("select count(*) from audit where subject = :subject", subject=f"task:{task.id}")
    service.send_on(people["police"], task.id)
    assert count("select count(*) from audit where subject = :subject", subject=f"task:{task.id}") == lines


def test_r10a_who_moves_while_a_task_is_being_sent_is_sent_once(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    first, second = a_neighbour(), a_neighbour(current_address=ELSEWHERE)
    task = publish(people["police"], PHONE)
    a_row(record_of(second), {"current_address": HOME}, clock.now())
    arriving.send_all(people["police"], task)
    assert (states_of(first), states_of(second)) == (["open"], ["open"])


def test_a_task_that_is_closed_while_it_is_being_sent_is_sent_no_further(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    first, second = a_neighbour(), a_neighbour(current_address=ELSEWHERE)
    task = publish(people["police"], PHONE)
    service.close(people["police"], task.id, revision=task.revision, now=clock.now())
    assert service.send_on(people["police"], task.id).state == "closed"
    assert states_of(first) == ["withdrawn"]
    assert states_of(second) == []


@pytest.mark.parametrize("way", ["page", "program"])
def test_the_answer_goes_out_while_a_process_of_its_own_sends_the_task_on(
    app: Flask,
    people: People,
    client_of: Callable[[str], FlaskClient],
    token_for: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    persons = [a_neighbour(), a_neighbour(current_address=ELSEWHERE)]
    made = service.make(people["police"], a_draft(PHONE), now=clock.now())
    if way == "page":
        answer = client_of("police").post(f"/tasks/{made.id}/design", data=form_of(made.revision))
        assert answer.status_code == 303
    else:
        head = bearer(token_for("police")) | {"If-Match": f'"task-{made.id}.{made.revision}"'}
        answer = app.test_client().post(f"/api/v1/tasks/{made.id}/publish", headers=head)
        assert answer.status_code == 200, answer.text
        assert answer.get_json()["sending"] is True
    until = time.monotonic() + 60
    while any(states_of(person) != ["open"] for person in persons):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert not service.see(people["police"], made.id).sending


def test_what_was_being_sent_when_the_machine_went_off_is_sent_on_by_who_looks_at_the_day(
    app: Flask, people: People, client_of: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    second = [a_neighbour(), a_neighbour(current_address=ELSEWHERE)][1]
    task = publish(people["police"], PHONE)
    assert "正在逐个网格下发" in client_of("police").get(f"/tasks/{task.id}/design").text
    started: list[tuple[str, int]] = []
    monkeypatch.setattr(apart, "start", lambda module, told, settings: started.append((module, told["task"])))
    worker = client_of("worker")
    worker.get("/work")
    worker.get("/work")
    assert started == [("formbuilder.tasks.arriving", task.id)]
    assert states_of(second) == []
    arriving.send_all(dispatch.CLOCK, service.send_on(dispatch.CLOCK, task.id))
    assert states_of(second) == ["open"]
    assert "正在逐个网格下发" not in client_of("police").get(f"/tasks/{task.id}/design").text


def form_of(revision: int) -> dict[str, str | list[str]]:
    """The form of the design page, as it stands for `a_draft`, with its button."""
    return {
        "revision": str(revision),
        "title": "居住登记",
        "item": [PHONE],
        "area": ["990101001"],
        "purpose": "人口管理",
        "basis": "居住证暂行条例",
        "do": "publish",
    }
