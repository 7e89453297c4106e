"""A department makes a task, sees whom it would send, publishes it; then it is never edited (R9, R10, R25a)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock
from formbuilder.dispatch import service as dispatch
from formbuilder.problems import NotAllowed, NotPublishable, NotThere, Published, Stale
from formbuilder.tasks import service
from formbuilder.tasks.drafts import Window
from metadata.forms import Item
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import (
    DAY,
    ELSEWHERE,
    a_draft,
    a_neighbour,
    a_person,
    body_of,
    build_street,
    count,
    day,
    publish,
    sent_to,
    states_of,
)

PHONE = "mobile_phone"


@pytest.fixture
def street(app: Flask, people: People) -> None:
    build_street()


def codes(people: People, **changes: object) -> set[str]:
    """What stands in the way of publishing a draft, by code."""
    made = service.make(people["police"], a_draft(PHONE, **changes), now=clock.now())
    with pytest.raises(NotPublishable) as raised:
        service.publish(people["police"], made.id, revision=1, now=clock.now())
    return {problem.code for problem in raised.value.problems}


def test_r10_the_split_says_whom_publishing_would_send(street: None, people: People) -> None:
    for _ in range(3):
        a_neighbour()
    fresh = a_neighbour(days_ago=10)
    elsewhere = a_person({"person_name": "无址"})
    made = service.make(people["police"], a_draft(PHONE, "marital_status"), now=clock.now())

    split = service.split(people["police"], made.id, now=clock.now())
    assert (split.records, split.to_visit, split.already_known, split.inputs_median) == (4, 3, 1, 2)

    service.publish(people["police"], made.id, revision=1, now=clock.now())
    assert count("select count(*) from assignment where state = 'open'") == 3
    assert states_of(fresh) == ["done"], "nobody is sent where everything is known"
    assert states_of(elsewhere) == []


def test_r10_only_records_in_the_areas_that_pass_the_filter_are_sent(street: None, people: People) -> None:
    here, there = a_neighbour(), a_neighbour(current_address=ELSEWHERE)
    unmarried = a_neighbour(marital_status="10")
    married = {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]}
    publish(people["police"], PHONE, areas=("99010100100101",), filter=married)
    assert (states_of(here), states_of(there), states_of(unmarried)) == (["open"], [], [])


def test_r10_a_form_keeps_the_versions_that_it_was_compiled_from(street: None, people: People) -> None:
    task = publish(people["police"], PHONE)
    assert task.form is not None
    assert task.form.versions == {PHONE: 1}
    assert task.form.items[0].freshness_days == 180, "the field's own, where the task is silent"


def test_r2a_what_is_bound_comes_along(street: None, people: People) -> None:
    task = publish(people["police"], "id_number")
    assert task.form is not None
    assert [item.field for item in task.form.items] == ["id_number", "id_type"]


def test_what_was_published_is_never_edited(street: None, people: People) -> None:
    task = publish(people["police"], PHONE)
    with pytest.raises(Published):
        service.change(people["police"], task.id, a_draft(PHONE), revision=task.revision, now=clock.now())


def test_a_change_says_what_it_was_based_on(street: None, people: People) -> None:
    made = service.make(people["police"], a_draft(PHONE), now=clock.now())
    service.change(people["police"], made.id, a_draft("education_level"), revision=1, now=clock.now())
    with pytest.raises(Stale):
        service.change(people["police"], made.id, a_draft(PHONE), revision=1, now=clock.now())


def test_r25_a_draft_is_its_departments_alone(street: None, people: People) -> None:
    made = service.make(people["police"], a_draft(PHONE), now=clock.now())
    with pytest.raises(NotThere):
        service.see(people["civil"], made.id)
    with pytest.raises(NotThere):
        service.see(people["secretary"], made.id)
    with pytest.raises(NotAllowed):
        service.make(people["worker"], a_draft(PHONE), now=clock.now())
    assert service.see(people["admin"], made.id).id == made.id
    assert service.make(people["civil"], a_draft(PHONE), now=clock.now()).draft.department == "mz"


def test_r25a_a_sensitive_field_needs_a_purpose_and_a_basis(street: None, people: People) -> None:
    made = service.make(people["police"], a_draft("id_number", purpose="", basis=""), now=clock.now())
    with pytest.raises(NotPublishable) as raised:
        service.publish(people["police"], made.id, revision=1, now=clock.now())
    assert [problem.code for problem in raised.value.problems] == ["task.purpose-missing"]


def test_everything_that_stands_in_the_way_is_told_together(street: None, people: People) -> None:
    past = Window(day(clock.now() - 9 * DAY), day(clock.now() - 10 * DAY))
    found = codes(people, items=(Item(PHONE), Item(PHONE), Item("ent_name")), areas=("1234",), window=past)
    assert found == {
        "task.item-twice",
        "task.other-entity",
        "task.area-unknown",
        "task.window-reversed",
        "task.window-over",
    }
    assert codes(people, items=(), areas=()) == {"task.no-items", "task.no-areas"}


def test_r7_a_condition_that_can_never_hold_is_refused(street: None, people: People) -> None:
    wrong = {"properties": {"marital_status": {"const": "married"}}}
    assert len(codes(people, items=(Item(PHONE, condition=wrong),))) == 1


def test_closing_withdraws_what_is_open(street: None, people: People) -> None:
    person = a_person()
    task = publish(people["police"], PHONE)
    service.close(people["police"], task.id, revision=task.revision, now=clock.now())
    assert [(sent.state, sent.reason) for sent in sent_to(person)] == [("withdrawn", "task-closed")]


def test_r5b_a_task_without_a_window_sends_when_the_first_item_falls_due(street: None, people: People) -> None:
    persons = [a_neighbour(days_ago=10) for _ in range(20)]
    publish(people["police"], PHONE, window=None)
    assert {state for person in persons for state in states_of(person)} == {"done"}

    dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 150 * DAY)
    assert {state for person in persons for state in states_of(person)} == {"done"}, "160 of 180 days: nobody yet"
    dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 162 * DAY)
    early = sum("open" in states_of(person) for person in persons)
    assert 0 < early < 20, "a share is sent early, fixed by the door"
    dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 162 * DAY)
    assert sum("open" in states_of(person) for person in persons) == early
    dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 171 * DAY)
    assert all("open" in states_of(person) for person in persons), "never late"


def test_a_task_by_api(street: None, app: Flask, token_for: Callable[[str], str]) -> None:
    client: FlaskClient = app.test_client()
    person, auth = a_person(), bearer(token_for("police"))
    body = {
        "title": "居住登记",
        "department": "ga",
        "entity": "person",
        "items": [{"field": PHONE}],
        "areas": ["990101001"],
        "window": {"from": day(clock.now()), "to": day(clock.now() + 9 * DAY)},
    }
    made = client.post("/api/v1/tasks", json=body, headers=auth)
    assert made.status_code == 201, made.json
    path, etag = f"/api/v1/tasks/{body_of(made)['id']}", made.headers["ETag"]
    split = client.post(f"{path}/split", headers=auth)
    assert split.json == {"records": 1, "to_visit": 1, "already_known": 0, "inputs_median": 1.0}
    assert client.put(path, json=body, headers=auth).status_code == 428
    changed = client.put(path, json=body | {"title": "居住核对"}, headers=auth | {"If-Match": etag})
    assert (changed.status_code, body_of(changed)["title"]) == (200, "居住核对")
    assert client.post(f"{path}/publish", headers=auth | {"If-Match": etag}).status_code == 412
    published = client.post(f"{path}/publish", headers=auth | {"If-Match": changed.headers["ETag"]})
    assert (published.status_code, body_of(published)["state"]) == (200, "running")
    assert states_of(person) == ["open"]
    for dialect in ("canonical", "jsonforms", "rjsf"):
        schema = body_of(client.get(f"{path}/schema?dialect={dialect}", headers=auth))
        assert PHONE in schema["properties"]["ask"]["properties"]
        assert ("$id" in schema) is (dialect == "canonical"), "clients bear neither $id nor $schema"
    assert client.get(f"{path}/schema?dialect=xforms", headers=auth).status_code == 400
    assert [task["id"] for task in body_of(client.get("/api/v1/tasks", headers=auth))["items"]] == [body_of(made)["id"]]
