"""A department designs and publishes a task without scripts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formbuilder import clock
from formbuilder.tasks import designing
from metadata.catalogue import standard
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import DAY, a_person, build_street, day, states_of

Signed = Callable[[str], FlaskClient]


def sent(page: TestResponse) -> dict[str, list[str]]:
    """What the browser would send of a page's form as it stands."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input (?:type="hidden" |id="[^"]*" )?name="([a-z_]+)" value="([^"]*)"', page.text):
        if name != "csrf":
            found.setdefault(name, []).append(value)
    for name, value in re.findall(r'<input type="checkbox" name="([a-z_]+)" value="([^"]*)" checked', page.text):
        found.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select name="([a-z_]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1]] if chosen else [""]
    return found


def test_a_task_is_designed_and_published_without_scripts(app: Flask, people: People, client_of: Signed) -> None:
    build_street()
    person, browser = a_person(), client_of("police")
    made = browser.post("/tasks/new", data={"title": "居住登记核对", "entity": "person"})
    assert made.status_code == 303
    path = made.headers["Location"]

    def does(deed: str, **changes: str) -> TestResponse:
        page = browser.get(path)
        assert page.status_code == 200
        return browser.post(path, data={**sent(page), **changes, "do": deed})

    assert does("add:mobile_phone").status_code == 303
    assert does("add:marital_status").status_code == 303
    assert does("up:marital_status").status_code == 303
    days = {"from": day(clock.now()), "to": day(clock.now() + 9 * DAY)}
    assert does("save", area="990101001", purpose="人口管理", basis="条例", **days).status_code == 303
    condition = {"mobile_phone_condition_field": "marital_status", "mobile_phone_condition_value": "已婚"}
    saved = does("save", **condition, mobile_phone_condition_comparison="is")
    assert saved.status_code == 303, re.findall(r'class="fault".*', saved.text)
    page = browser.get(path)
    assert sent(page)["item"] == ["marital_status", "mobile_phone"]
    assert 'value="publish"' in page.text

    assert does("publish").status_code == 303

    assert states_of(person) == ["open"]
    assert "居住登记核对" in browser.get("/tasks").text
    assert client_of("civil").get(path).status_code == 404


def test_what_cannot_be_read_comes_back_at_its_place(app: Flask, people: People, client_of: Signed) -> None:
    build_street()
    browser = client_of("police")
    path = browser.post("/tasks/new", data={"title": "核对", "entity": "person"}).headers["Location"]
    data = {**sent(browser.get(path)), "filter_field": "marital_status", "filter_value": "maybe", "do": "save"}
    back = browser.post(path, data=data)
    assert back.status_code == 422
    assert 'id="filter-fault"' in back.text


def test_a_stale_page_is_told_so(app: Flask, people: People, client_of: Signed) -> None:
    build_street()
    browser = client_of("police")
    path = browser.post("/tasks/new", data={"title": "核对", "entity": "person"}).headers["Location"]
    old = sent(browser.get(path))
    browser.post(path, data={**old, "do": "add:mobile_phone"})
    assert browser.post(path, data={**old, "do": "add:person_name"}).status_code == 412


@pytest.mark.parametrize(
    "simple",
    [
        designing.Simple("marital_status", "is", "20"),
        designing.Simple("marital_status", "is_not", "20"),
        designing.Simple("birth_date", "at_most", "1960-12-31"),
        designing.Simple("employer_name", "known"),
        designing.Simple("employer_name", "unknown"),
    ],
)
def test_r7_a_simple_condition_is_its_three_inputs(simple: designing.Simple) -> None:
    assert designing.from_schema(designing.to_schema(simple, standard())) == simple


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("mobile_phone_days", "a while", "不是整数"),
        ("from", "2026-13-01", "不是日期"),
        ("to", "2026-11-30", "都写"),
    ],
)
def test_days_that_cannot_be_read_are_told_and_stay_typed(
    app: Flask, people: People, client_of: Signed, name: str, typed: str, said: str
) -> None:
    build_street()
    browser = client_of("police")
    path = browser.post("/tasks/new", data={"title": "核对", "entity": "person"}).headers["Location"]
    browser.post(path, data={**sent(browser.get(path)), "do": "add:mobile_phone"})
    back = browser.post(path, data={**sent(browser.get(path)), name: typed, "do": "save"})
    assert back.status_code == 422
    assert said in back.text
    assert f'value="{typed}"' in back.text
