"""Whatever people write, every type reads it into its one normal form, or refuses it with a sentence."""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from metadata import fieldtypes, schemas
from metadata.catalogue import standard
from metadata.fields import Field
from metadata.fieldtypes import Context
from metadata.problems import Problem
from metadata.values import Value

CATALOGUE = standard()
FIELDS = [*CATALOGUE.fields.values(), *(fieldtypes.get(name).sample for name in fieldtypes.names())]
CONTEXT = Context(CATALOGUE, {"id_type": "111"})
patient = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

written = st.one_of(
    st.text(max_size=30),
    st.text("0123456789０１２－-—.,，、/+年月日时号楼栋单元室转元万㎡%xX \u3000\t\n\u200b", max_size=30),
    st.sampled_from([raw for name in fieldtypes.names() for raw in fieldtypes.get(name).written]),
)


def read(raw: str, field: Field) -> Value | Problem:
    """The value, or why there is none."""
    try:
        return fieldtypes.type_of(field).parse(raw, field, CONTEXT)
    except Problem as refused:
        return refused


@patient
@given(st.sampled_from(FIELDS), written)
@example(CATALOGUE.field("children_count"), "9" * 5000)
@example(CATALOGUE.field("assistance_amount"), "9" * 5000)
@example(CATALOGUE.field("floor_area"), "1" + "万" * 5000)
@example(CATALOGUE.field("occurred_at"), "0000-00-00 00:00")
@example(CATALOGUE.field("current_address"), "\u0000" * 5)
def test_what_is_written_is_read_into_normal_form_or_refused(field: Field, raw: str) -> None:
    kind = fieldtypes.type_of(field)
    value = read(raw, field)
    if isinstance(value, Problem):
        assert value.say()  # every name in the sentence has its word
        assert value.params or "%(" not in value.sentence
        assert value.at == field.code
        return
    assert kind.normal(value, field) == value
    if not schemas.faults_of(field, value, CATALOGUE, CONTEXT.values) and isinstance(value, str):
        assert kind.parse(value, field, CONTEXT) == value
        assert kind.format(value, field, "zh", CONTEXT)


@patient
@given(
    st.sampled_from(FIELDS), st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | written, st.lists)
)
def test_the_normal_form_is_reached_at_once_and_never_raises(field: Field, value: Any) -> None:
    kind = fieldtypes.type_of(field)
    normal = kind.normal(value, field)
    again = kind.normal(normal, field)
    assert again == normal or normal != normal  # nan is not even itself


@pytest.mark.parametrize("raw", ["138 0013 8000", "１３８００１３８０００", "+86 138-0013-8000"])
def test_another_way_of_writing_is_no_change(raw: str) -> None:
    field = CATALOGUE.field("mobile_phone")
    assert fieldtypes.type_of(field).parse(raw, field, CONTEXT) == "13800138000"


def test_units_decide_what_a_figure_means() -> None:
    capital = CATALOGUE.field("registered_capital")  # in ten thousands of yuan
    read = fieldtypes.type_of(capital).parse
    for raw, value in {"500": "500.0000", "500万元": "500.0000", "5000000元": "500.0000", "0.5亿": "5000.0000"}.items():
        assert read(raw, capital, CONTEXT) == value
    assert fieldtypes.show("500.0000", capital, "zh", CONTEXT) == "500.0000 万元"


def test_values_are_shown_as_the_look_says() -> None:
    def shown(code: str, value: Any, language: str) -> str:
        return fieldtypes.show(value, CATALOGUE.field(code), language, CONTEXT)

    assert shown("birth_date", "2026-11-22", "zh") == "2026-11-22"
    assert shown("birth_date", "2026-11-22", "en") == "22 Nov 2026"
    assert shown("birth_date", "2019-05", "en") == "May 2019"
    assert shown("birth_date", "2019", "en") == "2019"
    assert shown("id_valid_until", "9999-12-31", "zh") == "长期"
    assert shown("assistance_amount", "860.00", "zh") == "860.00 元"
    assert shown("assistance_amount", "1860.00", "en") == "CNY 1,860.00"
    assert shown("employee_count", 1438, "zh") == "1,438"
    assert shown("built_year", 1998, "zh") == "1998"
    assert shown("sex", "2", "en") == "Female"
    assert shown("employer_name", None, "zh") == "没有"
    assert shown("employer_name", None, "en") == "none"
    assert shown("native_place", "440305", "zh") == "广东省深圳市南山区"
    assert shown("home_phone", "075526000000-801", "zh") == "0755-26000000转801"
    assert shown("occurred_at", "2026-11-22T06:30:00Z", "zh") == "2026-11-22 14:30"


def test_a_zero_that_a_spreadsheet_lost_is_put_back() -> None:
    field = CATALOGUE.field("ethnic_group")
    assert fieldtypes.type_of(field).parse("1", field, CONTEXT) == "01"


def test_a_number_with_a_pattern_may_be_written_in_groups() -> None:
    field = CATALOGUE.field("bank_account")
    assert fieldtypes.type_of(field).parse("6222 0213 ０００１ 2345 678", field, CONTEXT) == "6222021300012345678"


def test_a_retired_option_is_read_as_its_successor() -> None:
    field = CATALOGUE.field("relation_to_head")
    assert fieldtypes.type_of(field).parse("户主", field, CONTEXT) == "01"


def test_areas_and_records_that_only_the_instance_knows_have_their_names() -> None:
    context = Context(CATALOGUE, names={"990101001001": "春晖社区"})
    field = CATALOGUE.field("addr_division")
    assert fieldtypes.show("990101001001", field, "zh", context) == "春晖社区"
    assert fieldtypes.type_of(field).parse("春晖社区", field, context) == "990101001001"
