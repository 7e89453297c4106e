"""What a page asks (R5), and that it asks the same on every day of its window."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.documents import record_from, to_documents
from metadata.due import cutoff, day_begins, due_items, falls_due, is_due, stagger
from metadata.fields import Status
from metadata.forms import ALWAYS, Item
from metadata.merge import NEVER
from metadata.records import Fact, Record, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT
from metadata.writeback import Answer, write_back
from tests.builders import (
    DAY,
    ZONE,
    a_catalogue,
    a_fact,
    a_field,
    a_form,
    a_record,
    a_ticket,
    an_assignment,
    an_item,
    at,
    day,
    some_ids,
)

CATALOGUE = a_catalogue(
    a_field("note"),
    a_field("pass_until", type="date", clock="value"),
    a_field("street_of_note", depends_on=("note",)),
)


def due(fact: Fact | None, item: Item | None = None, **facts: Fact) -> bool:
    """The item is due at a record that holds this fact; sent on day 10, reference day 2026-11-30."""
    item = item or an_item("note")
    record = a_record(({item.field: fact} if fact else {}) | facts)
    return is_due(item, record, an_assignment(a_form(item)), CATALOGUE, ZONE)


def aged(days: int) -> Item:
    return an_item("note", freshness_days=days)


# --- cut-offs


def test_r5_without_a_limit_there_is_no_cut_off() -> None:
    assert cutoff(an_item(), day(10), date(2026, 11, 30), ZONE) is None


def test_r5_the_cut_off_is_n_days_before_the_reference_day_begins_in_the_instances_zone() -> None:
    limit = cutoff(aged(20), day(10), date(2026, 11, 30), ZONE)
    assert limit == datetime(2026, 11, 10, tzinfo=ZONE).timestamp() * 1000


def test_r5_the_cut_off_is_never_after_sent() -> None:
    assert cutoff(aged(1), day(10), date(2026, 11, 30), ZONE) == day(10)
    assert cutoff(aged(ALWAYS), day(10), date(2026, 11, 30), ZONE) == day(10)


@given(st.integers(1, 4000), st.integers(0, 60), st.integers(0, 60))
def test_r5_a_longer_limit_never_makes_a_later_cut_off(days: int, sent: int, window: int) -> None:
    reference = date(2026, 11, 2) + timedelta(days=sent + window)
    shorter, longer = (cutoff(aged(n), day(sent), reference, ZONE) for n in (days, days + 1))
    assert shorter is not None
    assert longer is not None
    assert longer <= shorter <= day(sent)


# --- due, one condition at a time


def test_r5_a_fact_without_a_value_is_due() -> None:
    assert due(None)
    assert due(a_fact(ABSENT, verified=NEVER))
    assert due(a_fact(ABSENT, through=Through.VISIT))


def test_r5_none_is_a_value_and_known() -> None:
    assert not due(a_fact(None))


def test_r5_a_fact_without_a_limit_is_known_however_old() -> None:
    assert not due(a_fact("x", observed=at(-9999)))


def test_r5_verified_before_the_cut_off_is_due_and_on_it_is_not() -> None:
    limit = cutoff(aged(20), day(10), date(2026, 11, 30), ZONE)
    assert limit is not None
    assert due(a_fact("x", observed=Span(limit - 1, limit + DAY)), aged(20))
    assert not due(a_fact("x", observed=Span(limit, limit)), aged(20))


def test_r5_unknown_is_older_than_any_limit() -> None:
    assert due(a_fact("x", observed=Span(None, day(9))), aged(4000))


def test_r5_an_item_that_says_always_is_due_although_just_verified() -> None:
    assert due(a_fact("x", observed=at(9.99)), aged(ALWAYS))


def test_r5_an_open_conflict_is_due_and_a_proposal_is_none() -> None:
    assert due(a_fact("x", open=1))
    assert not due(a_fact("x", proposals=1))


def test_r17_what_waits_for_the_owner_is_not_asked_again_meanwhile_even_if_old() -> None:
    assert not due(a_fact("x", proposals=1, observed=at(-999)), aged(30))


def test_r5_what_does_not_conform_to_the_present_version_is_due() -> None:
    assert due(a_fact("x", conforms=False))


@pytest.mark.parametrize(
    ("until", "is_over"),
    [
        ("2026-11-29", True),
        ("2026-11-30", False),
        ("2026-10", True),
        ("2026-11", False),
        ("2025", True),
        ("2026", False),
        ("9999-12-31", False),
        (None, False),
    ],
)
def test_r5_an_end_date_that_has_passed_is_due_in_whole_by_the_reference_day(until: str | None, is_over: bool) -> None:
    assert due(a_fact(until), an_item("pass_until")) is is_over


def test_r5_a_change_of_what_it_depends_on_since_it_was_verified_is_due() -> None:
    item = an_item("street_of_note")
    fact = a_fact("x", observed=at(3))
    assert due(fact, item, note=a_fact("y", observed=at(4)))
    assert not due(fact, item, note=a_fact("y", observed=at(2)))
    assert not due(fact, item, note=a_fact("y", observed=at(2), verified=at(5)))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_r5_any_verdict_since_sent_answers_unknown_too(verdict: Verdict) -> None:
    for fact in (a_fact("x", open=1), a_fact(ABSENT, verified=NEVER), a_fact("x", conforms=False)):
        assert not due(replace(fact, answered=day(10), verdict=verdict))
        assert due(replace(fact, answered=day(10) - 1, verdict=verdict))


def test_r6_what_is_derived_is_never_asked_and_asked_like_any_other_when_its_inputs_are_gone() -> None:
    assignment = an_assignment(a_form("birth_date"))
    assert due_items(assignment, a_record(), CATALOGUE, ZONE, {"birth_date": "1949-12-31"}) == ()
    assert len(due_items(assignment, a_record(), CATALOGUE, ZONE)) == 1


def test_r10a_a_record_that_has_ended_is_due_for_nothing() -> None:
    assert due_items(an_assignment(), a_record(ended=True), CATALOGUE, ZONE) == ()


def test_a_blank_is_due_for_everything() -> None:
    assignment = an_assignment(a_form("person_name", "mobile_phone"))
    assert due_items(assignment, None, CATALOGUE, ZONE) == assignment.form.items


def test_r1_a_retired_field_is_not_asked() -> None:
    retired = CATALOGUE.replace(replace(CATALOGUE.field("note"), status=Status.RETIRED))
    assert due_items(an_assignment(a_form("note")), a_record(), retired, ZONE) == ()


# --- properties

moments = st.integers(-400, 12).map(day)


@st.composite
def a_known_or_unknown_fact(draw: st.DrawFn) -> Fact | None:
    if draw(st.booleans()) and draw(st.booleans()):
        return None
    begin, end = sorted((draw(moments), draw(moments)))
    observed = Span(draw(st.sampled_from((begin, begin, None))), end)
    value = draw(st.sampled_from(("x", "2026-11-20", "2026-12", None, ABSENT)))
    said: dict[str, Any] = {
        "observed": observed,
        "open": draw(st.sampled_from((0, 0, 1))),
        "proposals": draw(st.sampled_from((0, 0, 0, 1))),
        "conforms": draw(st.sampled_from((True, True, False))),
        "answered": draw(st.none() | moments),
    }
    return a_fact(value, **said)


codes = ("note", "pass_until", "street_of_note")
items = st.builds(an_item, st.sampled_from(codes), freshness_days=st.sampled_from((None, ALWAYS, 1, 7, 30, 365, 4000)))
records = st.fixed_dictionaries({code: a_known_or_unknown_fact() for code in codes}).map(
    lambda facts: a_record({code: fact for code, fact in facts.items() if fact})
)


@given(items, records)
def test_r5_what_is_done_stays_done(item: Item, record: Record) -> None:
    """Whatever a visit on any day of the window answers, with whatever verdict, is not due any more."""
    assignment = an_assignment(a_form(item))
    for n, verdict in enumerate((Verdict.UNKNOWN, Verdict.CHANGE)):
        ticket = replace(a_ticket(record, (assignment.form,)), composed=day(10 + 7 * n))
        answer = Answer(verdict, "2001-01-01" if verdict is Verdict.CHANGE else ABSENT)
        merged = write_back(
            record,
            {item.field: answer},
            asked=ticket,
            forms=(assignment.form,),
            catalogue=CATALOGUE,
            source="street",
            by="worker",
            received=day(11 + 7 * n),
            ticket="t1",
            number=1,
            ids=some_ids(),
        )
        assert due_items(assignment, merged.record, CATALOGUE, ZONE) == ()


@given(items, records, st.integers(0, 20))
def test_r5_an_item_asks_the_same_or_less_the_later_it_was_verified(item: Item, record: Record, days: int) -> None:
    fact = record.facts.get(item.field)
    assignment = an_assignment(a_form(item))
    if fact is None or is_due(item, record, assignment, CATALOGUE, ZONE):
        return
    later = replace(fact, verified=Span(fact.verified.end + days * DAY, fact.verified.end + days * DAY))
    fresher = replace(record, facts={**record.facts, item.field: later})
    assert not is_due(item, fresher, assignment, CATALOGUE, ZONE)


@given(items, records)
def test_r8_the_latest_cut_off_asks_for_whatever_any_limit_asks(item: Item, record: Record) -> None:
    for days in (1, 30, 4000):
        stricter, looser = replace(item, freshness_days=days), replace(item, freshness_days=days * 2)
        if is_due(looser, record, an_assignment(a_form(looser)), CATALOGUE, ZONE):
            assert is_due(stricter, record, an_assignment(a_form(stricter)), CATALOGUE, ZONE)


@given(items, records)
def test_r5_a_stored_record_is_asked_the_same_as_one_whose_facts_are_all_read(item: Item, record: Record) -> None:
    assignment = an_assignment(a_form(item))
    data, stamps = to_documents(record)
    stored = record_from(id=record.id, entity=record.entity, revision=record.revision, data=data, facts=stamps)
    asked = (item,) if is_due(item, record, assignment, CATALOGUE, ZONE) else ()
    assert due_items(assignment, stored, CATALOGUE, ZONE) == asked


# --- R5b


@given(st.integers(1, 4000), st.text(min_size=1))
def test_r5b_a_record_is_sent_up_to_a_tenth_of_the_limit_early_and_never_late(days: int, dwelling: str) -> None:
    sent = stagger(day(500), days, dwelling)
    assert day(500) - days * DAY / 10 <= sent <= day(500)
    assert sent == stagger(day(500), days, dwelling)


def test_r5b_an_import_of_one_day_never_falls_due_on_one_day() -> None:
    days = {stagger(day(500), 365, f"dwelling {n}") // DAY for n in range(1000)}
    assert len(days) > 30


def test_r5b_a_fact_falls_due_when_its_limit_has_run_out() -> None:
    assert falls_due(aged(30), a_fact("x", observed=at(1))) == day(31)
    assert falls_due(an_item(), a_fact("x")) is None
    assert falls_due(aged(30), a_fact("x", observed=Span(None, day(1)))) is None


def test_days_are_days_of_the_instances_zone() -> None:
    assert day_begins(date(2026, 11, 2), ZONE) == day(0)
