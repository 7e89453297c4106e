"""A ticket keeps the right to submit, not the right to look; and no page is shown of another record (R18, R25)."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask

from formbuilder import clock, tickets
from formbuilder.permissions import Role
from formbuilder.problems import KeyReused, NotAllowed, NotThere
from formbuilder.visits import service
from formbuilder.visits.receipts import Receipt
from formbuilder.visits.service import Returned
from formbuilder.visits.submissions import Ending
from metadata.forms import Item
from metadata.records import Record
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import (
    ELSEWHERE,
    Visitor,
    a_neighbour,
    a_person,
    a_row,
    build_street,
    change,
    confirm,
    count,
    publish,
    record_of,
    value_of,
)

PHONE = "mobile_phone"


@pytest.fixture
def worker(app: Flask, people: People) -> Visitor:
    build_street()
    return Visitor(people["worker"])


@pytest.fixture
def person(worker: Visitor, people: People) -> str:
    found = a_person()
    publish(people["police"], PHONE, "marital_status", "current_address")
    return found


def moves(record: str) -> Record:
    """Somebody moves into another grid, and a system knows another phone of them."""
    return a_row(record_of(record), {"current_address": ELSEWHERE, PHONE: "13877778888"}, clock.now())


def test_r18_a_record_that_moved_away_is_still_written_under_a_ticket_of_before(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    moves(person)
    receipt = worker.receives(page, {"marital_status": change("10")}, open=False)
    assert receipt.written == ("marital_status",)


def test_r25_a_ticket_of_before_opens_no_page_of_a_record_that_moved_away(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    moves(person)
    with pytest.raises(NotThere):
        service.reopen(worker.actor, tickets.sign(page.asked), {"open": ["mobile_phone"]}, now=clock.now())


def test_r25_faults_of_a_record_that_moved_away_are_parked_not_shown_on_its_page(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    moves(person)
    found = worker.submits(page, {PHONE: change("no number"), "marital_status": change("10")})
    assert isinstance(found, Receipt)
    assert dict(found.parked)[PHONE]
    assert value_of(person, "marital_status") == "10"


def test_r15_r25_a_used_key_shows_no_page_of_a_record_that_moved_away(worker: Visitor, person: str) -> None:
    page, key = worker.opens(person).page, str(uuid4())
    worker.receives(page, {"marital_status": confirm()}, key=key, open=False)
    moves(person)
    found = worker.submits(page, {"marital_status": change("10")}, key=key)
    assert isinstance(found, Returned)
    assert found.opened is None
    assert isinstance(found.problem, KeyReused)
    assert count("select count(*) from aside") == 1


def test_r15_a_key_used_for_another_record_brings_back_the_page_that_was_sent(
    worker: Visitor, people: People, person: str
) -> None:
    other, key = a_neighbour(person_name="李四", mobile_phone="13800009999"), str(uuid4())
    first, second = worker.opens(person).page, worker.opens(other).page
    worker.receives(first, {"marital_status": confirm()}, key=key, open=False)
    found = worker.submits(second, {"marital_status": confirm()}, key=key)
    assert isinstance(found, Returned)
    assert isinstance(found.problem, KeyReused)
    assert found.page.asked.record == other


@pytest.mark.parametrize("outcome", ["refused", "nobody_home", "deceased"])
def test_r13_nobody_is_made_by_a_visit_without_answers(worker: Visitor, person: str, outcome: str) -> None:
    page = service.open_blank(worker.actor, "person", now=clock.now()).page
    chosen = str(uuid4())
    before = count("select count(*) from record")
    worker.receives(page, {}, ending=Ending(outcome), record=chosen, open=False)
    assert count("select count(*) from record") == before


def test_r18_a_blank_ticket_overwrites_nobody(worker: Visitor, person: str) -> None:
    page = service.open_blank(worker.actor, "person", now=clock.now()).page
    receipt = worker.receives(page, {PHONE: change("13955556666")}, record=person, open=False)
    assert receipt.record != person
    assert value_of(person, PHONE) == "13800001276"


def test_r18_a_new_record_for_which_no_id_was_chosen_gets_one_of_its_tickets_own(worker: Visitor, person: str) -> None:
    page = service.open_blank(worker.actor, "person", now=clock.now()).page
    first = worker.receives(page, {PHONE: change("13955556666")}, open=False)
    second = worker.receives(page, {"marital_status": change("10")}, open=False)
    assert first.record == second.record
    assert UUID(first.record).version == 8


def test_r18_what_admits_no_none_is_told_to_an_open_page(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    sent = {"marital_status": {"verdict": "none"}, PHONE: confirm(), "current_address": confirm()}
    found = worker.submits(page, sent)
    assert isinstance(found, Returned)
    assert [fault.field for fault in found.page.faults] == ["marital_status"]


def test_r2a_half_of_what_is_bound_is_not_taken_alone(worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], Item("id_type", freshness_days=30), Item("id_number", freshness_days=30))
    receipt = worker.receives(worker.opens(person).page, {"id_type": change("414")}, open=False)
    assert receipt.parked == (("id_type", "answer.bound-part-faulty"),)
    assert value_of(person, "id_type") == "111"


def test_r2a_half_of_what_is_known_and_bound_is_not_corrected_alone(worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], "id_type", "id_number", PHONE)
    page, half = worker.opens(person).page, {"id_type": change("414")}
    assert {"id_type", "id_number"} <= {item.code for item in page.known}
    found = worker.submits(page, half | {PHONE: confirm()})
    assert isinstance(found, Returned)
    assert [fault.field for fault in found.page.faults] == ["id_number"]
    assert worker.receives(page, half, open=False).parked == (("id_type", "answer.bound-part-faulty"),)
    assert value_of(person, "id_type") == "111"
    both = worker.receives(page, half | {"id_number": change("E12345678")}, open=False)
    assert (both.parked, value_of(person, "id_type"), value_of(person, "id_number")) == ((), "414", "E12345678")


def test_r2b_a_relation_to_a_record_that_is_not_there_is_not_taken(worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], "household", "marital_status")
    page = worker.opens(person).page
    for other in (str(uuid4()), person):  # nobody; and no household
        receipt = worker.receives(page, {"household": change(other)}, open=False)
        assert receipt.parked == (("household", "value.not-a-record"),)


@pytest.mark.parametrize("role", [Role.DEPARTMENT_ADMIN, Role.ADMINISTRATOR])
def test_r18_who_has_another_role_by_now_still_sends_what_was_asked_of_them(
    worker: Visitor, person: str, role: Role
) -> None:
    page, later = worker.opens(person).page, Visitor(replace(worker.actor, role=role, area="", department="ga"))
    assert later.receives(page, {PHONE: change("13900000000")}, open=False).written == (PHONE,)
    assert later.receives(page, {PHONE: change("no number")}).parked  # and sees no page of it
    with pytest.raises(NotAllowed):
        later.opens(person)
