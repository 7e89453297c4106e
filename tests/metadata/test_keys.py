"""Identity keys: which values lead to a record, and whether the name agrees (R19)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.keys import Agreement, agreement, agrees, key_of, moved, of_record
from metadata.records import Key
from metadata.values import ABSENT
from tests.builders import a_catalogue, a_fact, a_record

ENTITY = a_catalogue().entity


def test_a_person_is_known_by_document_type_and_number() -> None:
    values = {"id_type": "111", "id_number": "11010519491231002x"}
    assert key_of(ENTITY("person"), values) == Key("person:111", "11010519491231002X")


@pytest.mark.parametrize("number", [ABSENT, None, ""])
def test_a_person_without_a_number_has_no_key(number: str | None) -> None:
    assert key_of(ENTITY("person"), {"id_type": "111", "id_number": number}) is None
    assert key_of(ENTITY("person"), {"mobile_phone": "13800138000"}) is None


def test_an_enterprise_is_one_record_per_site() -> None:
    site: dict[str, Any] = {"uscc": "91440300MA5DA1234X", "business_address": {"text": "学府路 12号"}}
    other = site | {"business_address": {"text": "学府路 13号"}}
    coded = site | {"business_address": {"text": "学府路12号", "code": "4403050011"}}
    keys = {key_of(ENTITY("enterprise"), values) for values in (site, other, coded)}
    assert len(keys) == 3
    assert key_of(ENTITY("enterprise"), coded) == Key("enterprise", "91440300MA5DA1234X|4403050011")


def test_a_household_is_known_by_its_number_within_its_community() -> None:
    values = {"household_register_no": "0017"}
    here = key_of(ENTITY("household"), values, area="990101001001003")
    assert here == key_of(ENTITY("household"), values, area="990101001001004")
    assert here != key_of(ENTITY("household"), values, area="990101001002003")
    assert key_of(ENTITY("household"), values) is None


def test_an_event_is_known_by_the_number_of_its_source() -> None:
    record = a_record({"event_no": a_fact("E1", source="s1")}, entity="event")
    assert of_record(record, ENTITY("event")) == Key("event", "E1|s1")


def test_a_dwelling_and_a_building_are_known_by_their_code() -> None:
    assert key_of(ENTITY("dwelling"), {"address_code": "4403a"}) == Key("dwelling", "4403A")
    assert key_of(ENTITY("building"), {"building_code": "B1"}) == Key("building", "B1")


def test_a_record_keeps_its_former_keys() -> None:
    old, new, other = Key("person:111", "1"), Key("person:111", "2"), Key("person:414", "P")
    assert moved((other, old), old, new) == (other, Key("person:111", "1", False), new)
    assert moved((other, old), old, None) == (other, Key("person:111", "1", False))
    assert moved((Key("person:111", "2", False),), None, new) == (new,)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("张伟", "张伟", Agreement.SAME),
        ("阿依古丽·买买提", "阿依古丽买买提", Agreement.SAME),
        ("Ann Lee", "ANN LEE", Agreement.SAME),
        ("王小明", "王晓明", Agreement.ONE_CHARACTER),
        ("欧阳娜", "欧阳娜娜", Agreement.ONE_CHARACTER),
        ("张伟", "章炜", Agreement.SAME_SOUND),
        ("张伟", "李娜", Agreement.DIFFERENT),
        ("王小明", "李小红", Agreement.DIFFERENT),
        ("", "", Agreement.DIFFERENT),
        ("李", "王", Agreement.DIFFERENT),
    ],
)
def test_names_agree_also_nearly_by_one_character_or_the_same_sound(one: str, other: str, how: Agreement) -> None:
    assert agreement(one, other) is how
    assert agreement(other, one) is how


def test_a_name_that_nobody_has_said_does_not_agree() -> None:
    assert not agrees(None, "张伟")
    assert not agrees("", "")
    assert agrees("张伟", "张 伟")


@given(st.text(min_size=1, max_size=6), st.text(min_size=1, max_size=6))
def test_whether_names_agree_does_not_depend_on_their_order(one: str, other: str) -> None:
    assert agreement(one, other) is agreement(other, one)
