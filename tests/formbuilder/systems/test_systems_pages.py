"""Pages of systems: who sees what of them (R25), a table in, how far it is, what could not be taken, a table out."""

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from formbuilder.systems import inbox
from tests.formbuilder.conftest import People
from tests.formbuilder.systems import arriving
from tests.formbuilder.systems.arriving import ELDERS, NUMBERS, an_elder
from tests.pages import assert_page_is_well_made

PAGE = f"/systems/{ELDERS}"
Browser = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def town(app: Flask, people: People) -> None:
    arriving.build()


def send(browser: FlaskClient, content: bytes, name: str = "elders.csv", as_at: str = "2026-11-01") -> TestResponse:
    """Bring a table in."""
    boundary, body = encode_multipart({"as_at": as_at, "file": FileStorage(io.BytesIO(content), name)})
    return browser.post(PAGE, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def test_r25_everybody_who_may_sees_the_list_and_only_its_own_department_and_the_administrator_go_on(
    client_of: Browser,
) -> None:
    for who, opens in (("civil", True), ("admin", True), ("police", False), ("secretary", False)):
        page = client_of(who).get("/systems")
        assert_page_is_well_made(page.text)
        assert "省居家养老服务管理平台" in page.text
        assert (f'href="{PAGE}"' in page.text) is opens
        assert client_of(who).get(PAGE).status_code == (200 if opens else 404)
    assert client_of("worker").get("/systems").status_code == 403


def test_the_list_says_what_came_last_and_what_waits(client_of: Browser) -> None:
    assert "还没有" in client_of("civil").get("/systems").text
    send(client_of("civil"), arriving.table([an_elder()]))
    assert "截至 2026-11-01" in client_of("civil").get("/systems").text


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_the_page_of_a_system_without_a_table_says_what_to_do(client_of: Browser, tongue: str) -> None:
    page = client_of("civil", tongue).get(PAGE)
    assert_page_is_well_made(page.text)
    assert ("还没交过表" if tongue == "zh" else "No table has come") in page.text


def test_a_small_table_is_read_at_once(client_of: Browser) -> None:
    page = send(client_of("civil"), arriving.table([an_elder(0), an_elder(1)]))
    assert page.status_code == 200
    assert_page_is_well_made(page.text)
    assert "读完了" in page.text
    assert "新建底册" in page.text


def test_the_same_table_again_is_told_to_be_known(client_of: Browser) -> None:
    browser = client_of("civil")
    send(browser, arriving.table([an_elder()]))
    assert "什么都没改" in send(browser, arriving.table([an_elder()])).text


def test_a_cell_that_was_not_taken_stands_with_row_column_value_and_reason(client_of: Browser) -> None:
    page = send(client_of("civil"), arriving.table([an_elder(0), an_elder(1, marriage="不详的婚姻")]))
    row = re.search(r"<tr[^>]*><th[^>]*>第 3 行</th>.*?</tr>", page.text, re.DOTALL)
    assert row is not None
    assert all(word in row[0] for word in ("marriage", "婚姻", "不详的婚姻", "没有对应的代码"))


def test_r25_the_administrator_sees_counts_and_no_value(client_of: Browser) -> None:
    send(client_of("civil"), arriving.table([an_elder(0, marriage="不详的婚姻")]))
    page = client_of("admin").get(PAGE)
    assert "没收下的单元格" in page.text
    assert "不详的婚姻" not in page.text
    assert NUMBERS[0] not in page.text
    assert 'type="file"' not in page.text


def test_many_told_rows_are_walked_through_page_by_page(client_of: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formbuilder.systems.views.ROWS", 2)
    browser = client_of("civil")
    page = send(browser, arriving.table([an_elder(place, marriage="不详") for place in range(3)]))
    way = re.search(r'href="(/systems/p4\?delivery=\d+&amp;after=3)#delivery"', page.text)
    assert way is not None
    assert "第 4 行" in browser.get(way[1].replace("&amp;", "&")).text


def test_headings_that_are_not_read_are_told(client_of: Browser) -> None:
    page = send(client_of("civil"), arriving.table([an_elder()], ("id_card", "elder_name", "鞋码")))
    assert "“鞋码”列不在对照里" in page.text


@pytest.mark.parametrize(
    ("content", "as_at", "words"),
    [
        (b"%PDF-1.7", "", "这不是能读的表"),
        (b"a,b\n1,2\n", "", "表头里没有"),
        (b"id_card\n1\n", "2999-01-01", "不能是以后的日子"),
    ],
)
def test_a_table_that_cannot_be_taken_is_refused_at_its_place(
    app: Flask, client_of: Browser, content: bytes, as_at: str, words: str
) -> None:
    page = send(client_of("civil"), content, as_at=as_at)
    assert page.status_code == 422
    assert_page_is_well_made(page.text)
    assert words in page.text
    assert list(inbox.folder(app.extensions["settings"]).iterdir()) == []


def test_a_form_without_a_file_says_so(client_of: Browser) -> None:
    page = client_of("civil").post(PAGE, data={"as_at": ""}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "先选文件" in page.text


def test_a_table_larger_than_a_page_s_form_is_taken_and_one_of_others_is_not(client_of: Browser) -> None:
    large = arriving.table([an_elder(chronic="病" * 3000) for _ in range(300)])
    assert len(large) > 2 * 1024 * 1024
    assert send(client_of("civil"), large).status_code == 200
    assert client_of("civil").post("/sign-out", data={"x": "y" * 1_100_000}).status_code == 413


def test_r25_nobody_else_brings_a_table_in_or_takes_one_out(client_of: Browser) -> None:
    for who, status in (("police", 404), ("admin", 403), ("secretary", 403), ("worker", 403)):
        browser = client_of(who)
        assert send(browser, arriving.table([an_elder()])).status_code == status
        assert browser.post(f"{PAGE}/table", data={"format": "csv"}).status_code == status


def test_a_large_table_is_read_apart_while_its_page_shows_how_far_it_is(
    app: Flask, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "AT_ONCE", 1)
    browser = client_of("civil")
    page = send(browser, arriving.table([an_elder(0), an_elder(1)]))
    way = re.search(r'hx-get="(/systems/p4/deliveries/\d+\?total=2&amp;seen=0&amp;still=0)"', page.text)
    assert way is not None
    assert "正在读" in page.text
    number = re.search(r"deliveries/(\d+)", way[1])
    assert number is not None
    until = time.monotonic() + 60
    while "读完了" not in (piece := browser.get(f"{PAGE}/deliveries/{number[1]}", headers={"HX-Request": "true"})).text:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert piece.text.lstrip().startswith('<section class="card" id="delivery"')
    assert "hx-get" not in piece.text
    assert list(inbox.folder(app.extensions["settings"]).iterdir()) == []


def test_a_table_that_does_not_move_on_is_said_to_have_stopped(
    client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "AT_ONCE", 1)
    monkeypatch.setattr(inbox, "read_apart", lambda job, settings: job.path.unlink())  # as if the machine had gone off
    browser = client_of("civil")
    content = arriving.table([an_elder(0), an_elder(1)])
    send(browser, content)
    way = f"{PAGE}/deliveries/1"
    waits = browser.get(f"{way}?seen=0&still=3", headers={"HX-Request": "true"}).text
    assert "still=4" in waits
    stopped = browser.get(f"{way}?seen=0&still=15", headers={"HX-Request": "true"}).text
    assert "再交一次同一个文件" in stopped
    assert "hx-get" not in stopped
    monkeypatch.undo()
    assert "读完了" in send(browser, content).text


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_small_table_that_turns_out_broken_is_refused_with_its_sentence(client_of: Browser, tongue: str) -> None:
    page = send(client_of("civil", tongue), arriving.broken([an_elder(0), an_elder(1)]))
    assert page.status_code == 422
    assert_page_is_well_made(page.text)
    words = ("这不是能读的表", "请再交一份完整的") if tongue == "zh" else ("not a table that can", "Send a whole one.")
    assert all(word in page.text for word in words)
    assert "hx-get" not in page.text
    assert "Not at its end" not in page.text


def test_a_large_table_that_turns_out_broken_is_said_to_be_by_the_page_that_waits_for_it(
    app: Flask, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "AT_ONCE", 1)
    browser = client_of("civil")
    assert "正在读" in send(browser, arriving.broken([an_elder(0), an_elder(1)])).text
    until = time.monotonic() + 60
    while "正在读" in (piece := browser.get(f"{PAGE}/deliveries/1", headers={"HX-Request": "true"})).text:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert "请再交一份完整的" in piece.text
    assert "这不是能读的表" in piece.text
    assert "hx-get" not in piece.text


def test_how_far_a_table_is_has_no_page_of_its_own(client_of: Browser) -> None:
    send(client_of("civil"), arriving.table([an_elder()]))
    answer = client_of("civil").get(f"{PAGE}/deliveries/1")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?delivery=1")
    assert client_of("civil").get("/systems/p3/deliveries/1").status_code == 404
    assert client_of("police").get(f"{PAGE}/deliveries/1").status_code == 404


@pytest.mark.parametrize(
    ("kind", "begins"), [("csv", b"\xef\xbb\xbfelder_name,"), ("xlsx", b"PK\x03\x04"), ("ndjson", b'{"elder_name":')]
)
def test_r23_the_table_comes_out_as_a_file(client_of: Browser, kind: str, begins: bytes) -> None:
    browser = client_of("civil")
    send(browser, arriving.table([an_elder()]))
    answer = browser.post(f"{PAGE}/table", data={"format": kind})
    assert answer.data.startswith(begins)
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    back = send(browser, answer.data)
    assert "什么都没改" not in back.text  # it is another file …
    came = re.search(r'<dl class="figures">.*?</dl>', back.text, re.DOTALL)
    assert came is not None
    assert "写入" not in came[0]  # … that claims nothing (R22)


def test_r23_what_columns_cannot_say_comes_out_as_a_report(client_of: Browser) -> None:
    browser = client_of("civil")
    send(browser, arriving.table([an_elder()]))
    report = browser.post(f"{PAGE}/table", data={"format": "report"})
    assert report.data.startswith(b"\xef\xbb\xbfrow,column,why")
    assert report.headers["Content-Disposition"].endswith('-report.csv"')


def test_files_that_were_left_behind_are_thrown_away(app: Flask, client_of: Browser) -> None:
    left = inbox.folder(app.extensions["settings"]) / "left"
    left.write_bytes(b"id_card\n")
    send(client_of("civil"), arriving.table([an_elder()]))
    assert left.exists()
    monday = time.time() + inbox.LEFT + 60
    inbox.keep(Held(), app.extensions["settings"], now=monday).unlink()
    assert not left.exists()


class Held:
    """A file of a form."""

    def save(self, dst: str, /) -> None:
        Path(dst).write_bytes(b"")


def test_a_table_may_be_of_an_area_where_its_cells_name_communities(client_of: Browser) -> None:
    assert 'name="area"' not in client_of("civil").get(PAGE).text
    page = client_of("police").get("/systems/p1")
    assert '<option value="990101001001">望江社区</option>' in page.text
