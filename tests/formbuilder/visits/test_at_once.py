"""R15: sent eight times at once there is one effect, on each database; and workers who write at once are all heard."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask

from formbuilder.visits.receipts import Receipt
from formbuilder.visits.service import Returned
from metadata.values import JSONObject
from renderer.page import Page
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import (
    Visitor,
    a_person,
    build_street,
    change,
    confirm,
    count,
    publish,
    record_of,
    value_of,
)

PHONE, TIMES = "mobile_phone", 8


def at_once(app: Flask, worker: Visitor, sendings: list[tuple[Page, JSONObject, str]]) -> list[Receipt | Returned]:
    """Send everything from threads that start together."""
    barrier = Barrier(len(sendings))

    def send(sending: tuple[Page, JSONObject, str]) -> Receipt | Returned:
        page, answers, key = sending
        with app.app_context():
            barrier.wait()
            return worker.submits(page, answers, key=key)

    with ThreadPoolExecutor(len(sendings)) as pool:
        return list(pool.map(send, sendings))


@pytest.fixture
def worker(app: Flask, people: People) -> Visitor:
    build_street()
    return Visitor(people["worker"])


def test_r15_eight_times_at_once_is_one_effect(app: Flask, worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], PHONE, "marital_status")
    page, key = worker.opens(person).page, str(uuid4())
    before = record_of(person).revision
    answers = {PHONE: change("13900000000"), "marital_status": confirm()}

    found = at_once(app, worker, [(page, answers, key)] * TIMES)

    receipts = [one for one in found if isinstance(one, Receipt)]
    assert len(receipts) == TIMES
    assert sum(one.first for one in receipts) == 1
    assert len({(one.digest, one.received, one.revision, one.written) for one in receipts}) == 1
    assert record_of(person).revision == before + 1
    assert count("select count(*) from submission") == 1
    assert count("select count(*) from history where record_id = :id and through = 'visit'", id=person) == 2
    assert count("select count(*) from audit where verb = 'visit.submit'") == 1


def test_r15_eight_bodies_under_one_key_are_one_visit_and_seven_kept_aside(
    app: Flask, worker: Visitor, people: People
) -> None:
    person = a_person()
    publish(people["police"], PHONE)
    page, key = worker.opens(person).page, str(uuid4())

    found = at_once(app, worker, [(page, {PHONE: change(f"1390000000{n}")}, key) for n in range(TIMES)])

    assert sum(isinstance(one, Receipt) for one in found) == 1
    assert count("select count(*) from aside") == TIMES - 1
    assert count("select count(*) from submission") == 1


def test_r16_eight_pages_of_one_record_at_once_are_merged_one_after_the_other(
    app: Flask, worker: Visitor, people: People
) -> None:
    person = a_person()
    publish(people["police"], PHONE)
    page = worker.opens(person).page
    before = record_of(person).revision

    found = at_once(app, worker, [(page, {PHONE: change(f"1390000000{n}")}, str(uuid4())) for n in range(TIMES)])

    assert all(isinstance(one, Receipt) for one in found)
    assert record_of(person).revision == before + TIMES
    assert str(value_of(person, PHONE)).startswith("1390000000")
    assert count("select count(distinct number) from submission") == TIMES
    assert count("select count(*) from audit where verb = 'visit.submit'") == TIMES
