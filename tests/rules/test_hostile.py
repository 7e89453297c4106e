"""Bodies that are sent to do harm: refused, quickly, with nothing set (trust.md, C01, G01, G07)."""

import json
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder.catalogue.store import load_standard
from tests.formbuilder.conftest import People, bearer

FIELD = {"code": "pet_count", "entity": "person", "type": "integer", "label": {"zh": "宠物数", "en": "Pets"}}


@pytest.fixture
def send(app: Flask, people: People, token_for: Callable[..., str]) -> Callable[[bytes], tuple[int, dict[str, object]]]:
    """Send a raw body to define a field with, as a department admin."""
    load_standard()
    headers, client = bearer(token_for("police")), app.test_client()

    def sent(body: bytes) -> tuple[int, dict[str, object]]:
        assert isinstance(client, FlaskClient)
        answer = client.post("/api/v1/fields", data=body, content_type="application/json", headers=headers)
        return answer.status_code, answer.get_json()

    return sent


Send = Callable[[bytes], tuple[int, dict[str, object]]]


@pytest.mark.parametrize("name", ["role", "version", "verified_by", "receipt", "__proto__", "id"])
def test_c01_a_name_that_is_not_known_is_told_and_nothing_is_set(send: Send, name: str) -> None:
    status, problem = send(json.dumps(FIELD | {name: "administrator"}).encode())
    assert status == 422
    assert name in json.dumps(problem)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"code": "a", "code": "b"}',
        b"\xef\xbb\xbf{}",
        b"{} // comment",
        b"{} {}",
        "{}".encode("utf-16"),
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\\ud800"}',
        b"\xff",
        b"",
    ],
)
def test_g01_g07_what_two_readers_read_differently_is_refused_at_once(send: Send, body: bytes) -> None:
    start = time.perf_counter()
    status, problem = send(body)
    assert status == 400
    assert problem["code"] == "request.malformed"
    assert time.perf_counter() - start < 1


def test_g02_a_body_that_is_too_large_is_refused(send: Send) -> None:
    assert send(b'"' + b"x" * (1 << 21) + b'"')[0] == 413


@pytest.mark.parametrize("value", [True, [], {}, 1.5, "0x10", {"$ne": ""}])
def test_c14_another_type_is_refused(send: Send, value: object) -> None:
    assert send(json.dumps(FIELD | {"code": value}).encode())[0] == 422
