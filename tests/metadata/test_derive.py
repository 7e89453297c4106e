"""R6: derived values are computed from others, only where those are valid and of the kind that tells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata import derive
from metadata.catalogue import standard
from metadata.values import Value

CATALOGUE = standard()
NUMBER = "11010519491231002X"


def derived(**held: Value) -> dict[str, Value]:
    return derive.values(held, CATALOGUE)


def test_birth_date_and_sex_follow_from_a_citizens_number() -> None:
    assert derived(id_type="111", id_number=NUMBER) == {"birth_date": "1949-12-31", "sex": "2"}
    assert derived(id_type="P01", id_number="810000190108230029") == {"birth_date": "1901-08-23", "sex": "2"}
    assert derived(id_type="113", id_number=NUMBER)["sex"] == "2"
    assert derived(id_type="553", id_number="911124198108030024") == {"birth_date": "1981-08-03", "sex": "2"}


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"id_number": NUMBER},  # which document, nobody knows
        {"id_type": "414", "id_number": NUMBER},
        {"id_type": "111", "id_number": "110105194912310021"},
        {"id_type": "111", "id_number": None},
        {"id_type": "111"},
        {"id_type": "P01", "id_number": NUMBER},
        {"id_type": "414", "id_number": "E01234567"},
    ],
)
def test_nothing_follows_from_what_is_not_valid_or_not_of_the_kind(held: dict[str, Value]) -> None:
    assert derived(**held) == {}


def test_category_and_grade_follow_from_a_disability_card() -> None:
    assert derived(disability_cert_no="44030519010203001743") == {"disability_category": "4", "disability_level": "3"}
    assert derived(disability_cert_no="44030519010203001793") == {}
    assert derived(disability_cert_no=None) == {}


def test_the_kind_of_organisation_follows_from_a_credit_code() -> None:
    assert derived(uscc="91440300000000019B") == {"ent_type": "91"}
    assert derived(uscc="914403000000000190") == {}


def test_a_standard_address_is_composed_from_its_parts() -> None:
    parts = {"addr_division": "440305007012", "road_plot": "科苑路", "house_number": "15", "building_no": "三栋"}
    more = {"unit_no": "1", "room_no": "1203", "address_code": "4403050070120100001001203"}
    address = derived(**parts, **more)["standard_address"]
    assert address == {"text": "广东省深圳市南山区科苑路15号3栋1单元1203", "code": "4403050070120100001001203"}
    few = derived(addr_division="440305007012", house_number=None, building_no="2栋")
    assert few == {"standard_address": {"text": "广东省深圳市南山区2栋"}}
    assert derived(addr_division="440305007012") == {}
    assert derived(road_plot="科苑路") == {}


def test_a_derived_field_says_what_it_needs() -> None:
    assert derive.inputs(CATALOGUE.field("birth_date")) == ("id_number", "id_type")
    assert derive.inputs(CATALOGUE.field("disability_level")) == ("disability_cert_no",)
    assert derive.inputs(CATALOGUE.field("person_name")) == ()


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("1990-05-17", date(2026, 5, 16), 35),
        ("1990-05-17", date(2026, 5, 17), 36),
        ("2024-02-29", date(2026, 2, 28), 1),
        ("1990-05", date(2026, 5, 17), None),
        ("1990-05", date(2026, 6, 1), 36),
        ("1990", date(2026, 6, 1), None),
        ("1990", date(2026, 12, 31), 36),
        ("2030-01-01", date(2026, 6, 1), None),
    ],
)
def test_an_age_is_told_only_if_it_holds_for_the_whole_span(born: str, on: date, years: int | None) -> None:
    assert derive.age(born, on) == years


@given(
    st.dictionaries(
        st.sampled_from([f.code for f in CATALOGUE.fields.values()]), st.none() | st.text(max_size=20) | st.integers()
    )
)
def test_no_record_makes_it_stumble(held: dict[str, Value]) -> None:
    derive.values(held, CATALOGUE)
