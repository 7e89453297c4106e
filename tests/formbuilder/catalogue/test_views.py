"""The pages of the standard as a department admin uses them, without a script: found, led to, defined, changed."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder.catalogue import store
from tests.formbuilder.catalogue.test_service import hold, marks, publish
from tests.pages import assert_page_is_well_made

Clients = Callable[..., FlaskClient]

NEW = {
    "zh": "门岗犬龄",
    "en": "Watchdog age",
    "code": "office_dog_age",
    "entity": "person",
    "owner": "mz",
    "type": "integer",
    "sensitivity": "internal",
    "verification": "show",
    "freshness": "365",
}


@pytest.fixture
def civil(app: Flask, client_of: Clients) -> FlaskClient:
    store.load_standard()
    return client_of("civil")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/fields",
        "/fields?q=%E7%94%B5%E8%AF%9D&entity=person",
        "/fields?q=nothing+at+all",
        "/fields?status=",
        "/fields/new",
        "/fields/new?zh=%E6%89%8B%E6%9C%BA",
        "/fields/sex",
        "/fields/marital_status",
        "/fields/id_number",
        "/codelists/sex",
        "/codelists/industry_section",
    ],
)
def test_every_page_is_well_made(app: Flask, client_of: Clients, path: str, language: str) -> None:
    store.load_standard()
    answer = client_of("civil", language).get(path)
    assert answer.status_code == 200
    assert_page_is_well_made(answer.text)


def test_what_is_not_there_is_told_so(civil: FlaskClient) -> None:
    assert civil.get("/fields/nothing_here").status_code == 404
    assert civil.get("/codelists/nothing_here").status_code == 404


def test_a_field_is_found_by_another_name_and_says_who_asks_it(civil: FlaskClient) -> None:
    publish("居住登记", ["marital_status"])
    page = civil.get("/fields?q=HYZK").text
    assert 'href="/fields/marital_status"' in page
    assert re.search(r'data-h="使用的表单" class="num">1<', page)


def test_pages_of_the_list_lead_to_each_other(civil: FlaskClient) -> None:
    first = civil.get("/fields").text
    way = re.search(r'href="(/fields\?[^"]*after=[^"]*)"', first)
    assert way
    second = civil.get(way[1].replace("&amp;", "&")).text
    codes = re.compile(r'<a href="/fields/(\w+)">')
    assert codes.findall(second)
    assert not set(codes.findall(first)) & set(codes.findall(second))


def test_r3_a_field_that_exists_under_another_name_is_led_to(civil: FlaskClient) -> None:
    answer = civil.post("/fields/new", data=NEW | {"zh": "婚否", "code": "is_married"})
    assert answer.status_code == 422
    assert '<a class="button push button-primary" href="/fields/marital_status">' in answer.text
    assert 'value="is_married"' in answer.text
    assert_page_is_well_made(answer.text)


def test_r3_a_near_one_stops_it_and_a_reason_lets_it_pass(civil: FlaskClient) -> None:
    near = NEW | {"zh": "婚姻状况备注", "code": "marital_remark", "type": "text"}
    stopped = civil.post("/fields/new", data=near)
    assert stopped.status_code == 409
    assert 'href="/fields/marital_status"' in stopped.text
    assert_page_is_well_made(stopped.text)
    seen = hidden(stopped.text, "seen")
    silent = civil.post("/fields/new", data=near | {"seen": seen, "reason": ""})
    assert silent.status_code == 422
    assert 'id="reason-fault"' in silent.text
    made = civil.post("/fields/new", data=near | {"seen": seen, "reason": "办事时手写的备注"})
    assert (made.status_code, made.headers["Location"]) == (303, "/fields/marital_remark?done=defined")
    assert "办事时手写的备注" in civil.get("/fields/marital_remark").text


def test_r3_near_ones_appear_while_a_name_is_typed(civil: FlaskClient) -> None:
    piece = civil.get("/fields/new?zh=%E5%A9%9A%E5%A7%BB&entity=person", headers={"HX-Request": "true"}).text
    assert piece.strip().startswith('<section id="near"')
    assert 'href="/fields/marital_status"' in piece
    assert "<html" not in piece


def test_a_new_field_is_defined_and_faults_lose_nothing(civil: FlaskClient) -> None:
    faulty = NEW | {"code": "Mobile-2", "max_length": "很长", "help_zh": "狗的年龄 <岁>", "freshness": "other"}
    answer = civil.post("/fields/new", data=faulty | {"freshness_days": "12"})
    assert answer.status_code == 422
    for kept in ('value="Mobile-2"', 'value="很长"', "狗的年龄 &lt;岁&gt;", 'value="12"', 'id="max_length-fault"'):
        assert kept in answer.text
    assert_page_is_well_made(answer.text)
    assert civil.post("/fields/new", data=NEW).status_code == 303
    assert "门岗犬龄" in civil.get("/fields/office_dog_age?done=defined").text


def test_r25_the_field_of_another_department_has_no_form(civil: FlaskClient) -> None:
    page = civil.get("/fields/sex").text
    assert 'id="definition"' not in page
    assert civil.post("/fields/sex", data={"zh": "x", "based_on": "1", "step": "save"}).status_code == 403
    assert civil.post("/fields/sex/retire", data={"based_on": "1"}).status_code == 403


def form_of(page: str) -> dict[str, str]:
    """What a browser would send back of the form of a definition, untouched."""
    form = page[page.index('id="definition"') :].partition("</form>")[0]
    sent = dict(re.findall(r'<input id="\w+" name="(\w+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'name="(\w+)" value="([^"]*)" checked', form))
    for name, options in re.findall(r'<select id="\w+" name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    days = re.search(r'name="freshness_days"[^>]* value="([^"]*)"', form)
    sent["freshness_days"] = days[1] if days else ""
    return {name: value for name, value in sent.items() if name != "csrf"}


def test_r1_a_change_shows_what_it_does_before_it_is_saved(app: Flask, client_of: Clients) -> None:
    store.load_standard()
    hold("r1", "employer_name", "临江环卫服务有限公司")
    hold("r2", "employer_name", "环卫")
    admin = client_of("admin")
    sent = form_of(admin.get("/fields/employer_name").text) | {"max_length": "5", "note": "系统只收五个字"}
    shown = admin.post("/fields/employer_name", data=sent | {"step": "preview"})
    assert shown.status_code == 200
    assert_page_is_well_made(shown.text)
    assert "<dd>2</dd>" in shown.text
    assert "<dd>1</dd>" in shown.text
    assert marks("employer_name") == {"r1": True, "r2": True}
    saved = admin.post("/fields/employer_name", data=form_of(shown.text) | {"step": "save"})
    assert saved.status_code == 303
    page = admin.get("/fields/employer_name").text
    assert "系统只收五个字" in page
    assert marks("employer_name") == {"r1": False, "r2": True}


def test_r1_what_was_not_previewed_is_not_saved(app: Flask, client_of: Clients) -> None:
    store.load_standard()
    admin = client_of("admin")
    sent = form_of(admin.get("/fields/employer_name").text) | {"max_length": "5"}
    shown = admin.post("/fields/employer_name", data=sent | {"step": "preview"}).text
    other = admin.post("/fields/employer_name", data=form_of(shown) | {"max_length": "4", "step": "save"})
    assert other.status_code == 200
    assert 'id="preview"' in other.text


def test_an_untouched_form_changes_nothing(civil: FlaskClient) -> None:
    for code in ("marital_status",):
        sent = form_of(civil.get(f"/fields/{code}").text)
        answer = civil.post(f"/fields/{code}", data=sent | {"step": "preview"})
        assert answer.status_code == 422
        assert "和第 1 版没有不同" in answer.text


def test_a_change_of_what_somebody_changed_meanwhile_is_shown_again_with_what_was_typed(civil: FlaskClient) -> None:
    sent = form_of(civil.get("/fields/marital_status").text) | {"zh": "婚姻"}
    stale = civil.post("/fields/marital_status", data=sent | {"based_on": "0", "step": "preview"})
    assert stale.status_code == 412
    assert 'name="zh" value="婚姻"' in stale.text


def test_retiring_and_handing_over_by_their_own_forms(civil: FlaskClient) -> None:
    assert civil.post("/fields/new", data=NEW).status_code == 303
    assert civil.post("/fields/office_dog_age/retire", data={"based_on": "1", "note": "没有狗了"}).status_code == 303
    page = civil.get("/fields/office_dog_age?done=retired").text
    assert "没有狗了" in page
    assert 'id="definition"' not in page
    handed = civil.post("/fields/marital_status/owner", data={"based_on": "1", "owner": "ga"})
    assert handed.status_code == 303
    publish("居住登记", ["religion"])


def test_a_field_that_is_asked_cannot_be_retired_and_the_page_says_by_whom(civil: FlaskClient) -> None:
    civil.post("/fields/new", data=NEW)
    publish("居住登记", ["office_dog_age"])
    answer = civil.post("/fields/office_dog_age/retire", data={"based_on": "1"})
    assert answer.status_code == 409
    assert "居住登记" in answer.text


def test_workers_read_and_never_define(app: Flask, client_of: Clients) -> None:
    store.load_standard()
    worker = client_of("worker")
    assert worker.get("/fields").status_code == 200
    assert worker.get("/fields/new").status_code == 403
    assert worker.post("/fields/new", data=NEW).status_code == 403
