"""Whatever is sent to whichever route by whomever, no answer is a fault of ours (trust.md, C, G, L08)."""

import random
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from limits import RateLimitItemPerSecond

from formbuilder.visits.receipts import Receipt
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import Visitor, a_person, build_street, change, publish
from tests.rules.test_routes import rules_of

HOSTILE = (
    "\x00",
    "a\x00b",
    "😀",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%(x)s{0}",
    "' or 1=1--",
    "１２３",
    "²",
    "99999999999999999999",
    "-1",
    "1e400",
    "9999-12-31",
    "0000-00-00",
    "0001-01-01T00:00:00+14:00",
    "../../etc/passwd",
    "a" * 3000,
    "null",
    "",
)
IN_ADDRESSES = (*(quote(text, safe="") for text in HOSTILE), "%ED%A0%80", "%FF", "%")
ASKED = (
    "after area at by correct dialect entity field from kind language limit next open owner page q show "
    "sort state status task text to type under version mobile_phone person_name"
)
TYPED = (
    "again_on area areas blind_share code condition department entity field fields freshness key label_en "
    "label_zh language mobile_phone mobile_phone_value mobile_phone_why name next note number old outcome "
    "password q reason record role ruling shown since successor task text ticket title_zh type username "
    "value verdict version window"
)
JSON = (
    b"",
    b"{}",
    b"[]",
    b"null",
    b'"x"',
    b"1e400",
    b'{"a": "\\u0000"}',
    b'{"\\u0000": 1}',
    b'{"ticket": [], "answers": []}',
    b'{"ticket": "aaaaaaaaaa.aaaaaaaa", "answers": {"x": 1}, "number": true}',
    b'{"entity": {}, "text": 1, "where": [], "area": null}',
    b'{"entity": "person", "where": {"properties": {"a": {"const": {}}}}}',
    b'{"fields": [{}], "reason": "x"}',
    b'{"ruling": ["keep"], "reason": 1}',
    b'{"code": "a", "entity": "person", "type": "text", "label": {"zh": "\\u202e", "en": []}, "pattern": "(a+)+$"}',
    b'{"title": {"zh": "x"}, "department": "ga", "entity": "person", "items": [{"field": "\\ud83d\\ude00"}],'
    b' "areas": ["99"], "filter": {"not": {"not": {}}}, "window": {"begin": "x", "end": 1}}',
)


@pytest.fixture
def person(app: Flask, people: People) -> str:
    """Somebody with a page, open claims, history and a parked answer."""
    build_street()
    found = a_person()
    publish(people["police"], "mobile_phone", "marital_status")
    first, second = Visitor(people["worker"]), Visitor(people["secretary"])
    pages = first.opens(found).page, second.opens(found).page
    for visitor, page, number in ((first, pages[0], "13900000000"), (second, pages[1], "13800000000")):
        sent = {"mobile_phone": change(number), "id_number": {"verdict": "confirm"}, "nothing": change(1)}
        assert isinstance(visitor.submits(page, sent, open=False), Receipt)
    return found


@pytest.fixture
def faults(app: Flask) -> Iterator[list[str]]:
    """What broke while the test ran."""
    found: list[str] = []

    def note(_sender: Flask, exception: BaseException, **_: object) -> None:
        found.append(f"{type(exception).__name__}: {exception}"[:200])

    with got_request_exception.connected_to(note, app):
        yield found


def addresses(rule: str, person: str, chance: random.Random) -> Iterator[str]:
    """A route's addresses: of things that are there, and of things that cannot be."""
    names = re.findall(r"<(?:(\w+):)?(\w+)>", rule)
    for text in ("", *chance.sample(IN_ADDRESSES, 2)) if names else ("",):
        path = rule
        for kind, name in names:
            there = {"entity": "person", "code": "mobile_phone", "username": "worker"}.get(name, "x")
            put = {"uuid": person, "int": chance.choice(("1", "99999999999999999999"))}.get(kind, text or there)
            path = re.sub(rf"<(?:\w+:)?{name}>", put.replace("\\", ""), path, count=1)
        yield path


@pytest.mark.parametrize("who", ["admin", "police", "secretary", "worker"])
def test_no_answer_is_a_fault_of_ours(
    app: Flask,
    person: str,
    who: str,
    faults: list[str],
    client_of: Callable[[str], FlaskClient],
    token_for: Callable[[str], str],
) -> None:
    chance = random.Random(who)
    rates = app.extensions["limits"].rates
    rates.update(dict.fromkeys(rates, RateLimitItemPerSecond(1_000_000)))
    pages, programs, token = client_of(who), app.test_client(), bearer(token_for(who))
    broken: list[str] = []

    def send(client: FlaskClient, method: str, address: str, **what: object) -> None:
        answer = client.open(address, method=method, **what)  # type: ignore[arg-type]
        if answer.status_code >= 500:
            broken.append(f"{method} {address[:120]} {str(what)[:300]} → {faults[-1:]}")

    for rule, method in rules_of(app):
        if rule.endpoint in ("accounts.sign_out", "static"):
            continue
        for path in addresses(rule.rule, person, chance):
            for _ in range(2):
                query = "&".join(f"{name}={chance.choice(IN_ADDRESSES)}" for name in chance.sample(ASKED.split(), 3))
                address = path if method != "GET" else f"{path}?{query}"
                if path.startswith("/api/"):
                    headers = token | {"Idempotency-Key": person, "If-Match": chance.choice(('"x.1"', '"', "\xff"))}
                    send(
                        programs,
                        method,
                        address,
                        data=chance.choice(JSON),
                        content_type="application/json",
                        headers=headers,
                    )
                else:
                    form = {name: chance.choice(HOSTILE) for name in chance.sample(TYPED.split(), 6)}
                    send(pages, method, address, data=form if method == "POST" else None)
    assert broken == []
