"""So many submissions an account and no more at once; then 429, with the seconds to wait, and nothing is written."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import RateLimitItemPerSecond

from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import a_person, body_of, build_street, change, count, publish, value_of
from tests.formbuilder.visits.test_views import hidden

PHONE = "mobile_phone"


@pytest.fixture
def person(app: Flask, people: People) -> str:
    build_street()
    found = a_person()
    publish(people["police"], PHONE)
    app.extensions["limits"].rates["submit"] = RateLimitItemPerSecond(2, 150)
    return found


def test_programs_are_told_to_wait(app: Flask, token_for: Callable[[str], str], person: str) -> None:
    auth, client = bearer(token_for("worker")), app.test_client()
    ticket = body_of(client.get(f"/api/v1/records/{person}/form", headers=auth))["ticket"]

    def sends(number: str) -> tuple[int, str | None]:
        body = {"ticket": ticket, "answers": {PHONE: change(number)}}
        answer = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})
        return answer.status_code, answer.headers.get("Retry-After")

    assert [sends("13900000001"), sends("13900000002")] == [(201, None), (201, None)]
    status, wait = sends("13900000003")
    assert status == 429
    assert wait is not None
    assert 1 <= int(wait) <= 150
    assert value_of(person, PHONE) == "13900000002"
    other = bearer(token_for("other_worker"))
    body = {"ticket": ticket, "answers": {}}
    others = client.post("/api/v1/submissions", json=body, headers=other | {"Idempotency-Key": str(uuid4())})
    assert others.status_code != 429, "each account for itself"


def test_browsers_are_told_to_wait(client_of: Callable[[str], FlaskClient], person: str) -> None:
    browser = client_of("worker")
    page = browser.get(f"/work/{person}")
    typed = hidden(page) | {PHONE: "confirm"}
    assert [browser.post(f"/work/{person}", data=typed).status_code for _ in range(3)] == [303, 303, 429]
    assert count("select count(*) from submission") == 1
