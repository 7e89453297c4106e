"""R18: what a disabled account still sends is kept, parked whole, and merged nowhere; nothing else answers it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock
from formbuilder.accounts import service as accounts
from formbuilder.review import service as review
from formbuilder.review.service import Parked
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import a_person, body_of, build_street, change, count, publish, states_of, value_of

PHONE = "mobile_phone"
Token = Callable[[str], str]
Signed = Callable[[str], FlaskClient]


@pytest.fixture
def person(app: Flask, people: People) -> str:
    build_street()
    found = a_person()
    publish(people["police"], PHONE, "education_level")
    return found


def waiting(people: People) -> list[tuple[str, str, str]]:
    """What the secretary of the community sees parked: record, field, reason."""
    found: tuple[Parked, ...] = review.queue(people["secretary"]).parked
    return [(one.record, one.field.code if one.field else "", one.reason) for one in found]


def test_r18_its_submission_is_kept_and_parked_whole(
    app: Flask, people: People, token_for: Token, client_of: Signed, person: str
) -> None:
    auth, client = bearer(token_for("worker")), app.test_client()
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]
    accounts.disable(people["admin"], "worker", now=clock.now())
    app.extensions["remembered"].forget()
    body, key = {"ticket": ticket, "answers": {PHONE: change("13900000000")}}, str(uuid4())

    sent = client.post(
        "/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": key, "Prefer": "handling=strict"}
    )

    assert sent.status_code == 201, sent.json
    assert body_of(sent)["parked"] == [{"field": PHONE, "code": "account.disabled"}]
    assert (value_of(person, PHONE), states_of(person)) == ("13800001276", ["open"])
    assert count("select count(*) from submission") == 1
    assert waiting(people) == [(person, PHONE, "account.disabled")]
    page = client_of("secretary").get("/review?kind=parked")
    assert "账号已停用" in page.text
    again = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": key})
    assert (again.status_code, again.json) == (200, sent.json)


def test_r18_how_its_visit_ended_changes_nothing_either(
    app: Flask, people: People, token_for: Token, person: str
) -> None:
    auth, client = bearer(token_for("worker")), app.test_client()
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]
    accounts.disable(people["admin"], "worker", now=clock.now())
    app.extensions["remembered"].forget()
    body = {"ticket": ticket, "outcome": {"code": "moved_away"}}
    sent = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})
    assert sent.status_code == 201
    assert states_of(person) == ["open"]
    assert waiting(people) == [(person, "", "account.disabled")]


def test_r18_a_new_record_of_it_is_seen_by_the_secretary_although_there_is_none(
    app: Flask, people: People, token_for: Token, client_of: Signed, person: str
) -> None:
    publish(people["police"], "person_name", "current_address")
    auth, client = bearer(token_for("worker")), app.test_client()
    form = body_of(client.get("/api/v1/entities/person/form", headers=auth))
    accounts.disable(people["admin"], "worker", now=clock.now())
    app.extensions["remembered"].forget()
    body = {"ticket": form["ticket"], "answers": {"person_name": change("陈海涛")}, "record": form["submit"]["record"]}

    sent = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})

    assert (sent.status_code, body_of(sent)["revision"]) == (201, 0)
    assert waiting(people) == [(form["submit"]["record"], "person_name", "account.disabled")]
    browser = client_of("secretary")
    assert "尚未登记" in browser.get("/review?kind=parked").text
    [parked] = review.queue(people["secretary"]).parked
    assert client_of("other_secretary").post(f"/review/parked/{parked.id}").status_code == 404
    assert browser.post(f"/review/parked/{parked.id}").status_code == 303
    assert waiting(people) == []


def test_r18_nothing_else_answers_it(
    app: Flask, people: People, token_for: Token, client_of: Signed, person: str
) -> None:
    auth, client, browser = bearer(token_for("worker")), app.test_client(), client_of("worker")
    assert browser.get("/work").status_code == 200
    accounts.disable(people["admin"], "worker", now=clock.now())
    app.extensions["remembered"].forget()
    for path in (f"/records/{person}/form", "/fields", f"/records/{person}", "/areas"):
        assert client.get(f"/api/v1{path}", headers=auth).status_code == 401, path
    gone = browser.get("/work")
    assert (gone.status_code, str(gone.location).partition("?")[0]) == (303, "/sign-in")
