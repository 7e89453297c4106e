"""Status shows what the records say: by area, task, department and worker, to those whom it concerns."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock, db
from formbuilder.dispatch import service as dispatch
from formbuilder.permissions import Role
from formbuilder.problems import NotThere
from formbuilder.status import service
from formbuilder.status.service import Board, By
from formbuilder.status.store import Claims, Work
from formbuilder.tasks.drafts import Window
from formbuilder.visits.submissions import Ending
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import (
    COMMUNITY,
    DAY,
    ELSEWHERE,
    GRID,
    NO_GRID,
    OTHER_GRID,
    Visitor,
    a_neighbour,
    a_person,
    build_street,
    change,
    confirm,
    count,
    day,
    publish,
)
from tests.pages import assert_page_is_well_made

FAR = "990101001002"


@pytest.fixture(autouse=True)
def street(app: Flask) -> Flask:
    build_street()
    return app


def numbers(board: Board) -> dict[str, Work]:
    return {line.code: line.work for line in board.lines}


def test_a_secretary_sees_what_is_left_in_each_grid(people: People) -> None:
    here, there = a_person(), a_neighbour(current_address=ELSEWHERE)
    a_neighbour(current_address=NO_GRID)
    a_neighbour(days_ago=1)
    publish(people["police"], "mobile_phone")
    worker = Visitor(people["worker"])
    worker.receives(worker.opens(here).page, {"mobile_phone": confirm()})
    other = Visitor(people["other_worker"])
    other.submits(other.opens(there).page, {}, ending=Ending("refused"))
    found = service.see(people["secretary"], By.AREA, now=clock.now())
    assert numbers(found) == {GRID: Work(done=1, known=1), OTHER_GRID: Work(refused=1), COMMUNITY: Work(open=1)}
    assert found.work == Work(done=1, known=1, refused=1, open=1)
    assert [line.label.zh for line in found.lines] == ["第一网格", "第二网格", "望江社区"]


def test_r25_nobody_sees_more_than_the_own_area_or_department(people: People) -> None:
    a_person()
    publish(people["police"], "mobile_phone")
    publish(people["civil"], "marital_status", department="mz")
    now = clock.now()
    assert service.see(people["secretary"], By.TASK, now=now).work.open == 2
    assert service.see(people["other_secretary"], By.TASK, now=now).lines == ()
    assert [line.label.zh for line in service.see(people["police"], By.DEPARTMENT, now=now).lines] == ["公安"]
    assert service.see(people["civil"], By.TASK, now=now).work.open == 1
    assert service.see(people["admin"], By.DEPARTMENT, now=now).work.open == 2
    with pytest.raises(NotThere):
        service.see(people["secretary"], By.AREA, area=FAR, now=now)
    with pytest.raises(NotThere):
        service.see(people["civil"], By.AREA, task=1, now=now)


def test_r10a_what_is_open_on_the_day_after_the_window_is_missed_whether_or_not_it_was_noted(people: People) -> None:
    a_person()
    now = clock.now()
    publish(people["police"], "mobile_phone", window=Window(day(now), day(now + DAY)), now=now)
    later = now + 2 * DAY
    assert service.see(people["secretary"], By.TASK, now=now + DAY).work == Work(open=1)
    assert service.see(people["secretary"], By.TASK, now=later).work == Work(missed=1)
    assert dispatch.keep_up(dispatch.CLOCK, now=later)["missed"] == 1
    assert service.see(people["secretary"], By.TASK, now=later).work == Work(missed=1)


def test_a_task_that_ended_long_ago_stands_among_all_tasks_only(people: People) -> None:
    a_person()
    now = clock.now()
    publish(people["police"], "mobile_phone", window=Window(day(now), day(now)), now=now)
    dispatch.keep_up(dispatch.CLOCK, now=now + DAY)
    later = now + 62 * DAY
    assert service.see(people["secretary"], By.TASK, now=now + 50 * DAY).work == Work(missed=1)
    assert service.see(people["secretary"], By.TASK, now=later).lines == ()
    assert service.see(people["secretary"], By.TASK, ever=True, now=later).work == Work(missed=1)


def test_open_claims_are_counted_where_they_are_settled(people: People) -> None:
    person = a_person()
    publish(people["police"], "mobile_phone")
    pages = [Visitor(people[who]).opens(person).page for who in ("worker", "secretary")]
    for who, page, phone in zip(("worker", "secretary"), pages, ("13900000001", "13900000002"), strict=True):
        Visitor(people[who]).receives(page, {"mobile_phone": change(phone)})
    found = service.see(people["secretary"], By.GRID, now=clock.now())
    assert {line.code: line.claims for line in found.lines if line.claims != Claims()} == {GRID: Claims(review=1)}
    assert found.claims == Claims(review=count("select count(*) from open_claim where closed_by = ''"))


def test_a_worker_stands_for_the_own_grid(people: People) -> None:
    a_person()
    publish(people["police"], "mobile_phone")
    found = service.see(people["secretary"], By.WORKER, now=clock.now())
    assert numbers(found) == {"worker": Work(open=1), "other_worker": Work()}


def test_the_walk_begins_where_the_tree_parts_and_ends_at_the_grids(people: People) -> None:
    a_person()
    publish(people["police"], "mobile_phone")
    top = service.open_page(people["police"], now=clock.now())
    assert [line.code for line in top.areas] == [COMMUNITY, FAR]
    below = service.open_page(people["police"], area=COMMUNITY, now=clock.now())
    assert [(line.code, line.below) for line in below.areas] == [(GRID, True), (OTHER_GRID, True)]
    assert [area.name for area in below.step.path][-2:] == ["春晖街道", "望江社区"]
    grid = service.open_page(people["police"], area=GRID, now=clock.now())
    assert (grid.step.below, grid.work, [line.work for line in grid.tasks]) == ((), Work(open=1), [Work(open=1)])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN, Role.SECRETARY])
def test_the_page_is_well_made_empty_and_full(
    people: People, client_of: Callable[..., FlaskClient], role: Role, language: str
) -> None:
    client = client_of(role, language)
    assert_page_is_well_made(client.get("/status").text)
    a_person()
    a_neighbour(current_address=NO_GRID)
    task = publish(people["police"], "mobile_phone")
    for address in ("/status", f"/status?area={COMMUNITY}", f"/status?area={COMMUNITY}&task={task.id}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert_page_is_well_made(answer.text)
    assert client.get("/status?area=77").status_code == 404


def test_the_api_gives_the_same_numbers(app: Flask, people: People, token_for: Callable[[str], str]) -> None:
    a_person()
    a_neighbour(days_ago=1)
    publish(people["police"], "mobile_phone")
    headers = bearer(token_for("secretary"))
    for by in By:
        answer = app.test_client().get(f"/api/v1/status?by={by}", headers=headers)
        assert answer.status_code == 200
        total = answer.json["total"]  # type: ignore[index]
        assert (total["sent"], total["to_visit"], total["done"], total["already_known"]) == (2, 1, 1, 1)
    assert app.test_client().get("/api/v1/status?by=moon", headers=headers).status_code == 400
    assert app.test_client().get(f"/api/v1/status?area={FAR}", headers=headers).status_code == 404


def test_nothing_is_counted_to_draw_the_page(people: People) -> None:
    a_person()
    publish(people["police"], "mobile_phone")
    with db.transaction(writing=True):
        db.Statement("delete from assignment_tally").run()
    assert service.see(people["secretary"], By.AREA, now=clock.now()).work == Work()
