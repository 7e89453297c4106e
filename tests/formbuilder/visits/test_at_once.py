"""R15: sent eight times at once there is one effect, on each database; and workers who write at once are all heard."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask

from formbuilder import clock
from formbuilder.visits import service
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
    assert count("select count(*) from history where record_id = :id", id=person) == before + 1
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


def test_r19_eight_who_register_one_person_at_once_make_one_record(app: Flask, worker: Visitor, people: People) -> None:
    publish(people["police"], "id_type", "id_number", "person_name", PHONE)
    page = service.open_blank(worker.actor, "person", now=clock.now()).page
    number = {"id_type": change("111"), "id_number": change("990101195504120027"), "person_name": change("周桂兰")}

    found = at_once(app, worker, [(page, {**number, PHONE: change(f"1390000000{n}")}, str(uuid4())) for n in range(4)])
    number[PHONE] = change("13900000000")
    found += at_once(app, worker, [(blank(worker), number, str(uuid4())) for _ in range(4)])

    receipts = [one for one in found if isinstance(one, Receipt)]
    assert len(receipts) == TIMES
    assert len({one.record for one in receipts}) == 1
    assert count("select count(*) from record_key where current") == 1
    assert count("select count(*) from submission") == TIMES


def test_r19_two_who_change_a_key_at_once_leave_one_that_is_current(
    app: Flask, worker: Visitor, people: People
) -> None:
    person = a_person()
    publish(people["police"], "id_type", "id_number")
    page = worker.opens(person).page
    numbers = ("990101198001010014", "990101198001010129", "990101198001010233", "990101198001010313")

    def sent(number: str) -> JSONObject:
        return {"id_type": change("111"), "id_number": change(number)}

    found = at_once(app, worker, [(page, sent(number), str(uuid4())) for number in numbers])

    assert all(isinstance(one, Receipt) for one in found)
    held = str(value_of(person, "id_number"))
    assert count("select count(*) from record_key where current and record_id = :id", id=person) == 1
    assert count("select count(*) from record_key where current and normal = :held", held=held) == 1


def blank(worker: Visitor) -> Page:
    """A page of somebody new, of its own."""
    return service.open_blank(worker.actor, "person", now=clock.now()).page
