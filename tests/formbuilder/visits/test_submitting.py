"""What comes back is written once, never lost, and heard (R11, R14–R18)."""

from uuid import uuid4

import pytest
from flask import Flask

from formbuilder import clock, tickets
from formbuilder.problems import TicketForged, TicketOfAnother, Unconditional
from formbuilder.visits.receipts import Receipt
from formbuilder.visits.service import Returned
from metadata.forms import Item
from tests.conftest import settings_for
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import (
    Visitor,
    a_person,
    a_row,
    build_street,
    change,
    confirm,
    count,
    inputs,
    publish,
    record_of,
    states_of,
    unknown,
    value_of,
)

PHONE = "mobile_phone"


@pytest.fixture
def worker(app: Flask, people: People) -> Visitor:
    build_street()
    return Visitor(people["worker"])


@pytest.fixture
def person(worker: Visitor, people: People) -> str:
    """Somebody whose phone and marital status two departments want."""
    found = a_person()
    publish(people["police"], PHONE, "marital_status")
    publish(people["civil"], "marital_status", department="mz")
    return found


def test_r14_a_submission_is_kept_merged_and_acknowledged(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page

    receipt = worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()})

    assert (receipt.written, receipt.verified) == ((PHONE,), ("marital_status",))
    assert value_of(person, PHONE) == "13900000000"
    assert record_of(person).facts[PHONE].source == "community"
    assert receipt.revision == record_of(person).revision
    assert count("select count(*) from submission where record_id = :id", id=person) == 1
    assert count("select count(*) from audit where verb = 'visit.submit' and subject = :id", id=person) == 1
    assert count("select count(*) from outbox where record_id = :id", id=person) == 2


def test_r11_the_task_of_another_department_is_done_by_the_same_answers(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    receipt = worker.receives(page, {PHONE: confirm(), "marital_status": confirm()})

    assert states_of(person) == ["done", "done"]
    assert sorted((s.department, s.state.value) for s in receipt.settled) == [("ga", "done"), ("mz", "done")]


def test_r11_a_task_is_done_by_whatever_way_the_facts_came(worker: Visitor, person: str) -> None:
    a_row(record_of(person), {PHONE: "13800001276", "marital_status": "20"}, clock.now())
    assert states_of(person) == ["done", "done"]


def test_r11_a_task_stays_open_while_one_of_its_items_is_due(worker: Visitor, person: str) -> None:
    worker.receives(worker.opens(person).page, {"marital_status": confirm()}, open=False)
    assert states_of(person) == ["open", "done"]


def test_r11_an_item_whose_condition_fails_holds_nothing(worker: Visitor, people: People) -> None:
    person = a_person()
    married = {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]}
    publish(people["police"], "marital_status", Item("employer_name", condition=married))
    page = worker.opens(person).page

    worker.receives(page, {"marital_status": change("10")})

    assert states_of(person) == ["done"]


def test_r15_sent_again_is_answered_with_the_first_receipt(worker: Visitor, person: str) -> None:
    page, key = worker.opens(person).page, str(uuid4())
    answers = {PHONE: change("13900000000"), "marital_status": confirm()}
    first = worker.receives(page, answers, key=key)

    again = worker.receives(page, answers, key=key)

    assert not again.first
    assert (again.received, again.digest, again.revision) == (first.received, first.digest, first.revision)
    assert again.written == first.written
    assert count("select count(*) from submission") == 1
    assert record_of(person).revision == first.revision


def test_r15_the_same_key_with_another_body_is_kept_aside_and_comes_back(worker: Visitor, person: str) -> None:
    page, key = worker.opens(person).page, str(uuid4())
    worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()}, key=key)

    returned = worker.submits(page, {PHONE: change("13911111111"), "marital_status": confirm()}, key=key)

    assert isinstance(returned, Returned)
    assert returned.problem is not None
    assert returned.problem.code == "submission.key-reused"
    assert value_of(person, PHONE) == "13900000000"
    assert count("select count(*) from aside") == 1
    assert count("select count(*) from submission") == 1


def test_r15_a_page_without_a_key_is_not_taken(worker: Visitor, person: str) -> None:
    with pytest.raises(Unconditional):
        worker.submits(worker.opens(person).page, {PHONE: confirm()}, key="1")


def test_r16_the_second_of_two_workers_is_heard_not_dropped(worker: Visitor, people: People, person: str) -> None:
    other = Visitor(people["secretary"])
    first, second = worker.opens(person).page, other.opens(person).page
    worker.receives(first, {PHONE: change("13900000000"), "marital_status": confirm()})

    receipt = other.receives(second, {PHONE: change("13911111111"), "marital_status": confirm()})

    assert receipt.conflicts == (PHONE,)
    assert receipt.verified == ("marital_status",)
    assert value_of(person, PHONE) == "13900000000"
    assert [claim.value for claim in record_of(person).open_claims] == ["13911111111"]


def test_r18_back_and_submit_again_replaces_own_words_under_the_same_ticket(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()})

    receipt = worker.receives(page, {PHONE: change("13911111111"), "marital_status": confirm()})

    assert receipt.written == (PHONE,)
    assert receipt.open == ()
    assert value_of(person, PHONE) == "13911111111"
    assert record_of(person).open_claims == ()


def test_r18_under_one_ticket_the_highest_number_speaks(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    worker.receives(page, {PHONE: change("13911111111")}, number=2, open=False)

    receipt = worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()}, number=1, open=False)

    assert (receipt.beside, receipt.verified) == ((PHONE,), ("marital_status",))
    assert value_of(person, PHONE) == "13911111111"


def test_r18_a_restart_between_open_and_submit_changes_nothing(worker: Visitor, person: str, app: Flask) -> None:
    from formbuilder.app import create_app

    page = worker.opens(person).page
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    fresh = create_app(settings_for(url, app.extensions["settings"].data))
    with fresh.app_context():
        receipt = worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()})
        from formbuilder.db import database

        database.engine.dispose()
    assert receipt.written == (PHONE,)
    assert value_of(person, PHONE) == "13900000000"


def test_r18_a_ticket_does_not_expire(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    receipt = worker.receives(
        page, {PHONE: change("13900000000"), "marital_status": confirm()}, now=clock.now() + 400 * 24 * 3600 * 1000
    )
    assert receipt.written == (PHONE,)


def test_r18_only_its_holder_may_send_a_page(worker: Visitor, people: People, person: str) -> None:
    page = worker.opens(person).page
    with pytest.raises(TicketOfAnother):
        Visitor(people["secretary"]).submits(page, {PHONE: confirm()})


def test_r18_a_forged_ticket_is_nobodys(worker: Visitor, person: str) -> None:
    from formbuilder.visits import service
    from formbuilder.visits.submissions import Submission

    signed = tickets.sign(worker.opens(person).page.asked)
    bad = ("A" if signed[0] != "A" else "B") + signed[1:]
    with pytest.raises(TicketForged):
        service.submit(worker.actor, Submission(str(uuid4()), bad, {}, answers={}), now=clock.now())


def test_r18_faults_go_back_to_an_open_page_and_nothing_is_written(worker: Visitor, person: str) -> None:
    page, key = worker.opens(person).page, str(uuid4())
    before = record_of(person).revision

    returned = worker.submits(page, {PHONE: change("1390"), "marital_status": confirm()}, key=key)

    assert isinstance(returned, Returned)
    assert [fault.field for fault in returned.page.faults] == [PHONE]
    assert record_of(person).revision == before
    assert count("select count(*) from submission") == 0
    assert count("select count(*) from audit where verb = 'visit.submit'") == 0
    receipt = worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()}, key=key)
    assert receipt.written == (PHONE,), "the key is free again"


def test_r18_a_queue_is_never_refused(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page

    receipt = worker.receives(page, {PHONE: change("1390"), "marital_status": confirm()}, open=False)

    assert receipt.verified == ("marital_status",)
    assert [field for field, _ in receipt.parked] == [PHONE]
    assert count("select count(*) from parked where record_id = :id", id=person) == 1


def test_r18_what_somebody_else_refreshed_meanwhile_is_still_read(worker: Visitor, people: People, person: str) -> None:
    page = worker.opens(person).page
    Visitor(people["secretary"]).receives(
        worker_page := Visitor(people["secretary"]).opens(person).page,
        {PHONE: confirm(), "marital_status": confirm()},
    )
    assert worker_page.asked.revision == page.asked.revision

    receipt = worker.receives(page, {PHONE: change("13900000000"), "marital_status": confirm()})

    assert receipt.written == (PHONE,), "the value that it saw is still the one that is held"


def test_r6b_unknown_answers_and_leaves_the_value(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    receipt = worker.receives(page, {PHONE: unknown(), "marital_status": unknown()})

    assert sorted(receipt.answered) == ["marital_status", PHONE]
    assert value_of(person, PHONE) == "13800001276"
    assert states_of(person) == ["done", "done"]
    assert inputs(worker.opens(person)) == []


def test_r18_a_known_item_can_be_corrected(worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], PHONE, "education_level")
    page = worker.opens(person).page
    assert inputs(worker.opens(person)) == [PHONE]

    receipt = worker.receives(page, {PHONE: confirm(), "education_level": change("70")})

    assert receipt.written == ("education_level",)


def test_a_receipt_is_a_value_or_the_page(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    match worker.submits(page, {}):
        case Receipt():
            raise AssertionError("required items are not answered")
        case Returned() as returned:
            assert {fault.problem.code for fault in returned.page.faults} == {"answer.missing"}
