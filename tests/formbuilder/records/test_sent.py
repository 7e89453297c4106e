"""The page of a record says what departments ask of it; what was refused, a secretary sends again there (R13)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import a_person, build_street, publish, states_of
from tests.formbuilder.visits.test_views import hidden
from tests.pages import assert_page_is_well_made

PHONE = "mobile_phone"
Signed = Callable[[str], FlaskClient]


@pytest.fixture
def person(app: Flask, people: People) -> str:
    build_street()
    found = a_person()
    publish(people["police"], PHONE)
    return found


def test_the_page_shows_what_is_asked_of_the_record(client_of: Signed, person: str) -> None:
    page = client_of("secretary").get(f"/records/{person}")
    assert_page_is_well_made(page.text)
    assert "采集任务单" in page.text
    assert "居住登记" in page.text
    assert "重新派发" not in page.text, "nothing was refused"
    assert "居住登记" in client_of("police").get(f"/records/{person}").text
    assert "居住登记" not in client_of("civil").get(f"/records/{person}").text, "another department's task"


def test_r13_a_secretary_sends_again_by_a_button(client_of: Signed, person: str) -> None:
    worker = client_of("worker")
    refused = worker.post(f"/work/{person}", data=hidden(worker.get(f"/work/{person}")) | {"outcome": "refused"})
    assert (refused.status_code, states_of(person)) == (303, ["refused"])
    assert "send-again" not in client_of("police").get(f"/records/{person}").text
    browser = client_of("secretary")
    page = browser.get(f"/records/{person}")
    assert_page_is_well_made(page.text)
    assert f'action="/work/{person}/send-again"' in page.text

    sent = browser.post(f"/work/{person}/send-again")

    assert (sent.status_code, states_of(person)) == (303, ["open"])
    assert "重新派发" not in browser.get(str(sent.location)).text
