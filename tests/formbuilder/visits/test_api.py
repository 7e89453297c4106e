"""Pages and submissions for programs (R15, R18; interfaces)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formbuilder import db, doctor
from formbuilder.review import service as review
from metadata.values import Value
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import (
    ELSEWHERE,
    OTHER_GRID,
    a_person,
    body_of,
    build_street,
    change,
    confirm,
    count,
    publish,
    states_of,
    value_of,
)

PHONE = "mobile_phone"
Token = Callable[[str], str]


@pytest.fixture
def person(app: Flask, people: People) -> str:
    build_street()
    found = a_person()
    publish(people["police"], PHONE, "education_level")
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_page_as_json_says_what_is_asked_and_what_is_known(
    client: FlaskClient, token_for: Token, person: str
) -> None:
    found = client.get(f"/api/v1/records/{person}/form?dialect=canonical", headers=bearer(token_for("worker")))
    assert found.status_code == 200
    form = body_of(found)
    assert form["fields"]["/verify/mobile_phone"]["mode"] == "verify"
    assert form["fields"]["/known/education_level"]["mode"] == "known"
    assert form["data"] == {"verify": {"mobile_phone": "13800001276"}, "known": {"education_level": "60"}}
    groups = form["schema"]["properties"]
    assert groups["known"]["properties"]["education_level"]["readOnly"] is True
    assert groups["verify"]["required"] == ["mobile_phone__check"]
    assert form["fields"]["/verify/mobile_phone"]["source"] == "population"
    assert {"form", "subject", "schema", "uischema", "data", "fields", "ticket", "submit"} <= form.keys()


@pytest.mark.parametrize("dialect", ["canonical", "jsonforms", "rjsf"])
def test_data_come_back_as_a_client_sends_them(
    client: FlaskClient, token_for: Token, person: str, dialect: str
) -> None:
    """An unmodified client sends the whole data back, known values among them; what nobody touched is no answer."""
    auth = bearer(token_for("worker"))
    form = body_of(client.get(f"/api/v1/records/{person}/form?dialect={dialect}", headers=auth))
    assert ("uiSchema" in form) is (dialect == "rjsf")
    data = form["data"]
    data["known"]["education_level"] = "10"
    data["verify"] |= {f"{PHONE}__check": "change", PHONE: "139 0000 0000"}
    body, key = {"ticket": form["ticket"], "dialect": dialect, "data": data}, str(uuid4())

    sent = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": key})

    assert (sent.status_code, body_of(sent)["written"]) == (201, [PHONE]), sent.json
    assert (value_of(person, PHONE), value_of(person, "education_level")) == ("13900000000", "60")
    assert states_of(person) == ["done"]


def test_faults_in_data_come_back_at_their_pointer(client: FlaskClient, token_for: Token, person: str) -> None:
    auth = bearer(token_for("worker"))
    form = body_of(client.get(f"/api/v1/records/{person}/form?dialect=rjsf", headers=auth))
    data = {"verify": {f"{PHONE}__check": "change", PHONE: "139"}}
    body = {"ticket": form["ticket"], "dialect": "rjsf", "data": data}
    strict = auth | {"Idempotency-Key": str(uuid4()), "Prefer": "handling=strict"}
    back = client.post("/api/v1/submissions", json=body, headers=strict)
    assert [fault["instancePath"] for fault in body_of(back)["errors"]] == [f"/data/verify/{PHONE}"]
    both = body | {"answers": {PHONE: confirm()}}
    assert client.post("/api/v1/submissions", json=both, headers=strict).status_code == 422


def test_r15_a_confirm_in_data_is_of_what_the_page_showed(client: FlaskClient, token_for: Token, person: str) -> None:
    """Not of what is held by now: under one ticket the later word replaces the earlier (M10)."""
    auth = bearer(token_for("worker"))
    form = body_of(client.get(f"/api/v1/records/{person}/form?dialect=jsonforms", headers=auth))
    quick = {"ticket": form["ticket"], "answers": {PHONE: change("13900000000")}}
    client.post(
        "/api/v1/submissions", json=quick, headers=bearer(token_for("worker")) | {"Idempotency-Key": str(uuid4())}
    )
    late = {"ticket": form["ticket"], "dialect": "jsonforms", "data": {"verify": {f"{PHONE}__check": "confirm"}}}
    sent = client.post("/api/v1/submissions", json=late, headers=auth | {"Idempotency-Key": str(uuid4())})
    assert sent.status_code == 201
    assert (value_of(person, PHONE), body_of(sent)["written"]) == ("13800001276", [PHONE])


def test_a_dialect_that_nobody_speaks_is_refused(client: FlaskClient, token_for: Token, person: str) -> None:
    auth = bearer(token_for("worker"))
    assert client.get(f"/api/v1/records/{person}/form?dialect=xforms", headers=auth).status_code == 400


def test_r15_sent_twice_is_one_visit_and_one_receipt(client: FlaskClient, token_for: Token, person: str) -> None:
    auth = bearer(token_for("worker"))
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]
    body, key = {"ticket": ticket, "answers": {PHONE: change("139 0000 0000")}}, str(uuid4())

    first = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": key})
    second = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": key})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert body_of(first)["written"] == [PHONE]
    assert body_of(first)["record"] == person
    assert (value_of(person, PHONE), states_of(person)) == ("13900000000", ["done"])

    other = {"ticket": ticket, "answers": {PHONE: confirm()}}
    clash = client.post("/api/v1/submissions", json=other, headers=auth | {"Idempotency-Key": key})
    assert (clash.status_code, body_of(clash)["code"]) == (409, "submission.key-reused")
    assert count("select count(*) from aside") == 1


def test_r15_without_a_key_it_is_not_taken(client: FlaskClient, token_for: Token, person: str) -> None:
    auth = bearer(token_for("worker"))
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]
    assert client.post("/api/v1/submissions", json={"ticket": ticket}, headers=auth).status_code == 428


def test_r18_faults_are_parked_or_come_back_where_they_are_asked_for(
    client: FlaskClient, token_for: Token, person: str
) -> None:
    auth = bearer(token_for("worker"))
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]
    body = {"ticket": ticket, "answers": {PHONE: change("139")}}

    strict = auth | {"Idempotency-Key": str(uuid4()), "Prefer": "handling=strict"}
    back = client.post("/api/v1/submissions", json=body, headers=strict)
    assert back.status_code == 422
    assert [fault["instancePath"] for fault in body_of(back)["errors"]] == ["/answers/mobile_phone"]

    queued = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})
    assert queued.status_code == 201
    assert [parked["field"] for parked in body_of(queued)["parked"]] == [PHONE]


def test_r18_a_new_record_of_which_all_is_faulty_waits_for_its_secretary(
    client: FlaskClient, people: People, token_for: Token, client_of: Callable[[str], FlaskClient], person: str
) -> None:
    publish(people["police"], "current_address")
    auth = bearer(token_for("worker"))
    form = body_of(client.get("/api/v1/entities/person/form", headers=auth))
    chosen = {"ticket": form["ticket"], "record": form["submit"]["record"]}

    def sends(**values: Value) -> TestResponse:
        body = chosen | {"answers": {code: change(value) for code, value in values.items()}}
        return client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})

    assert [parked["field"] for parked in body_of(sends(mobile_phone="139"))["parked"]] == [PHONE]
    assert count("select count(*) from record where id = :id", id=chosen["record"]) == 0
    secretary, other = client_of("secretary"), client_of("other_secretary")
    [parked] = review.queue(people["secretary"]).parked
    assert (parked.record, parked.field and parked.field.code) == (chosen["record"], PHONE)
    page = secretary.get("/review?kind=parked").text
    assert "尚未登记" in page
    assert parked.id in page
    assert parked.id not in other.get("/review?kind=parked").text
    with db.transaction(writing=False):
        assert [finding for finding in doctor.data() if not finding.good] == []

    made = body_of(sends(mobile_phone="13900000000", current_address=ELSEWHERE))
    assert (made["record"], made["parked"]) == (chosen["record"], []), "what comes later makes it, under its id"
    assert f'href="/records/{chosen["record"]}"' in secretary.get("/review?kind=parked").text
    assert count("select count(*) from parked where area_code = :area", area=OTHER_GRID) == 1, "and it lies there too"
    assert other.post(f"/review/parked/{parked.id}").status_code == 404
    assert secretary.post(f"/review/parked/{parked.id}").status_code == 303
    assert review.queue(people["secretary"]).parked == ()


def test_r19_a_new_record_is_made_under_the_id_that_was_chosen(
    client: FlaskClient, token_for: Token, people: People, person: str
) -> None:
    publish(people["police"], "person_name", "current_address")
    auth = bearer(token_for("worker"))
    form = body_of(client.get("/api/v1/entities/person/form", headers=auth))
    chosen = form["submit"]["record"]
    answers = {"person_name": change("陈海涛"), "current_address": change({"text": "望江路18号3栋2单元401"})}
    body = {"ticket": form["ticket"], "answers": answers, "record": chosen}

    made = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})

    assert (made.status_code, body_of(made)["record"]) == (201, chosen), made.json
    assert value_of(chosen, "person_name") == "陈海涛"
    assert states_of(chosen) == ["open", "done"], "what the other task wanted is known by now"


def test_r25_another_grid_gets_404_and_nobody_401(client: FlaskClient, token_for: Token, person: str) -> None:
    assert client.get(f"/api/v1/records/{person}/form", headers=bearer(token_for("other_worker"))).status_code == 404
    assert client.get(f"/api/v1/records/{person}/form").status_code == 401


def test_r13_an_outcome_by_api(client: FlaskClient, token_for: Token, person: str) -> None:
    auth = bearer(token_for("worker"))
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]
    body = {"ticket": ticket, "outcome": {"code": "refused", "note": "不愿开门"}}
    sent = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})
    assert sent.status_code == 201
    assert states_of(person) == ["refused"]
