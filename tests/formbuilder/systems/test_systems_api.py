"""Rows in and out by program: each told what became of it, once, whatever the network does (R15, R22, R23, R25)."""

import csv
import io
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from formbuilder import clock
from formbuilder.systems import api, sending, service
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records import town
from tests.formbuilder.systems import arriving
from tests.formbuilder.systems.arriving import ELDERS, NUMBERS, an_elder

ROWS = f"/api/v1/systems/{ELDERS}/rows"
KEY = "0190a6ff-1c6e-7cc1-9a3e-0a4f8d2b7c11"

Send = Callable[..., TestResponse]


def said(answer: TestResponse) -> Any:
    """What an answer says."""
    return answer.get_json()


@pytest.fixture(autouse=True)
def arrived(app: Flask, people: People) -> None:
    arriving.build()


@pytest.fixture
def headers(token_for: Callable[[str], str]) -> dict[str, str]:
    """Of a program that acts for the system."""
    return bearer(token_for(ELDERS))


@pytest.fixture
def send(app: Flask, headers: dict[str, str]) -> Send:
    """Send rows under a key."""

    def sent(rows: object, key: str = KEY, **more: str) -> TestResponse:
        data = rows if isinstance(rows, bytes) else orjson.dumps(rows)
        return app.test_client().post(
            ROWS,
            data=data,
            content_type=more.get("type", "application/json"),
            headers=headers | {"Idempotency-Key": key},
        )

    return sent


@pytest.fixture
def take(app: Flask, headers: dict[str, str]) -> Send:
    """Fetch the system's table."""

    def taken(accept: str = "application/json", **query: str) -> TestResponse:
        asked = headers | {"Accept": accept}
        return app.test_client().get(ROWS, query_string=query, headers=asked, buffered=True)

    return taken


def test_a_row_is_told_what_was_written(send: Send) -> None:
    answer = send([an_elder()])
    assert answer.status_code == 201
    [row] = said(answer)["rows"]
    assert (row["row"], row["state"], row["parked"], row["faulty"]) == (1, "merged", 0, [])
    assert row["written"] > 3
    assert row["record"]


def test_r15_the_same_key_gets_the_first_answer_and_writes_nothing(send: Send) -> None:
    first = send([an_elder()])
    again = send([an_elder()])
    assert (first.status_code, again.status_code) == (201, 200)
    assert said(again) == said(first)


def test_r15_the_same_key_with_other_rows_is_refused(send: Send) -> None:
    send([an_elder()])
    answer = send([an_elder(1)])
    assert (answer.status_code, said(answer)["code"]) == (409, "rows.key-reused")


def test_the_same_rows_under_another_key_dispute_nothing(send: Send) -> None:
    send([an_elder()])
    [row] = said(send([an_elder()], key=str(uuid4())))["rows"]
    assert (row["state"], row["written"], row["open"]) == ("merged", 0, 0)


def test_what_was_stopped_goes_on_under_its_key(send: Send) -> None:
    rows, me, now = [an_elder(0), an_elder(1), an_elder(2)], town.token(ELDERS), clock.now()
    digest = sha256(orjson.dumps(rows)).hexdigest()
    begun = sending._known(me, ELDERS, key=KEY, digest=digest, as_at="", area="", now=now)
    read = service.read(me, begun.delivery, [(1, rows[0])], now=now)
    first = sending._take(me, begun, read, key=KEY, last=False, now=now)  # … and the machine goes off

    answer = send(rows)

    assert answer.status_code == 201
    assert [row["state"] for row in said(answer)["rows"]] == ["merged"] * 3
    assert said(answer)["rows"][0]["written"] == first.rows[0]["counts"]["written"]


def test_a_cell_that_cannot_be_taken_is_told_and_the_rest_is_merged(send: Send) -> None:
    [row] = said(send([an_elder(marriage="不详", gender="女")]))["rows"]
    assert row["state"] == "merged"
    [fault] = row["faulty"]
    assert (fault["column"], fault["value"], fault["code"]) == ("marriage", "不详", "cell.no-partner")
    assert fault["detail"]


def test_a_row_that_says_of_nobody_is_refused_with_the_reason(send: Send) -> None:
    [row] = said(send([{"gender": "女"}]))["rows"]
    assert row["state"] == "refused"
    assert row["why"]


def test_lines_of_json_are_rows_too(send: Send) -> None:
    lines = b"\n".join(orjson.dumps(row) for row in (an_elder(0), an_elder(1)))
    answer = send(lines, type="application/x-ndjson")
    assert [row["state"] for row in said(answer)["rows"]] == ["merged", "merged"]


def test_a_name_that_is_no_column_is_told_once(send: Send) -> None:
    answer = send([an_elder(0, shoe_size="42"), an_elder(1, shoe_size="43")])
    assert answer.status_code == 201
    assert [note["column"] for note in said(answer)["notes"] if note["code"] == "table.unknown-column"] == ["shoe_size"]


@pytest.mark.parametrize(
    ("body", "type", "status", "code"),
    [
        ({}, "application/json", 400, "request.malformed"),
        ([], "application/json", 422, "table.empty"),
        (b"[{}", "application/json", 422, "table.broken-row"),
        ([{"shoe_size": "42"}], "application/json", 422, "table.no-column-of-system"),
        (b"a,b\n", "text/csv", 415, "request.media-type"),
        ([{"gender": "1"}] * 6, "application/json", 413, "table.too-many-rows"),
        (b"[" + b" " * 200 + b"]", "application/json", 413, "request.too-large"),
    ],
)
def test_what_are_no_rows_is_refused(
    send: Send, monkeypatch: pytest.MonkeyPatch, body: object, type: str, status: int, code: str
) -> None:
    monkeypatch.setattr(api, "MOST", 5)
    monkeypatch.setattr(api, "LARGEST", 150)
    answer = send(body, type=type)
    assert (answer.status_code, said(answer)["code"]) == (status, code)


def test_a_key_is_needed(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().post(ROWS, json=[an_elder()], headers=headers)
    assert answer.status_code == 428


def test_r23_the_table_comes_back_in_its_own_words(send: Send, take: Send) -> None:
    send([an_elder(0, marriage="丧偶"), an_elder(1)])
    table = said(take())
    assert {item["cells"]["id_card"]: item["cells"]["marriage"] for item in table["items"]} == {
        NUMBERS[0]: "丧偶",
        NUMBERS[1]: "",
    }
    assert table["next_cursor"]


def test_r23_since_a_cursor_only_what_changed_comes(send: Send, take: Send) -> None:
    send([an_elder(0), an_elder(1)])
    cursor = said(take())["next_cursor"]
    assert said(take(since=cursor))["items"] == []
    send([an_elder(2)], key=str(uuid4()))
    later = take(since=cursor)
    assert [item["cells"]["id_card"] for item in said(later)["items"]] == [NUMBERS[2]]
    assert later.headers["Next-Cursor"] == said(later)["next_cursor"] != cursor


def test_a_limit_ends_the_list_and_its_cursor_goes_on(send: Send, take: Send) -> None:
    send([an_elder(0), an_elder(1), an_elder(2)])
    first = said(take(limit="2"))
    assert (len(first["items"]), first["more"]) == (2, True)
    second = said(take(limit="2", since=first["next_cursor"]))
    assert (len(second["items"]), second["more"]) == (1, False)


def test_csv_and_lines_tell_the_cursor_in_a_header(send: Send, take: Send) -> None:
    send([an_elder(0), an_elder(1)])
    table = take("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert table.content_type == "text/csv; charset=utf-8"
    assert [row["id_card"] for row in rows] == sorted(NUMBERS[:2])
    assert list(rows[0]) == list(arriving.HEADINGS)
    lines = take("application/x-ndjson", since=table.headers["Next-Cursor"])
    assert (lines.status_code, lines.data) == (200, b"")
    changes = take("text/csv", since=table.headers["Next-Cursor"])
    assert changes.text.strip().endswith(",_gone")


def test_r22_what_was_given_claims_nothing_when_it_is_read_again(send: Send, take: Send) -> None:
    send([an_elder(0, marriage="丧偶", home_address="望江路18号3栋2单元501"), an_elder(1)])
    cells = [item["cells"] for item in said(take())["items"]]
    answer = send(cells, key=str(uuid4()))
    assert [(row["written"], row["open"], row["faulty"]) for row in said(answer)["rows"]] == [(0, 0, [])] * 2


def test_columns_are_told_with_what_they_mean(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().get(f"/api/v1/systems/{ELDERS}/columns", headers=headers)
    columns = {column["name"]: column for column in said(answer)["columns"]}
    assert said(answer)["row_key"] == ["id_card"]
    assert (columns["gender"]["field"], columns["gender"]["transform"]) == ("sex", "codes")
    assert {"source": "女", "target": "2", "flags": []} in columns["gender"]["codes"]


def test_r25_a_token_knows_of_no_other_system(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    assert [one["code"] for one in said(client.get("/api/v1/systems", headers=headers))["items"]] == [ELDERS]
    for way in ("columns", "rows"):
        assert client.get(f"/api/v1/systems/p1/{way}", headers=headers).status_code == 404
    key = headers | {"Idempotency-Key": KEY}
    assert client.post("/api/v1/systems/p1/rows", json=[{"XM": "周"}], headers=key).status_code == 404


def test_r25_a_person_s_token_sends_no_rows(app: Flask, token_for: Callable[[str], str]) -> None:
    headers = bearer(token_for("civil")) | {"Idempotency-Key": KEY}
    assert app.test_client().post(ROWS, json=[an_elder()], headers=headers).status_code == 403
