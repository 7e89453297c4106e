"""A visit in a browser without scripts: open, send, receipt; and again; what was typed comes back (R8, R15, R18)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import (
    a_person,
    build_street,
    count,
    publish,
    record_of,
    sent_to,
    states_of,
    value_of,
)

PHONE = "mobile_phone"
Signed = Callable[[str], FlaskClient]


@pytest.fixture
def person(app: Flask, people: People) -> str:
    build_street()
    found = a_person()
    publish(people["police"], PHONE, "education_level")
    publish(people["civil"], "marital_status", department="mz")
    return found


def hidden(answer: TestResponse) -> dict[str, str]:
    """The hidden inputs of a page's form."""
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', answer.text)
    return {name: value for name, value in found if name != "next"}


def test_r12_the_day_shows_the_door_with_what_is_to_be_asked(client_of: Signed, person: str) -> None:
    page = client_of("worker").get("/work")
    assert page.status_code == 200
    assert f'href="/work/{person}"' in page.text
    assert "3栋2单元" in page.text
    assert "501" in page.text


def test_a_visit_without_scripts(client_of: Signed, person: str) -> None:
    browser = client_of("worker")
    page = browser.get(f"/work/{person}")
    assert page.status_code == 200
    assert sent_to(person)[0].taken_by is not None

    sent = browser.post(f"/work/{person}", data=hidden(page) | {PHONE: "confirm", "marital_status": "confirm"})
    assert sent.status_code == 303

    receipt = browser.get(sent.headers["Location"])
    assert receipt.status_code == 200
    assert states_of(person) == ["done", "done"]
    assert browser.get(f"/work/{person}").status_code == 200, "what is done can be looked at again"


def test_r18_faults_come_back_with_what_was_typed(client_of: Signed, person: str) -> None:
    browser = client_of("worker")
    page = browser.get(f"/work/{person}")
    typed = {PHONE: "change", f"{PHONE}_value": "1390000", "marital_status": "confirm"}

    back = browser.post(f"/work/{person}", data=hidden(page) | typed)

    assert back.status_code == 422
    assert 'value="1390000"' in back.text
    assert value_of(person, PHONE) == "13800001276"
    mended = hidden(back) | typed | {f"{PHONE}_value": "13900000000"}
    assert browser.post(f"/work/{person}", data=mended).status_code == 303
    assert value_of(person, PHONE) == "13900000000"


def test_r15_a_double_click_is_one_visit(client_of: Signed, person: str) -> None:
    browser = client_of("worker")
    page = browser.get(f"/work/{person}")
    data = hidden(page) | {PHONE: "confirm", "marital_status": "confirm"}

    first, second = browser.post(f"/work/{person}", data=data), browser.post(f"/work/{person}", data=data)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert count("select count(*) from submission") == 1


def test_r15_back_and_other_answers_under_the_same_key_come_back_under_a_new_one(
    client_of: Signed, person: str
) -> None:
    browser = client_of("worker")
    page = browser.get(f"/work/{person}")
    sent = hidden(page) | {PHONE: "confirm", "marital_status": "confirm"}
    browser.post(f"/work/{person}", data=sent)
    other = {PHONE: "change", f"{PHONE}_value": "13911111111", "marital_status": "confirm"}

    back = browser.post(f"/work/{person}", data=hidden(page) | other)

    assert back.status_code == 409
    assert 'value="13911111111"' in back.text, "what was typed is there"
    assert hidden(back)["key"] != hidden(page)["key"]
    again = browser.post(f"/work/{person}", data=hidden(back) | other)
    assert again.status_code == 303
    assert value_of(person, PHONE) == "13911111111"


def test_r6_a_known_item_is_opened_with_everything_typed_and_nothing_sent(client_of: Signed, person: str) -> None:
    browser = client_of("worker")
    page = browser.get(f"/work/{person}")
    revision = record_of(person).revision
    typed = {PHONE: "change", f"{PHONE}_value": "139", "open": "education_level"}

    back = browser.post(f"/work/{person}", data=hidden(page) | typed)

    assert back.status_code == 200
    assert 'name="education_level"' in back.text
    assert 'value="139"' in back.text
    assert record_of(person).revision == revision


def test_r2a_a_known_item_is_opened_and_corrected_with_what_it_is_bound_to(
    client_of: Signed, people: People, person: str
) -> None:
    publish(people["police"], PHONE, "id_type", "id_number")
    browser = client_of("worker")
    page = browser.post(f"/work/{person}", data=hidden(browser.get(f"/work/{person}")) | {"open": "id_number"})
    assert all(f'name="{code}_value"' in page.text for code in ("id_type", "id_number"))
    verdicts = {PHONE: "confirm", "marital_status": "confirm", "id_type": "change"}

    half = browser.post(f"/work/{person}", data=hidden(page) | verdicts | {"id_number_value": "E12345678"})

    assert half.status_code == 422
    assert 'href="#id_type-value"' in half.text
    assert 'value="E12345678"' in half.text, "what was typed is there"
    both = {"id_type_value": "414", "id_number_value": "E12345678"}
    assert browser.post(f"/work/{person}", data=hidden(half) | verdicts | both).status_code == 303
    assert (value_of(person, "id_type"), value_of(person, "id_number")) == ("414", "E12345678")


def test_r25_another_grid_s_page_is_not_there(client_of: Signed, person: str) -> None:
    assert client_of("other_worker").get(f"/work/{person}").status_code == 404


def test_r19_a_number_that_is_known_leads_to_its_record(client_of: Signed, people: People, person: str) -> None:
    publish(people["police"], "person_name", "id_type", "id_number", "current_address")
    browser = client_of("worker")
    assert browser.get("/work/new/person").status_code == 200

    met = browser.post("/work/new/person", data={"id_type_value": "111", "id_number_value": "990101195504120027"})

    assert met.headers["Location"] == f"/work/{person}"


def test_r19_a_new_number_goes_on_with_a_blank_and_makes_a_record(
    client_of: Signed, people: People, person: str
) -> None:
    publish(people["police"], "person_name", "id_type", "id_number", "current_address", areas=("99010100100101",))
    browser = client_of("worker")
    key = {"id_type_value": "414", "id_number_value": "E12345678"}
    page = browser.post("/work/new/person", data=key)
    assert page.status_code == 200
    assert 'value="E12345678"' in page.text
    action = re.search(r'action="(/work/[0-9a-f-]{36})"', page.text)
    assert action is not None
    data = hidden(page) | key
    data |= {"person_name_value": "陈海涛", "current_address_value": "望江路18号3栋2单元401", PHONE: "unknown"}
    data |= {f"{PHONE}_why": "absent", "marital_status": "unknown", "marital_status_why": "absent"}
    data |= {"education_level": "unknown", "education_level_why": "absent"}

    sent = browser.post(action[1], data=data)

    assert sent.status_code == 303, re.findall(r'class="fault[^>]*>(.*?)<', sent.text)
    made = action[1].removeprefix("/work/")
    assert value_of(made, "person_name") == "陈海涛"
    assert record_of(made).area == "99010100100101"
    assert browser.get(sent.headers["Location"]).status_code == 200
