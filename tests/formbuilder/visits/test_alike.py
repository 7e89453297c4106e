"""R19: likely duplicates are shown before saving; it is one of them, or somebody else; a queue is never asked (R18)."""

import re
from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formbuilder.review import service as review
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import a_neighbour, body_of, build_street, change, count, publish, value_of
from tests.formbuilder.visits.test_views import hidden
from tests.pages import assert_page_is_well_made

Signed = Callable[[str], FlaskClient]
SAME = {"person_name": "周桂兰", "current_address": "望江路18号3栋2单元501"}


@pytest.fixture
def neighbour(app: Flask, people: People) -> str:
    """Somebody without a number, at home in the worker's grid."""
    build_street()
    found = a_neighbour()
    publish(people["police"], "person_name", "current_address", "mobile_phone")
    return found


def registers(browser: FlaskClient, **typed: str) -> tuple[str, TestResponse]:
    """Fill in the page of a new person; where it went, and what came back."""
    page = browser.get("/work/new/person")
    action = re.search(r'action="(/work/[0-9a-f-]{36})"', page.text)
    assert action is not None
    data = hidden(page) | {f"{name}_value": text for name, text in typed.items()}
    return action[1], browser.post(action[1], data=data | {"mobile_phone_value": "13900000000"})


def again(page: TestResponse) -> dict[str, str]:
    """What the form of the page sends, its button pressed."""
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page.text)
    return {name: unescape(text) for name, text in found}


def test_r19_likely_duplicates_are_shown_and_nothing_is_saved(client_of: Signed, neighbour: str) -> None:
    browser = client_of("worker")
    action, stopped = registers(browser, **SAME)

    assert stopped.status_code == 409
    assert_page_is_well_made(stopped.text)
    assert f'href="/work/{neighbour}"' in stopped.text
    assert browser.get(f"/work/{neighbour}").status_code == 200
    assert count("select count(*) from record where entity = 'person'") == 1
    assert count("select count(*) from submission") == 0

    made = browser.post(action, data=again(stopped))

    assert made.status_code == 303
    assert value_of(action.removeprefix("/work/"), "mobile_phone") == "13900000000"
    assert count("select count(*) from parked") == 0, "somebody has looked: nothing is left for review"


def test_r19_nobody_is_asked_where_nobody_is_alike(client_of: Signed, neighbour: str) -> None:
    _, made = registers(client_of("worker"), person_name="陈海涛", current_address=SAME["current_address"])
    assert made.status_code == 303


def test_r25_who_lives_in_another_grid_is_not_shown_but_review_is_told(
    client_of: Signed, people: People, neighbour: str
) -> None:
    action, made = registers(client_of("other_worker"), **SAME)
    assert made.status_code == 303
    [parked] = review.queue(people["secretary"]).parked
    assert (parked.record, parked.reason) == (action.removeprefix("/work/"), "record.likely-duplicate")


def test_r18_a_queue_is_not_asked_and_review_is_told(
    app: Flask, client_of: Signed, people: People, token_for: Callable[[str], str], neighbour: str
) -> None:
    auth, client = bearer(token_for("worker")), app.test_client()
    form = body_of(client.get("/api/v1/entities/person/form", headers=auth))
    answers = {"person_name": change("周桂兰"), "current_address": change({"text": SAME["current_address"]})}
    body = {"ticket": form["ticket"], "answers": answers, "record": form["submit"]["record"]}

    made = client.post("/api/v1/submissions", json=body, headers=auth | {"Idempotency-Key": str(uuid4())})

    assert (made.status_code, body_of(made)["parked"]) == (201, [])
    [parked] = review.queue(people["secretary"]).parked
    assert parked.record == form["submit"]["record"]
    assert "可能已有底册" in client_of("secretary").get("/review?kind=parked").text
