"""Conditions: a closed subset of JSON Schema, with a truth of its own for what is missing or a partial date (R7)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata import conditions
from metadata.problems import (
    BadCondition,
    ConditionCycle,
    ConditionTooLarge,
    ConditionUnknownField,
    ConditionWrongType,
)
from metadata.values import ABSENT, JSONObject, Value
from tests.builders import a_catalogue, an_item

CATALOGUE = a_catalogue()


def on(code: str, **test: Any) -> JSONObject:
    return {"properties": {code: test}}


def test_r7_no_condition_always_holds() -> None:
    assert conditions.holds(None, {})


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (on("sex", const="1"), {"sex": "1"}, True),
        (on("sex", const="1"), {"sex": "2"}, False),
        (on("sex", enum=["1", "2"]), {"sex": "2"}, True),
        (on("sex", **{"not": {"const": "1"}}), {"sex": "2"}, True),
        (on("sex", **{"not": {"enum": ["1", "2"]}}), {"sex": "2"}, False),
        (on("children_count", minimum=1), {"children_count": 1}, True),
        (on("children_count", minimum=1), {"children_count": 0}, False),
        (on("monthly_income", maximum=3000), {"monthly_income": "2999.99"}, True),
        (on("monthly_income", maximum=3000), {"monthly_income": "3000.01"}, False),
        (on("birth_date", formatMaximum="2010-12-31"), {"birth_date": "2010-12-31"}, True),
        (on("birth_date", formatMinimum="2010-12-31"), {"birth_date": "2010-12-30"}, False),
        (on("employer_name", const=None), {"employer_name": None}, True),
        (on("employer_name", const="x"), {"employer_name": None}, False),
        ({"properties": {"sex": True}}, {"sex": None}, True),
        ({"required": ["sex"]}, {"sex": "1"}, True),
        ({"allOf": [on("sex", const="1"), {"required": ["email"]}]}, {"sex": "1"}, False),
        ({"anyOf": [on("sex", const="1"), {"required": ["email"]}]}, {"sex": "1"}, True),
        ({"not": on("sex", const="1")}, {"sex": "2"}, True),
        ({}, {}, True),
    ],
)
def test_r7_a_condition_holds_or_not(condition: JSONObject, values: dict[str, Value], expected: bool) -> None:
    assert conditions.holds(condition, values) is expected


@pytest.mark.parametrize(
    "condition",
    [
        on("sex", const="1"),
        on("sex", enum=["1"]),
        on("sex", **{"not": {"const": "1"}}),
        {"not": on("sex", const="1")},
        {"not": on("sex", **{"not": {"const": "1"}})},
        on("children_count", minimum=0),
        {"not": on("children_count", minimum=0)},
        {"required": ["sex"]},
        {"properties": {"sex": True}},
        {"anyOf": [on("sex", const="1"), {"not": on("sex", const="1")}]},
    ],
)
def test_r7_a_missing_value_fails_a_condition_also_a_negated_one(condition: JSONObject) -> None:
    assert not conditions.holds(condition, {})


def test_r7_unless_absence_is_what_it_asks() -> None:
    assert conditions.holds({"not": {"required": ["email"]}}, {})
    assert not conditions.holds({"not": {"required": ["email"]}}, {"email": None})


@pytest.mark.parametrize(
    ("condition", "held", "expected"),
    [
        (on("birth_date", formatMaximum="2010-05-31"), "2010-05", True),
        (on("birth_date", formatMaximum="2010-05-30"), "2010-05", False),
        ({"not": on("birth_date", formatMaximum="2010-05-30")}, "2010-05", False),
        ({"not": on("birth_date", formatMaximum="2010-04-30")}, "2010-05", True),
        (on("birth_date", formatMinimum="2010-01-01"), "2010", True),
        (on("birth_date", formatMinimum="2010-01-02"), "2010", False),
        (on("birth_date", const="2010-05-17"), "2010-05", False),
        (on("birth_date", **{"not": {"const": "2010-05-17"}}), "2010-05", False),
        (on("birth_date", **{"not": {"const": "2010-06-17"}}), "2010-05", True),
        (on("birth_date", const="2010-05"), "2010-05", True),
    ],
)
def test_a_comparison_of_a_partial_date_holds_if_it_holds_for_the_whole_span(
    condition: JSONObject, held: str, expected: bool
) -> None:
    assert conditions.holds(condition, {"birth_date": held}) is expected


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://example.com/schema"},
        {"properties": {"sex": {"pattern": "(a+)+$"}}},
        {"properties": {"sex": {"enum": []}}},
        {"properties": {"birth_date": {"formatMinimum": "yesterday"}}},
        {"properties": {"children_count": {"minimum": True}}},
        {"anyOf": []},
        {"if": {}},
        [],
        True,
    ],
)
def test_r7_what_lies_outside_the_subset_is_refused(schema: Any) -> None:
    assert isinstance(conditions.check(schema, CATALOGUE)[0], BadCondition)
    with pytest.raises(BadCondition):
        conditions.holds(schema, {})


def test_r7_conditions_are_bounded_in_depth_and_size() -> None:
    deep: JSONObject = on("sex", const="1")
    for _ in range(conditions.DEPTH + 1):
        deep = {"not": deep}
    wide: JSONObject = {"anyOf": [on("sex", const="1")] * conditions.SIZE}
    assert [type(p) for p in conditions.check(deep, CATALOGUE)] == [ConditionTooLarge]
    assert [type(p) for p in conditions.check(wide, CATALOGUE)] == [ConditionTooLarge]


def test_r7_a_nesting_of_thousands_is_refused_not_followed() -> None:
    bomb: JSONObject = {}
    for _ in range(100_000):
        bomb = {"not": bomb}
    assert [type(p) for p in conditions.check(bomb, CATALOGUE)] == [ConditionTooLarge]


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (on("favourite_colour", const="1"), ConditionUnknownField),
        ({"required": ["favourite_colour"]}, ConditionUnknownField),
        (on("sex", const="7"), ConditionWrongType),
        (on("sex", const=1), ConditionWrongType),
        (on("sex", minimum=1), ConditionWrongType),
        (on("children_count", const="1"), ConditionWrongType),
        (on("person_name", formatMinimum="2020-01-01"), ConditionWrongType),
        (on("birth_date", const="soon"), ConditionWrongType),
        (on("person_name", const=None), ConditionWrongType),
    ],
)
def test_r7_unknown_fields_and_comparisons_that_can_never_hold_are_found(schema: JSONObject, problem: type) -> None:
    assert [type(p) for p in conditions.check(schema, CATALOGUE)] == [problem]


def test_the_fields_that_a_condition_reads() -> None:
    schema = {"allOf": [on("sex", const="2"), {"not": {"required": ["email"]}}]}
    assert conditions.fields_of(schema) == {"sex", "email"}
    assert conditions.check(schema, CATALOGUE) == []


def test_items_that_wait_for_each_other_are_found() -> None:
    items = [
        an_item("employer_name", condition={"required": ["work_address"]}),
        an_item("work_address", condition={"required": ["work_industry"]}),
        an_item("work_industry", condition={"required": ["employer_name"]}),
        an_item("email", condition={"required": ["mobile_phone"]}),
        an_item("home_phone", condition={"required": ["home_phone"]}),
    ]
    assert {frozenset(cycle) for cycle in conditions.cycles(items)} == {
        frozenset({"employer_name", "work_address", "work_industry"}),
        frozenset({"home_phone"}),
    }
    found = conditions.check_items(items, CATALOGUE)
    assert {type(problem) for problem in found} == {ConditionCycle}


def test_r7_an_item_that_is_not_asked_gives_no_answer_to_the_others() -> None:
    chain: dict[str, list[JSONObject | None]] = {
        "sex": [None],
        "children_count": [on("sex", const="2")],
        "school_name": [on("children_count", minimum=1)],
    }
    answered: dict[str, Any] = {"sex": "1", "children_count": 2}
    assert conditions.shows(chain, {}, answered) == {"sex"}
    assert conditions.shows(chain, {"children_count": 3}, answered) == {"sex", "school_name"}
    assert conditions.shows(chain, {}, answered | {"sex": "2"}) == {"sex", "children_count", "school_name"}


def test_r7_the_answers_are_read_before_what_the_page_showed() -> None:
    chain = {"email": [on("sex", const="2")]}
    assert conditions.shows(chain, {"sex": "1"}, {"sex": "2"}) == {"email"}
    assert conditions.shows(chain, {"sex": "2"}, {"sex": ABSENT}) == frozenset()


leaves = st.sampled_from(
    [
        on("a", const="1"),
        on("a", enum=["1", "2"]),
        on("b", minimum=3),
        on("c", formatMaximum="2020-06-15"),
        {"required": ["a"]},
        {"properties": {"b": True}},
    ]
)
schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda s: {"not": s}),
        st.lists(inner, min_size=1, max_size=3).map(lambda s: {"allOf": s}),
        st.lists(inner, min_size=1, max_size=3).map(lambda s: {"anyOf": s}),
    ),
    max_leaves=6,
)
valuations = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(("1", "2", "3", None)),
        "b": st.integers(0, 6),
        "c": st.sampled_from(("2020", "2020-06", "2020-06-15", "2021-01")),
    },
)


@given(schemas, valuations)
def test_r7_a_condition_and_its_negation_never_both_hold(schema: JSONObject, values: dict[str, Value]) -> None:
    try:
        assert not (conditions.holds(schema, values) and conditions.holds({"not": schema}, values))
    except ConditionTooLarge:
        return


@given(schemas, valuations)
def test_r7_an_unmentioned_value_changes_nothing(schema: JSONObject, values: dict[str, Value]) -> None:
    read = conditions.fields_of(schema)
    only = {code: value for code, value in values.items() if code in read}
    assert conditions.holds(schema, values) == conditions.holds(schema, only)
