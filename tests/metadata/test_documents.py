"""A record and its history survive being stored: whatever is written is read back the same."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from metadata import documents
from metadata.documents import FACT, Facts, fact_from, fact_to, record_from, to_documents
from metadata.merge import NEVER
from metadata.records import (
    Claim,
    Effect,
    Fact,
    Key,
    Line,
    OpenClaim,
    Outcome,
    Record,
    Route,
    Through,
    Verdict,
)
from metadata.stamps import Span
from metadata.values import ABSENT, Value
from tests.builders import RECORD, a_fact, a_record, an_open_claim, at, day

instants = st.integers(0, 2**43)
words = st.text(max_size=8)
values: st.SearchStrategy[Any] = (
    st.none() | words | st.integers(-9, 9) | st.lists(words, max_size=2) | st.fixed_dictionaries({"text": words})
)
spans = st.builds(lambda a, b, known: Span(min(a, b) if known else None, max(a, b)), instants, instants, st.booleans())
facts = st.builds(
    Fact,
    value=values | st.just(ABSENT),
    field_version=st.integers(1, 9),
    source=words,
    by=words,
    through=st.sampled_from(Through),
    received=instants,
    observed=spans,
    verified=spans,
    changed=st.integers(0, 99),
    person=st.booleans(),
    answered=st.none() | instants,
    verdict=st.none() | st.sampled_from(Verdict),
    ticket=words,
    number=st.integers(0, 9),
    owner_spoke=st.none() | spans,
    open=st.integers(0, 3),
    proposals=st.integers(0, 3),
    conforms=st.booleans(),
    shown=st.none() | instants,
    vouched=words,
)
codes = st.sampled_from(("a", "b", "c", "d"))
claims = st.builds(
    Claim,
    field=codes,
    verdict=st.sampled_from(Verdict),
    value=values | st.just(ABSENT),
    observed=spans,
    source=words,
    by=words,
    through=st.sampled_from(Through),
    received=instants,
    field_version=st.integers(1, 9),
    saw=st.booleans(),
    blind=st.booleans(),
    owner=st.booleans(),
    superseded=st.booleans(),
    dated=st.booleans(),
    ticket=words,
    number=st.integers(0, 9),
    note=words,
    said=st.none() | spans,
    shown=st.none() | st.integers(1, 9),
    conforms=st.booleans(),
)
effects = st.builds(Effect, st.sampled_from(Outcome), words, st.none() | st.sampled_from(Route))
lines = st.builds(
    Line, words, claims, effects, st.integers(1, 9), st.lists(words, max_size=2).map(tuple), st.booleans()
)
open_claims = st.builds(
    OpenClaim,
    id=words,
    field=codes,
    value=values | st.just(ABSENT),
    verdict=st.sampled_from(Verdict),
    route=st.sampled_from(Route),
    owner=words,
    opened=st.integers(1, 9),
    source=words,
    by=words,
    through=st.sampled_from(Through),
    observed=spans,
    received=instants,
    field_version=st.integers(1, 9),
    ticket=words,
    number=st.integers(0, 9),
    note=words,
)


def stored(document: Any) -> Any:
    """As a JSON column gives it back."""
    return json.loads(json.dumps(document))


def read(data: Any, facts: Any) -> Record:
    return record_from(id=RECORD, entity="person", revision=1, data=stored(data), facts=stored(facts))


@given(st.dictionaries(codes, facts), st.dictionaries(codes, values))
def test_a_record_is_read_back_as_it_was_stored_beside_derived_values(
    held: dict[str, Fact], derived: dict[str, Value]
) -> None:
    data, stamps = to_documents(a_record(held), derived)
    assert dict(read(data, stamps).facts) == held
    assert {code: data[code] for code in derived} == derived


@given(st.dictionaries(codes, facts), st.dictionaries(codes, facts), st.dictionaries(codes, values))
def test_a_changed_record_stores_what_was_changed_and_passes_the_rest_through(
    held: dict[str, Fact], changes: dict[str, Fact], derived: dict[str, Value]
) -> None:
    expected = {**held, **changes}
    for before, now in ((derived, {}), ({}, derived), (derived, derived)):
        record = read(*to_documents(a_record(held), before))
        after = documents.changed_facts(record.facts, changes)
        data, stamps = to_documents(Record(RECORD, "person", 2, after), now)
        assert dict(read(data, stamps).facts) == expected
        assert dict(after) == expected
        assert documents.held_values(after) == {c: f.value for c, f in expected.items() if f.held}
        assert {c: fact_from(d, expected[c].value) for c, d in documents.stamps_of(after).items()} == expected
        assert len(after) == len(expected)


@given(st.lists(lines, min_size=1, max_size=4))
def test_r20_history_is_read_back_as_it_was_written(several: list[Line]) -> None:
    """Whatever lines have in common or not; an id is kept where a claim opened or closed leads to it."""
    made = [replace(line, revision=several[0].revision) for line in several]
    again = list(documents.entry_from(stored(documents.entry_to(made)), several[0].revision))
    assert [replace(line, id="") for line in again] == [replace(line, id="") for line in made]
    for before, after in zip(made, again, strict=True):
        if before.effect.route is not None or before.closes:
            assert after.id == before.id


@given(open_claims)
def test_an_open_claim_is_read_back_as_it_was_written(claim: OpenClaim) -> None:
    assert documents.open_claim_from(stored(documents.open_claim_to(claim))) == claim


def test_what_sql_asks_for_stands_where_it_is_said_to_stand() -> None:
    fact = a_fact("x", observed=at(1), verified=Span(None, day(2)), answered=day(3), open=2, conforms=False)
    named = dict(zip(FACT, fact_to(fact), strict=False))
    assert [named[name] for name in FACT[:8]] == [None, day(2), day(3), 2, 0, 1, 1, 1]


def test_an_ordinary_fact_is_short() -> None:
    assert len(fact_to(a_fact("x"))) == FACT.index("verdict")


def test_what_was_withdrawn_has_stamps_and_no_value() -> None:
    withdrawn = a_fact(ABSENT, through=Through.VISIT, verified=NEVER)
    data, stamps = to_documents(a_record({"email": withdrawn}))
    assert data == {}
    assert read(data, stamps).facts["email"].withdrawn


def test_a_claimed_value_is_kept_where_a_derived_one_hides_it() -> None:
    record = a_record(birth_date="1950")
    data, stamps = to_documents(record, {"birth_date": "1949-12-31"})
    assert data == {"birth_date": "1949-12-31"}
    assert read(data, stamps).held("birth_date") == "1950"
    assert to_documents(read(data, stamps), {})[0] == {"birth_date": "1950"}


def test_facts_are_read_only_when_they_are_asked_for() -> None:
    held = Facts({"a": "x"}, {"a": fact_to(a_fact("x")), "b": ["not a fact"]})
    assert held["a"].value == "x"
    assert held.get("c") is None
    assert "b" in held
    assert documents.stamps_of(held)["b"] == ["not a fact"]


def test_what_is_held_is_the_callers_own() -> None:
    facts = read(*to_documents(a_record(email="a@b.cn"))).facts
    documents.held_values(facts).clear()
    assert documents.held_values(facts) == {"email": "a@b.cn"}


def test_the_parts_of_a_records_row_come_back() -> None:
    record = record_from(
        id=RECORD,
        entity="person",
        revision=3,
        data={},
        facts={},
        keys=[Key("person:111", "1")],
        open_claims=[an_open_claim()],
        place="p",
        area="a",
        ended=True,
    )
    assert record == Record(RECORD, "person", 3, {}, (Key("person:111", "1"),), (an_open_claim(),), "p", "a", True)


def test_an_unread_fact_equals_itself() -> None:
    fact = a_fact("x", owner_spoke=Span(None, 5), shown=day(1))
    assert fact_from(fact_to(fact), "x") == fact
