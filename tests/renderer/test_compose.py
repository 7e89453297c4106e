"""A page asks what is due, once, and nothing else (R5–R9)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata import derive, due
from metadata.asked import Mode as Stood
from metadata.documents import record_from, to_documents
from metadata.fields import Sensitivity
from metadata.forms import Assignment, Verification
from metadata.records import Record
from metadata.values import ABSENT, Value
from renderer.compose import compose
from renderer.page import AT_THE_DOOR, Mode, Page, Viewer, Why
from tests.renderer.samples import (
    DAY,
    NOW,
    RECORD,
    SENT,
    ZONE,
    a_fact,
    a_form,
    a_record,
    an_assignment,
    an_item,
    an_open_claim,
    catalogue,
)

#: Values that are right for their fields, so that numbers derive and nothing is faulty.
VALUES: dict[str, Value] = {
    "person_name": "周桂兰",
    "id_type": "111",
    "id_number": "11010519491231002X",
    "birth_date": "1950",
    "sex": "1",
    "marital_status": "10",
    "mobile_phone": "13800001276",
    "employer_name": None,
    "health_status": "1",
    "id_valid_until": "2026-08-01",
    "current_address": {"text": "望江路18号3栋2单元501"},
}


def page_of(
    record: Record | None, *assignments: Assignment, viewer: Viewer = AT_THE_DOOR, opened: tuple[str, ...] = ()
) -> Page:
    """The page as it is composed now."""
    return compose(assignments, record, catalogue(), viewer=viewer, holder=1, now=NOW, zone=ZONE, opened=opened)


def due_for(assignment: Assignment, record: Record | None) -> set[str]:
    """The fields that one assignment asks of a record."""
    held = {c: f.value for c, f in record.facts.items() if f.value is not ABSENT} if record else {}
    derived = derive.values(held, catalogue())
    return {item.field for item in due.due_items(assignment, record, catalogue(), ZONE, derived)}


@st.composite
def items(draw: st.DrawFn, code: str) -> object:
    """An item of any strictness."""
    return an_item(
        code,
        required=draw(st.booleans()),
        freshness=draw(st.sampled_from((None, 0, 30, 365))),
        verification=draw(st.sampled_from(tuple(Verification))),
    )


@st.composite
def assignments(draw: st.DrawFn) -> list[Assignment]:
    """One to three tasks at one record, sent on different days."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        codes = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=6, unique=True))
        form = a_form(*(draw(items(code)) for code in codes), id=number + 1, department=f"d{number}")  # type: ignore[arg-type]
        found.append(an_assignment(form, sent=SENT - draw(st.integers(0, 60)) * DAY))
    return found


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record that holds some of the values, some old, some in conflict, some just answered."""
    facts = {}
    claims = []
    for code in draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True)):
        conflict = draw(st.booleans()) and draw(st.booleans())
        facts[code] = a_fact(
            draw(st.sampled_from((VALUES[code], VALUES[code], ABSENT))),
            days_ago=draw(st.sampled_from((1, 20, 100, 500))),
            answered=draw(st.sampled_from((None, NOW - DAY, NOW - 90 * DAY))),
            open=int(conflict),
            proposals=int(draw(st.integers(0, 9)) == 0),
            conforms=draw(st.integers(0, 9)) > 0,
        )
        if conflict:
            claims.append(an_open_claim(code, VALUES[code]))
    return a_record(facts, open_claims=claims)


def answered(record: Record, codes: set[str]) -> Record:
    """The record after a visit has answered these fields."""
    facts = dict(record.facts)
    for code in codes:
        facts[code] = replace(facts.get(code, a_fact(ABSENT)), answered=NOW, open=0)
    return replace(record, facts=facts)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(assignments(), records())
def test_r8_a_page_is_minimal_nothing_can_be_left_out_and_nothing_added(sent: list[Assignment], record: Record) -> None:
    page = page_of(record, *sent)
    plan = {item.code: item.planned for item in (*page.inputs, *page.known)}
    wanted = set().union(*(due_for(assignment, record) for assignment in sent))
    inputs = [item.code for item in page.inputs]

    assert len(inputs) == len(set(inputs)), "each field once"
    assert set(inputs) | {item.code for item in page.known} == {c for a in sent for c in a.form.codes}
    for item in page.items:
        codes = {part.code for part in item.group}
        assert codes & wanted, "what was added was not due"
        left = answered(record, set(inputs) - codes)
        assert any(due_for(assignment, left) for assignment in sent), "what is left out leaves an assignment undone"
    for item in page.known:
        assert item.code not in wanted or item.mode is Mode.DERIVED
        assert not set(plan[item.code].bound) & set(inputs) or item.mode is Mode.DERIVED
    done = answered(record, set(inputs))
    assert not any(due_for(assignment, done) for assignment in sent), "a page that is answered leaves nothing open"


@settings(max_examples=100, deadline=None)
@given(assignments(), records())
def test_r18_the_ticket_remembers_how_every_item_stood(sent: list[Assignment], record: Record) -> None:
    page = page_of(record, *sent)
    stood = page.asked.items([assignment.form for assignment in sent])

    drawn = {item.code: item for item in (*page.inputs, *page.known)}
    assert {code: mode.name.lower() for code, mode in stood.items()} == {
        code: item.mode.value for code, item in drawn.items() if item.mode is not Mode.DERIVED
    }
    assert (page.asked.record, page.asked.revision, page.asked.holder) == (RECORD, record.revision, 1)


@settings(max_examples=100, deadline=None)
@given(assignments(), records())
def test_r8_the_order_is_the_tickets(sent: list[Assignment], record: Record) -> None:
    page = page_of(record, *sent)
    order = list(dict.fromkeys(code for a in sent for code in a.form.codes))

    for codes in ([item.code for item in page.items], [item.code for item in page.known]):
        assert codes == sorted(codes, key=order.index)
    assert page == page_of(record, *sent)


def test_r8_the_strictest_of_all_tasks_wins_and_all_departments_are_named() -> None:
    lax = a_form(an_item("mobile_phone", required=False, freshness=365), department="mz")
    strict = a_form(
        an_item("mobile_phone", required=True, freshness=30, verification=Verification.EVIDENCE), id=2, department="ga"
    )
    record = a_record({"mobile_phone": a_fact("13800001276", days_ago=100)})

    page = page_of(record, an_assignment(lax), an_assignment(strict))

    (item,) = page.inputs
    assert (item.mode, item.required, item.verification) == (Mode.VERIFY, True, Verification.EVIDENCE)
    assert page.departments == item.departments == ("mz", "ga")
    assert item.mark.why is Why.OVERDUE
    assert item.mark.count == 70
    assert page.demanded == 2


def test_r6_what_is_known_stands_in_the_strip_with_its_source_and_no_input() -> None:
    page = page_of(a_record(person_name="周桂兰"), an_assignment(a_form("person_name", "marital_status")))

    (known,) = page.known
    assert (known.code, known.value, known.fact and known.fact.source) == ("person_name", "周桂兰", "ga")
    assert [(item.code, item.mode) for item in page.inputs] == [("marital_status", Mode.ASK)]
    assert page.subject == "周桂兰"


def test_r6_what_the_standard_derives_is_not_asked_while_its_inputs_are_held() -> None:
    form = a_form("id_type", "id_number", "birth_date", "sex")
    held = page_of(a_record(id_type="111", id_number="11010519491231002X"), an_assignment(form))
    gone = page_of(a_record(id_type="414", id_number="E12345678"), an_assignment(form))

    derived = {item.code: item for item in held.known if item.mode is Mode.DERIVED}
    assert {code: item.value for code, item in derived.items()} == {"birth_date": "1949-12-31", "sex": "2"}
    assert derived["sex"].fact is not None, "it has its inputs' stamps"
    assert [label.zh for label in derived["sex"].derived_from] == ["证件号码"]
    assert set(held.asked.items([form])) == {"id_type", "id_number"}
    assert [item.code for item in gone.inputs] == ["birth_date", "sex"]


def test_r6_a_conflict_shows_all_competing_values() -> None:
    record = a_record(
        {"health_status": a_fact("1", open=2)},
        open_claims=[an_open_claim("health_status", "3"), an_open_claim("health_status", "2", id="c2", source="mz")],
    )

    (item,) = page_of(record, an_assignment(a_form("health_status"))).inputs

    assert [claim.value for claim in item.competing] == ["3", "2"]
    assert item.mark.why is Why.CONFLICT
    assert item.mark.count == 3
    assert not item.by_one_tap


def test_r17_an_open_proposal_is_not_asked_and_says_that_it_waits() -> None:
    record = a_record({"marital_status": a_fact("10", days_ago=900, proposals=1)})

    page = page_of(record, an_assignment(a_form("marital_status")))

    assert not list(page.inputs)
    assert page.known[0].mark.why is Why.PROPOSED


def test_r6a_a_blind_item_shows_nothing_of_what_is_held() -> None:
    form = a_form(an_item("living_alone", verification=Verification.BLIND))
    record = a_record({"living_alone": a_fact("1", days_ago=400)})

    (item,) = page_of(record, an_assignment(form)).inputs

    assert (item.mode, item.value) == (Mode.BLIND, ABSENT)


def test_r2a_what_is_bound_is_asked_as_one() -> None:
    record = a_record(
        {"id_type": a_fact("111", days_ago=10), "id_number": a_fact("11010519491231002X", conforms=False)}
    )

    page = page_of(record, an_assignment(a_form("id_number", "person_name", "id_type")))

    first, second = page.items
    assert ([part.code for part in first.group], first.mode) == (["id_number", "id_type"], Mode.VERIFY)
    assert second.code == "person_name"
    assert page.asked.items([a_form("id_number", "person_name", "id_type")])["id_type"] is Stood.VERIFY


@pytest.mark.parametrize("opened", ["id_type", "id_number"])
def test_r2a_what_is_bound_is_opened_as_one(opened: str) -> None:
    form = a_form("id_type", "person_name", "id_number")

    page = page_of(
        a_record(id_type="111", id_number="11010519491231002X", person_name="周桂兰"),
        an_assignment(form),
        opened=(opened,),
    )

    assert [[part.code for part in item.group] for item in page.known if item.opened] == [["id_type", "id_number"]]
    assert [item.code for item in page.known if not item.opened] == ["person_name"]
    assert {item.code for item in page.in_sight} == {"id_type", "person_name", "id_number"}


def test_r9_what_the_viewer_may_not_see_is_not_on_the_page() -> None:
    record = a_record(person_name="周桂兰", ethnic_group="01", marital_status="10")
    form = a_form("person_name", "ethnic_group", "marital_status")
    viewer = Viewer(clear=frozenset({Sensitivity.PERSONAL}))

    page = page_of(record, an_assignment(form), viewer=viewer)

    assert "ethnic_group" not in {item.code for item in (*page.inputs, *page.known)}
    assert "ethnic_group" not in page.asked.items([form])


def test_r9_sensitive_values_are_masked_in_the_strip_and_clear_where_they_are_verified() -> None:
    form = a_form("ethnic_group", "health_status", "marital_status")
    record = a_record({"health_status": a_fact("1", days_ago=500)}, ethnic_group="01", marital_status="10")

    page = page_of(record, an_assignment(form))

    assert {item.code: item.masked for item in (*page.inputs, *page.known)} == {
        "ethnic_group": True,
        "health_status": False,
        "marital_status": False,
    }


def test_r9_what_is_only_seen_masked_is_asked_without_showing_it() -> None:
    viewer = Viewer(clear=frozenset({Sensitivity.PERSONAL}), masked=frozenset({Sensitivity.SENSITIVE}))
    record = a_record({"health_status": a_fact("1", days_ago=500)})

    (item,) = page_of(record, an_assignment(a_form("health_status")), viewer=viewer).inputs

    assert (item.mode, item.value) == (Mode.BLIND, ABSENT)


IF_MARRIED = {"properties": {"marital_status": {"const": "20"}}}


def test_r7_an_item_whose_condition_fails_on_what_is_known_is_not_asked() -> None:
    form = a_form("marital_status", an_item("employer_name", condition=IF_MARRIED))

    single = page_of(a_record(marital_status="10"), an_assignment(form))
    married = page_of(a_record(marital_status="20"), an_assignment(form))

    assert not list(single.inputs)
    assert [item.code for item in married.inputs] == ["employer_name"]


def test_r7_an_item_whose_condition_this_page_decides_is_on_it() -> None:
    form = a_form("marital_status", an_item("employer_name", condition=IF_MARRIED))

    page = page_of(a_record(), an_assignment(form))
    mended = page_of(a_record(marital_status="10"), an_assignment(form), opened=("marital_status",))

    assert [(item.code, item.live) for item in page.inputs] == [("marital_status", False), ("employer_name", True)]
    assert [(item.code, item.live) for item in mended.inputs] == [("employer_name", True)]


def test_r7_on_a_merged_page_any_tasks_condition_is_enough() -> None:
    some = a_form(an_item("employer_name", condition=IF_MARRIED), "marital_status")
    every = a_form("employer_name", id=2)

    page = page_of(a_record(marital_status="10"), an_assignment(some), an_assignment(every))

    assert [item.code for item in page.inputs] == ["employer_name"]


def test_r10a_an_ended_record_is_asked_nothing() -> None:
    record = replace(a_record(person_name="周桂兰"), ended=True)

    assert not list(page_of(record, an_assignment(a_form("person_name", "mobile_phone"))).inputs)


def test_r19_a_blank_begins_with_the_key_and_asks_everything() -> None:
    form = a_form("person_name", "mobile_phone", "id_type", "id_number", "birth_date")

    page = page_of(None, an_assignment(form))

    assert [item.code for item in page.inputs] == ["id_type", "id_number", "person_name", "mobile_phone", "birth_date"]
    assert all(item.mode is Mode.ASK for item in page.inputs)
    assert list(page.asked.items([form])) == list(form.codes), "the ticket keeps its own order"
    assert page.asked.record is None


def test_sections_gather_their_items_in_the_order_in_which_they_first_come() -> None:
    form = a_form(an_item("mobile_phone", section="联系"), "employer_name", an_item("email", section="联系"))

    page = page_of(a_record(), an_assignment(form))

    assert [(s.title, [i.code for i in s.items]) for s in page.sections] == [
        ("联系", ["mobile_phone", "email"]),
        ("", ["employer_name"]),
    ]


def test_a_page_is_of_one_entity() -> None:
    with pytest.raises(ValueError, match="one entity"):
        page_of(a_record(), an_assignment(a_form("ent_name", entity="enterprise")))
    with pytest.raises(ValueError, match="one entity"):
        page_of(a_record())


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (a_fact("2026-08-01", days_ago=10), Why.EXPIRED),
        (a_fact("2030-08-01", days_ago=10, conforms=False), Why.NONCONFORMING),
        (a_fact(ABSENT, days_ago=10), Why.NOTHING_HELD),
    ],
)
def test_an_item_says_why_it_is_asked(fact: object, why: Why) -> None:
    record = a_record({"id_valid_until": fact})  # type: ignore[dict-item]

    (item,) = page_of(record, an_assignment(a_form("id_valid_until"))).inputs

    assert item.mark.why is why


def test_r6_a_page_of_a_stored_record_reads_no_fact() -> None:
    record = a_record(person_name="周桂兰", mobile_phone="13800001276")
    data, stamps = to_documents(record)
    stored = record_from(id=record.id, entity=record.entity, revision=record.revision, data=data, facts=stamps)
    sent = an_assignment(a_form("person_name", an_item("mobile_phone", freshness=5)))

    page = page_of(stored, sent)

    assert page.sections == page_of(record, sent).sections
    assert page.known == page_of(record, sent).known
    assert not stored.facts._facts, "what stands on a page is in the stamps"  # type: ignore[attr-defined]
