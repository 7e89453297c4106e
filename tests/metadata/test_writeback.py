"""Answers, rows, corrections and rulings become claims, and the claims a new record (R13–R19)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from metadata.asked import Asked, Mode
from metadata.delivery import Merged
from metadata.fields import Status
from metadata.history import replay
from metadata.problems import (
    BoundPartFaulty,
    ClaimClosed,
    FieldRetired,
    IsDerived,
    NoneNotAdmitted,
    NotApplicable,
    NotAsked,
    NothingToConfirm,
    NothingToTake,
    Unreadable,
    ValueMissing,
)
from metadata.records import Key, OpenClaim, Record, Route, Ruling, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT, Value
from metadata.writeback import Answer, RowValue, correct, merge_row, rule, write_back
from tests.builders import (
    RECORD,
    a_catalogue,
    a_fact,
    a_form,
    a_record,
    a_ticket,
    an_item,
    an_open_claim,
    at,
    day,
    some_ids,
)

SAME, OTHER, THIRD = "13800138000", "13900139000", "13700137000"
CATALOGUE = a_catalogue()
CONFIRM = Answer(Verdict.CONFIRM)


def change(value: Value) -> Answer:
    return Answer(Verdict.CHANGE, value)


def visit(record: Record, answers: Mapping[str, Answer], asked: Asked | None = None, **changes: Any) -> Merged:
    """A visit of day 12, of a page that was composed on day 11 from the record as it is."""
    forms = changes.pop("forms", (a_form(*answers),))
    said: dict[str, Any] = {
        "catalogue": CATALOGUE,
        "source": "street",
        "by": "worker",
        "received": day(12),
        "ticket": "t1",
        "number": 1,
        "ids": some_ids(),
    }
    return write_back(record, answers, asked=asked or a_ticket(record, forms), forms=forms, **(said | changes))


def row(record: Record, cells: Mapping[str, RowValue], **changes: Any) -> Merged:
    """A row of day 12, of the system ga1 of the police."""
    said: dict[str, Any] = {
        "system": "ga1",
        "department": "ga",
        "observed": at(12),
        "received": day(12),
        "catalogue": CATALOGUE,
        "ids": some_ids(),
    }
    return merge_row(record, cells, **(said | changes))


def settle(record: Record, claim: OpenClaim, ruling: Ruling, **changes: Any) -> Merged:
    said: dict[str, Any] = {
        "shown": record.revision,
        "catalogue": CATALOGUE,
        "source": "street",
        "by": "secretary",
        "received": day(20),
        "ids": some_ids(),
    }
    return rule(record, claim.id, ruling, **(said | changes))


# --- a visit


def test_a_confirm_and_a_change_are_merged_in_one_revision() -> None:
    record = a_record(mobile_phone=SAME, employer_name="纺织厂", revision=4)
    merged = visit(record, {"mobile_phone": CONFIRM, "employer_name": change("学校")})

    assert (merged.record.revision, merged.written, merged.verified) == (5, 1, 1)
    assert merged.record.held("employer_name") == "学校"
    assert merged.record.facts["mobile_phone"].verified == Span(day(11), day(12))
    assert merged.record.facts["mobile_phone"].changed == 1
    assert merged.changed == {"employer_name"}
    assert [line.revision for line in merged.lines] == [5, 5]


def test_a_submission_without_an_effect_leaves_the_record_as_it_was() -> None:
    record = a_record(mobile_phone=SAME)
    merged = visit(record, {}, forms=(a_form(),))
    assert merged.record is record
    assert merged.lines == ()


def test_items_that_were_not_touched_carry_nothing() -> None:
    record = a_record(mobile_phone=SAME, employer_name="纺织厂")
    merged = visit(record, {"mobile_phone": CONFIRM}, forms=(a_form("mobile_phone", "employer_name"),))
    assert merged.record.facts["employer_name"] is record.facts["employer_name"]


def test_none_is_written_as_none_and_wrong_withdraws() -> None:
    record = a_record(mobile_phone=SAME, employer_name="纺织厂")
    merged = visit(record, {"mobile_phone": Answer(Verdict.WRONG), "employer_name": Answer(Verdict.NONE)})
    assert merged.record.held("employer_name") is None
    assert merged.record.facts["mobile_phone"].withdrawn


def test_the_second_of_two_workers_is_heard_not_dropped() -> None:
    record = a_record(mobile_phone=SAME)
    ticket = a_ticket(record)
    first = visit(record, {"mobile_phone": change(OTHER)}, ticket, ticket="t1")
    second = visit(first.record, {"mobile_phone": change(THIRD)}, ticket, ticket="t2")

    assert second.record.held("mobile_phone") == OTHER
    assert [(c.value, c.route) for c in second.opened] == [(THIRD, Route.REVIEW)]
    assert second.record.facts["mobile_phone"].open == 1


def test_m2_under_one_ticket_the_highest_number_speaks_for_a_field() -> None:
    record = a_record(mobile_phone=SAME)
    ticket = a_ticket(record)
    second = visit(record, {"mobile_phone": change(OTHER)}, ticket, number=2)
    first = visit(second.record, {"mobile_phone": change(THIRD)}, ticket, number=1, spoken={"mobile_phone": 2})
    assert (first.record.held("mobile_phone"), first.beside) == (OTHER, 1)


def test_m10_a_second_submission_under_the_ticket_replaces_the_first_ones_words() -> None:
    record = a_record(mobile_phone=SAME)
    ticket = a_ticket(record)
    first = visit(record, {"mobile_phone": change(OTHER)}, ticket)
    second = visit(first.record, {"mobile_phone": change(THIRD)}, ticket, number=2)
    third = visit(second.record, {"mobile_phone": CONFIRM}, ticket, number=3, shown={"mobile_phone": SAME})
    assert (second.record.held("mobile_phone"), third.record.held("mobile_phone")) == (THIRD, SAME)


def test_r16_a_ticket_s_waiting_claim_is_replaced_by_its_higher_number() -> None:
    record = a_record(mobile_phone=SAME)
    ticket = a_ticket(record)
    other = visit(record, {"mobile_phone": change(OTHER)}, ticket, ticket="other")
    first = visit(other.record, {"mobile_phone": change(THIRD)}, ticket)
    second = visit(first.record, {"mobile_phone": change("13600136000")}, ticket, number=2)
    assert [c.value for c in second.record.open_claims] == ["13600136000"]
    assert list(second.closed) == [first.opened[0].id]


def test_a_blank_ticket_makes_a_record_and_its_second_submission_corrects_it() -> None:
    forms = (a_form("person_name", "mobile_phone"),)
    blank = a_ticket(None, forms)
    first = visit(Record(RECORD, "person", 0), {"person_name": change("张伟")}, blank, forms=forms)
    second = visit(first.record, {"person_name": change("章炜")}, blank, forms=forms, number=2)
    assert (first.record.revision, second.record.held("person_name")) == (1, "章炜")


def test_a_blind_answer_never_saw() -> None:
    record = a_record({"mobile_phone": a_fact(SAME, through=Through.VISIT)})
    blind = a_ticket(record, modes={"mobile_phone": Mode.BLIND})
    merged = visit(record, {"mobile_phone": change(OTHER)}, blind)
    assert (merged.record.held("mobile_phone"), merged.open) == (SAME, 1)


def test_the_phones_time_is_shown_held_inside_the_span_and_orders_nothing() -> None:
    record = a_record(mobile_phone=SAME)
    fast = visit(record, {"mobile_phone": replace(CONFIRM, observed_at=day(99))}).record.facts["mobile_phone"]
    slow = visit(record, {"mobile_phone": replace(CONFIRM, observed_at=day(-99))}).record.facts["mobile_phone"]
    assert (fast.shown, slow.shown) == (day(12), day(11))
    assert fast.verified == slow.verified == Span(day(11), day(12))


def test_a_fact_takes_the_version_that_was_asked_the_newest_pinned_on_a_merged_page() -> None:
    forms = (a_form("mobile_phone", versions={"mobile_phone": 2}), a_form("mobile_phone", id=2))
    merged = visit(a_record(), {"mobile_phone": change(SAME)}, forms=forms)
    assert merged.record.facts["mobile_phone"].field_version == 2


# --- what is parked (R18)


@pytest.mark.parametrize("mode", [Mode.KNOWN, Mode.ASK, Mode.BLIND])
def test_r18_only_a_verify_item_takes_a_confirm(mode: Mode) -> None:
    record = a_record(mobile_phone=SAME)
    merged = visit(record, {"mobile_phone": CONFIRM}, a_ticket(record, modes={"mobile_phone": mode}))
    assert isinstance(merged.parked[0].problem, NothingToConfirm)
    assert merged.record is record


@pytest.mark.parametrize(
    "answer", [change(OTHER), Answer(Verdict.NONE), Answer(Verdict.WRONG), Answer(Verdict.UNKNOWN)]
)
def test_r18_a_known_item_takes_everything_else(answer: Answer) -> None:
    record = a_record(mobile_phone=SAME)
    merged = visit(record, {"mobile_phone": answer}, a_ticket(record, modes={"mobile_phone": Mode.KNOWN}))
    assert not merged.parked
    assert len(merged.lines) == 1


def test_r18_what_cannot_be_taken_is_parked_and_the_rest_is_merged() -> None:
    retired = replace(CATALOGUE.field("email"), status=Status.RETIRED)
    record = a_record(mobile_phone=SAME, email="a@example.com")
    answers = {
        "mobile_phone": change(OTHER),
        "email": change("b@example.com"),
        "person_name": change("张伟"),
        "employer_name": Answer(Verdict.CHANGE),
        "marital_status": Answer(Verdict.NONE),
        "native_place": change("110000"),
    }
    forms = (a_form("mobile_phone", "email", "employer_name", "marital_status", "native_place"),)
    merged = visit(
        record,
        answers,
        forms=forms,
        catalogue=CATALOGUE.replace(retired),
        parked={"native_place": Unreadable(at="native_place")},
    )
    assert {fault.field: type(fault.problem) for fault in merged.parked} == {
        "email": FieldRetired,
        "person_name": NotAsked,
        "employer_name": ValueMissing,
        "marital_status": NoneNotAdmitted,
        "native_place": Unreadable,
    }
    assert [line.claim.field for line in merged.lines] == ["mobile_phone"]


def test_r6_what_was_derived_on_the_page_is_not_claimed() -> None:
    record = a_record(id_type="111", id_number="11010519491231002X")
    forms = (a_form("id_type", "id_number", "birth_date"),)
    ticket = a_ticket(record, forms, {"id_type": Mode.KNOWN, "id_number": Mode.KNOWN})
    merged = visit(record, {"birth_date": change("1950-01-01")}, ticket, forms=forms)
    assert isinstance(merged.parked[0].problem, IsDerived)


def test_r7_an_item_whose_condition_fails_is_not_written_and_what_stood_there_stays() -> None:
    employed = {"properties": {"employment_status": {"const": "1"}}, "required": ["employment_status"]}
    forms = (a_form("employment_status", an_item("employer_name", condition=employed)),)
    record = a_record(employment_status="1", employer_name="纺织厂")
    answers = {"employment_status": change("5"), "employer_name": change("学校")}

    hidden = visit(record, answers, forms=forms)
    shown = visit(record, answers | {"employment_status": CONFIRM}, forms=forms)

    assert isinstance(hidden.parked[0].problem, NotApplicable)
    assert hidden.record.held("employer_name") == "纺织厂"
    assert shown.record.held("employer_name") == "学校"


def test_r7_the_server_judges_by_the_tickets_revision() -> None:
    """The status was '1' when the page was composed, and is another since: as the phone did, the item is asked."""
    employed = {"properties": {"employment_status": {"const": "1"}}, "required": ["employment_status"]}
    forms = (a_form(an_item("employer_name", condition=employed)),)
    record = a_record(employment_status="1", employer_name="纺织厂")
    ticket = a_ticket(record, forms)
    meanwhile = row(record, {"employment_status": RowValue("5")})
    merged = visit(
        meanwhile.record,
        {"employer_name": change("学校")},
        ticket,
        forms=forms,
        shown={"employment_status": "1"},
    )
    assert merged.record.held("employer_name") == "学校"


def test_r7_on_a_merged_page_an_item_shows_if_any_tasks_condition_holds() -> None:
    never = {"required": ["photo"]}
    forms = (a_form(an_item("employer_name", condition=never)), a_form("employer_name", id=2))
    merged = visit(a_record(), {"employer_name": change("学校")}, forms=forms)
    assert merged.written == 1


def test_r7_a_condition_reads_what_an_answer_of_the_page_derives() -> None:
    """The number that was just typed says that its holder is a woman."""
    woman = {"properties": {"sex": {"const": "2"}}, "required": ["sex"]}
    forms = (a_form("id_type", "id_number", an_item("children_count", condition=woman)),)
    answers = {"id_type": change("111"), "children_count": change(2)}
    hers = visit(a_record(), answers | {"id_number": change("11010519491231002X")}, forms=forms)
    his = visit(a_record(), answers | {"id_number": change("440524188001010014")}, forms=forms)
    assert hers.record.held("children_count") == 2
    assert [fault.field for fault in his.parked] == ["children_count"]


# --- bound fields (R2a)


def test_r2a_bound_fields_are_held_up_together() -> None:
    """Another worker changed the number meanwhile: number and type of the second wait, none is written alone."""
    record = a_record(id_type="111", id_number="A")
    ticket = a_ticket(record, (a_form("id_type", "id_number"),))
    first = visit(record, {"id_type": CONFIRM, "id_number": change("B")}, ticket, ticket="t1")
    second = visit(first.record, {"id_type": change("414"), "id_number": change("C")}, ticket, ticket="t2")
    assert (second.record.held("id_type"), second.record.held("id_number")) == ("111", "B")
    assert {c.field for c in second.opened} == {"id_type", "id_number"}


def test_r2a_where_one_is_put_beside_the_other_is_not_written_either() -> None:
    """The row's number is unclear against a person's (M18): its type is not taken alone, though none is held (M6)."""
    record = a_record({"id_number": a_fact("A", through=Through.VISIT)})
    cells = {"id_type": RowValue("414"), "id_number": RowValue("B")}
    merged = row(record, cells, system="jd1", department="jd", observed=Span(None, day(12)))
    assert (merged.beside, merged.record.held("id_type")) == (2, ABSENT)
    agreeing = row(record, cells | {"id_number": RowValue("A")}, system="jd1", department="jd")
    assert agreeing.record.held("id_type") == "414"


def test_r2a_bound_fields_are_settled_together() -> None:
    record = a_record(id_type="111", id_number="A")
    ticket = a_ticket(record, (a_form("id_type", "id_number"),))
    first = visit(record, {"id_number": change("B")}, ticket, forms=(a_form("id_type", "id_number"),))
    second = visit(first.record, {"id_type": change("414"), "id_number": change("C")}, ticket, ticket="t2")
    taken = settle(second.record, second.opened[0], Ruling.TAKE)
    assert (taken.record.held("id_type"), taken.record.held("id_number")) == ("414", "C")
    assert not taken.record.open_claims


def test_r2a_where_one_is_faulty_the_other_is_parked_too() -> None:
    record = a_record(id_type="111", id_number="A")
    answers = {"id_type": change("414"), "id_number": change("B")}
    merged = visit(record, answers, parked={"id_number": Unreadable(at="id_number")})
    assert {fault.field: type(fault.problem) for fault in merged.parked} == {
        "id_number": Unreadable,
        "id_type": BoundPartFaulty,
    }


# --- open claims (R16)


def test_r16_a_visits_answer_closes_the_open_claims_that_it_was_shown_and_no_later_ones() -> None:
    shown, later = an_open_claim(OTHER), an_open_claim(THIRD, id="later", source="s3", by="s3", opened=3)
    record = a_record(mobile_phone=SAME, open_claims=(shown, later), revision=3)
    ticket = replace(a_ticket(record), revision=2)
    merged = visit(record, {"mobile_phone": CONFIRM}, ticket)
    assert [c.id for c in merged.record.open_claims] == ["later"]
    assert merged.closed == {shown.id: merged.lines[0].id}
    assert merged.record.facts["mobile_phone"].open == 1


def test_r16_unknown_settles_nothing() -> None:
    record = a_record(mobile_phone=SAME, open_claims=(an_open_claim(),))
    merged = visit(record, {"mobile_phone": Answer(Verdict.UNKNOWN, note="nobody home")})
    assert len(merged.record.open_claims) == 1
    assert merged.record.facts["mobile_phone"].answered == day(11)


def test_r16_a_claim_that_comes_to_equal_the_fact_closes_by_itself() -> None:
    record = a_record(mobile_phone=SAME, open_claims=(an_open_claim(OTHER),))
    unseen = visit(record, {"mobile_phone": change(OTHER)}, replace(a_ticket(record), revision=0))
    other = row(record, {"mobile_phone": RowValue(OTHER)}, system="s3")
    assert unseen.record.held("mobile_phone") == other.record.held("mobile_phone") == OTHER
    assert not unseen.record.open_claims
    assert not other.record.open_claims


def test_r16_a_system_has_one_open_claim_per_field_its_newest() -> None:
    record = a_record({"mobile_phone": a_fact(SAME, through=Through.VISIT)})
    june = row(record, {"mobile_phone": RowValue(OTHER)}, observed=at(20))
    july = row(june.record, {"mobile_phone": RowValue(THIRD)}, observed=at(30))
    late = row(july.record, {"mobile_phone": RowValue(OTHER)}, observed=at(25))
    assert [c.value for c in july.record.open_claims] == [THIRD]
    assert [c.value for c in late.record.open_claims] == [THIRD]
    assert late.beside == 1


def test_r16_a_system_that_comes_to_agree_has_no_open_claim() -> None:
    record = a_record({"mobile_phone": a_fact(SAME, through=Through.VISIT)})
    disputes = row(record, {"mobile_phone": RowValue(OTHER)})
    agrees = row(disputes.record, {"mobile_phone": RowValue(SAME)}, observed=Span(None, day(13)))
    assert not agrees.record.open_claims


# --- owners (R17)


def owned(**changes: Any) -> Record:
    return a_record({"marital_status": a_fact("10", owner_spoke=at(0), **changes)})


def test_r17_a_visits_different_value_is_a_proposal_and_the_owners_value_holds() -> None:
    merged = visit(owned(), {"marital_status": change("20")})
    fact = merged.record.facts["marital_status"]
    assert (fact.value, fact.proposals, fact.open) == ("10", 1, 0)
    assert (merged.proposals, merged.opened[0].owner) == (1, "mz")


def test_r17_a_proposal_that_the_owners_table_comes_to_say_closes_itself() -> None:
    proposed = visit(owned(), {"marital_status": change("20")})
    said = row(proposed.record, {"marital_status": RowValue("20")}, system="mz1", department="mz", observed=at(15))
    assert said.record.held("marital_status") == "20"
    assert not said.record.open_claims


def test_r17_a_visit_closes_no_proposal_it_waits_for_the_owner() -> None:
    proposed = visit(owned(), {"marital_status": change("20")})
    again = visit(proposed.record, {"marital_status": CONFIRM}, ticket="t2")
    assert len(again.record.open_claims) == 1


def test_r17_the_owners_own_older_row_is_no_new_word() -> None:
    merged = row(owned(), {"marital_status": RowValue("20")}, system="mz1", department="mz", observed=at(-1))
    assert (merged.record.held("marital_status"), merged.beside) == ("10", 1)


def test_m8_a_persons_value_that_the_owner_displaces_becomes_a_proposal() -> None:
    seen = visit(a_record(marital_status="10"), {"marital_status": CONFIRM})
    merged = row(
        seen.record,
        {"marital_status": RowValue("20")},
        system="mz1",
        department="mz",
        observed=Span(None, day(13)),
    )
    assert merged.record.held("marital_status") == "20"
    assert [(c.value, c.route, c.by) for c in merged.record.open_claims] == [("10", Route.PROPOSAL, "worker")]
    assert [line.echo for line in merged.lines] == [False, True]


# --- rulings


def conflict() -> Record:
    held = a_fact(SAME, through=Through.VISIT)
    record = a_record({"mobile_phone": held})
    return row(record, {"mobile_phone": RowValue(OTHER)}, observed=at(5)).record


def test_keep_lets_the_fact_stand_and_verifies_nothing() -> None:
    record = conflict()
    merged = settle(record, record.open_claims[0], Ruling.KEEP)
    assert not merged.record.open_claims
    assert merged.record.held("mobile_phone") == SAME
    assert merged.record.facts["mobile_phone"].verified == record.facts["mobile_phone"].verified


def test_take_writes_the_claim_as_observed_when_it_was_not_now() -> None:
    record = conflict()
    merged = settle(record, record.open_claims[0], Ruling.TAKE)
    fact = merged.record.facts["mobile_phone"]
    assert (fact.value, fact.verified, fact.person, fact.through) == (OTHER, at(5), True, Through.RULING)
    assert fact.answered is None


def test_ask_again_lets_it_wait_for_the_next_door() -> None:
    record = visit(owned(), {"marital_status": change("20")}).record
    merged = settle(record, record.open_claims[0], Ruling.ASK_AGAIN, owner=True)
    fact = merged.record.facts["marital_status"]
    assert (fact.open, fact.proposals) == (1, 0)
    assert [(c.value, c.route, c.by) for c in merged.record.open_claims] == [("20", Route.DOOR, "worker")]


def test_owner_sends_it_to_the_owners_queue() -> None:
    record = conflict()
    merged = settle(record, record.open_claims[0], Ruling.OWNER)
    assert [(c.value, c.route, c.owner) for c in merged.record.open_claims] == [(OTHER, Route.PROPOSAL, "jd")]


def test_r17_the_owner_takes_a_proposal_although_it_was_observed_before_its_last_word() -> None:
    record = visit(owned(), {"marital_status": change("20")}).record
    later = row(record, {"marital_status": RowValue("10")}, system="mz1", department="mz", observed=at(15))
    merged = settle(later.record, later.record.open_claims[0], Ruling.TAKE, owner=True)
    fact = merged.record.facts["marital_status"]
    assert (fact.value, fact.owner_spoke, fact.verified) == ("20", at(20), Span(day(11), day(12)))
    assert not merged.record.open_claims


def test_r17_whoever_is_not_the_owner_only_proposes_by_taking() -> None:
    record = visit(owned(), {"marital_status": change("20")}).record
    merged = settle(record, record.open_claims[0], Ruling.TAKE)
    assert merged.record.held("marital_status") == "10"
    assert [c.through for c in merged.record.open_claims] == [Through.RULING]


def test_what_is_settled_cannot_be_settled_again() -> None:
    record = conflict()
    merged = settle(record, record.open_claims[0], Ruling.KEEP)
    with pytest.raises(ClaimClosed):
        settle(merged.record, record.open_claims[0], Ruling.TAKE)


def test_m5_a_confirm_of_a_value_that_nobody_can_name_cannot_be_taken() -> None:
    record = a_record(mobile_phone=SAME)
    ticket = a_ticket(record)
    other = visit(record, {"mobile_phone": change(OTHER)}, ticket, ticket="other")
    late = visit(other.record, {"mobile_phone": CONFIRM}, ticket)
    with pytest.raises(NothingToTake):
        settle(late.record, late.opened[0], Ruling.TAKE)
    known = visit(other.record, {"mobile_phone": CONFIRM}, ticket, shown={"mobile_phone": SAME})
    assert settle(known.record, known.opened[0], Ruling.TAKE).record.held("mobile_phone") == SAME


# --- a correction at a desk


def test_a_correction_writes_what_its_page_showed_and_answers_no_visit() -> None:
    record = a_record(mobile_phone=SAME, revision=2)
    merged = correct(
        record,
        {"mobile_phone": change(OTHER), "marital_status": Answer(Verdict.NONE)},
        shown=2,
        since=day(11),
        catalogue=CATALOGUE,
        source="street",
        by="secretary",
        received=day(12),
        ids=some_ids(),
    )
    fact = merged.record.facts["mobile_phone"]
    assert (fact.value, fact.through, fact.answered) == (OTHER, Through.DESK, None)
    assert [type(fault.problem) for fault in merged.parked] == [NoneNotAdmitted]


# --- rows


def test_r22_an_agreeing_coarse_row_overwrites_no_finer_value() -> None:
    record = a_record(arrival_date="2020-05-17")
    merged = row(record, {"arrival_date": RowValue("2020-05")})
    assert (merged.record.held("arrival_date"), merged.beside) == ("2020-05-17", 1)


def test_r22_a_lossy_cell_that_agrees_overwrites_nothing() -> None:
    record = a_record(employment_status="1")
    merged = row(record, {"employment_status": RowValue("2", agrees=True)})
    assert (merged.record.held("employment_status"), merged.lines[0].effect.line) == ("1", "M11")


def test_m1_a_repeated_cell_that_verifies_is_kept_in_history_so_that_replay_is_the_same() -> None:
    record = a_record(mobile_phone=SAME)
    merged = row(record, {"mobile_phone": RowValue(SAME, repeats=True)})
    nothing = row(record, {"mobile_phone": RowValue(OTHER, repeats=True)})
    assert ([line.effect.line for line in merged.lines], merged.record.revision) == (["M1"], 2)
    assert (nothing.lines, nothing.record) == ((), record)


# --- what follows from values (R10a, R13, R19)


@pytest.mark.parametrize(("outcome", "status"), [("moved_away", "3"), ("deceased", "4"), ("no_such_place", "5")])
def test_r13_a_visit_without_answers_claims_the_records_status_and_ends_it(outcome: str, status: str) -> None:
    record = a_record(person_status="1")
    merged = visit(record, {}, forms=(a_form(),), outcome=outcome)
    assert (merged.record.held("person_status"), merged.record.ended) == (status, True)


@pytest.mark.parametrize("outcome", ["nobody_home", "come_again", "refused"])
def test_r13_nobody_home_and_refused_claim_nothing(outcome: str) -> None:
    record = a_record(person_status="1")
    assert visit(record, {}, forms=(a_form(),), outcome=outcome).record is record


def test_r10a_a_record_that_comes_back_is_open_again() -> None:
    record = a_record(person_status="3", ended=True)
    merged = visit(record, {"person_status": change("1")})
    assert not merged.record.ended


def test_r19_a_new_number_makes_a_new_current_key_and_keeps_the_former() -> None:
    old = Key("person:111", "11010519491231002X")
    record = a_record(id_type="111", id_number="11010519491231002X", keys=(old,))
    merged = visit(record, {"id_number": change("440524188001010014")}, forms=(a_form("id_type", "id_number"),))
    assert merged.key == Key("person:111", "440524188001010014")
    assert merged.former == old
    assert merged.record.keys == (replace(old, current=False), merged.key)


def test_r19_a_key_that_another_record_holds_is_opened_for_review_never_written() -> None:
    taken = Key("person:111", "440524188001010014")
    answers = {"id_type": change("111"), "id_number": change("440524188001010014"), "person_name": change("张伟")}
    merged = visit(Record(RECORD, "person", 0), answers, a_ticket(None, (a_form(*answers),)), taken={taken})
    assert (merged.record.held("id_number"), merged.record.held("person_name")) == (ABSENT, "张伟")
    assert {(c.field, c.route) for c in merged.opened} == {("id_type", Route.REVIEW), ("id_number", Route.REVIEW)}
    assert merged.key is None


def test_r16_a_record_replayed_from_its_history_is_the_same_record() -> None:
    blank = Record(RECORD, "person", 0)
    ids = some_ids()
    first = row(blank, {"mobile_phone": RowValue(SAME), "marital_status": RowValue("10")}, observed=at(1), ids=ids)
    second = visit(first.record, {"mobile_phone": change(OTHER), "marital_status": CONFIRM}, ids=ids)
    third = row(second.record, {"mobile_phone": RowValue(THIRD)}, observed=at(15), ids=ids)
    fourth = settle(third.record, third.opened[0], Ruling.ASK_AGAIN, ids=ids)
    lines = [line for merged in (first, second, third, fourth) for line in merged.lines]
    again = replay(lines, blank, CATALOGUE)
    assert again == fourth.record
    assert replay([line for line in lines if line.revision <= 2], blank, CATALOGUE) == second.record


def test_r16_what_the_owner_displaced_answers_no_visit_when_it_is_replayed() -> None:
    """A desk confirmed what a row had said; the owner displaced it: its proposal is an echo, and touches no fact."""
    blank, ids = Record(RECORD, "person", 0), some_ids()
    first = row(blank, {"marital_status": RowValue("10")}, system="jd1", department="jd", observed=at(1), ids=ids)
    second = correct(
        first.record,
        {"marital_status": CONFIRM},
        shown=1,
        since=day(2),
        catalogue=CATALOGUE,
        source="street",
        by="secretary",
        received=day(3),
        ids=ids,
    )
    said = {"marital_status": RowValue("20")}
    third = row(
        second.record, said, system="mz1", department="mz", observed=Span(None, day(5)), received=day(5), ids=ids
    )
    lines = [line for merged in (first, second, third) for line in merged.lines]
    assert third.record.facts["marital_status"].answered is None
    assert replay(lines, blank, CATALOGUE) == third.record


def test_r13_how_a_visit_ended_is_claimed_although_the_same_field_was_answered_in_vain() -> None:
    record = a_record(person_status="1")
    answers = {"person_status": Answer(Verdict.CHANGE)}
    merged = visit(record, answers, outcome="deceased")
    assert merged.record.held("person_status") == "4"
