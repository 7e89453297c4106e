"""A visit may end without answers (R13); a record may leave, come, end or move (R10a, R12)."""

import pytest
from flask import Flask

from formbuilder import clock
from formbuilder.dispatch import service as dispatch
from formbuilder.problems import NotOpen
from formbuilder.visits.submissions import Ending
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import (
    DAY,
    ELSEWHERE,
    NO_GRID,
    OTHER_GRID,
    Visitor,
    a_person,
    a_row,
    build_street,
    day,
    publish,
    record_of,
    sent_to,
    states_of,
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
    publish(people["police"], PHONE)
    return found


def ends(worker: Visitor, person: str, code: str, again_on: str = "") -> None:
    worker.receives(worker.opens(person).page, {}, ending=Ending(code, again_on=again_on))


def test_r13_nobody_home_stays_open_with_a_next_date(worker: Visitor, person: str) -> None:
    tomorrow = day(clock.now() + DAY)
    ends(worker, person, "nobody_home", tomorrow)

    sent = sent_to(person)[0]
    assert (sent.state, sent.attempts, sent.next_on) == ("open", 1, tomorrow)
    today = dispatch.today(worker.actor, now=clock.now())
    assert (today.counts["open"], today.counts["later"], today.counts["away"]) == (0, 1, 1)


def test_r13_after_the_third_time_the_secretary_sees_it(worker: Visitor, people: People, person: str) -> None:
    for _ in range(2):
        ends(worker, person, "nobody_home")
    assert dispatch.today(people["secretary"], now=clock.now()).counts["mine"] == 0
    ends(worker, person, "come_again")

    seen = dispatch.today(people["secretary"], now=clock.now())

    assert seen.counts["mine"] == 1
    assert [visit.record for building in seen.buildings for visit in building.visits] == [person]


def test_r13_refused_closes_and_nothing_is_sent_for_30_days(worker: Visitor, people: People, person: str) -> None:
    ends(worker, person, "refused")
    assert states_of(person) == ["refused"]

    publish(people["civil"], "marital_status", department="mz")
    assert states_of(person) == ["refused"]

    dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 29 * DAY)
    assert states_of(person) == ["refused"]
    a_row(record_of(person), {"education_level": "70"}, clock.now())
    assert states_of(person) == ["refused"]


def test_r13_a_secretary_may_send_again(worker: Visitor, people: People, person: str) -> None:
    ends(worker, person, "refused")

    assert dispatch.send_again(people["secretary"], person, now=clock.now()) == 1

    assert states_of(person) == ["open"]
    with pytest.raises(NotOpen):
        dispatch.send_again(people["secretary"], person, now=clock.now())


def test_r13_after_30_days_other_tasks_are_sent_again(worker: Visitor, people: People, person: str) -> None:
    from formbuilder.tasks.drafts import Window

    ends(worker, person, "refused")
    long = Window(day(clock.now()), day(clock.now() + 90 * DAY))
    publish(people["civil"], "marital_status", department="mz", window=long)
    assert states_of(person) == ["refused"]

    dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 31 * DAY)

    assert states_of(person) == ["refused", "open"]


def test_r13_moved_away_is_a_claim_on_the_status_and_ends_the_record(worker: Visitor, person: str) -> None:
    ends(worker, person, "moved_away")

    assert value_of(person, "person_status") == "3"
    assert record_of(person).ended
    assert [(sent.state, sent.reason) for sent in sent_to(person)] == [("ended", "record-ended")]


def test_r10a_an_ended_record_is_not_sent(worker: Visitor, people: People, person: str) -> None:
    ends(worker, person, "deceased")
    publish(people["civil"], "marital_status", department="mz")
    assert states_of(person) == ["ended"]


def test_r12_when_a_record_moves_its_assignments_follow(worker: Visitor, people: People, person: str) -> None:
    a_row(record_of(person), {"current_address": ELSEWHERE}, clock.now())
    assert sent_to(person)[0].area == OTHER_GRID
    assert dispatch.today(people["other_worker"], now=clock.now()).counts["open"] == 1
    assert dispatch.today(worker.actor, now=clock.now()).counts["open"] == 0


def test_r12_without_a_grid_it_falls_to_the_secretary(worker: Visitor, people: People) -> None:
    person = a_person(current_address=NO_GRID)
    publish(people["police"], PHONE)
    seen = dispatch.today(people["secretary"], now=clock.now())
    assert [visit.record for building in seen.buildings for visit in building.visits] == [person]


def test_r12_without_a_community_it_lies_on_the_list_no_place(worker: Visitor, people: People, person: str) -> None:
    a_row(record_of(person), {"current_address": {"text": "哪里也不是"}}, clock.now())
    seen = dispatch.today(people["secretary"], show="nowhere", now=clock.now())
    assert [visit.record for building in seen.buildings for visit in building.visits] == [person]


def test_r10a_a_record_that_leaves_loses_what_nobody_has_begun(worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], PHONE, areas=("99010100100101",))
    a_row(record_of(person), {"current_address": ELSEWHERE}, clock.now() - DAY)
    assert [(sent.state, sent.reason) for sent in sent_to(person)] == [("withdrawn", "left-area")]

    a_row(record_of(person), {"current_address": {"text": "望江路18号3栋2单元401"}}, clock.now())
    assert states_of(person) == ["open"], "and gets it back when it comes again"


def test_r10a_what_somebody_has_begun_stays(worker: Visitor, people: People) -> None:
    person = a_person()
    publish(people["police"], PHONE, areas=("99010100100101",))
    ends(worker, person, "nobody_home")
    a_row(record_of(person), {"current_address": ELSEWHERE}, clock.now())
    assert states_of(person) == ["open"]


def test_r10a_a_record_that_comes_to_pass_the_filter_is_sent(worker: Visitor, people: People) -> None:
    person = a_person(marital_status="10")
    married = {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]}
    publish(people["police"], PHONE, filter=married)
    assert states_of(person) == []

    a_row(record_of(person), {"marital_status": "20"}, clock.now())
    assert states_of(person) == ["open"]

    a_row(record_of(person), {"marital_status": "10"}, clock.now() + 1000)
    assert [(sent.state, sent.reason) for sent in sent_to(person)] == [("withdrawn", "left-filter")]


def test_r10a_when_the_window_ends_what_is_open_is_missed(worker: Visitor, person: str) -> None:
    assert dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 29 * DAY)["missed"] == 0
    assert dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 32 * DAY)["missed"] == 1
    assert states_of(person) == ["missed"]
    assert dispatch.keep_up(dispatch.CLOCK, now=clock.now() + 32 * DAY)["missed"] == 0


def test_r10a_what_is_learnt_late_is_merged_all_the_same(worker: Visitor, person: str) -> None:
    page = worker.opens(person).page
    late = clock.now() + 40 * DAY
    dispatch.keep_up(dispatch.CLOCK, now=late)
    receipt = worker.receives(page, {PHONE: {"verdict": "change", "value": "13900000000"}}, now=late)
    assert receipt.written == (PHONE,)
    assert states_of(person) == ["missed"]
