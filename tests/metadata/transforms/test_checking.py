"""A mapping that cannot be followed is told before somebody approves it (R21)."""

import pytest

from metadata.mappings import Column, Direction, Mapped, SystemMapping, shipped
from metadata.transforms import check
from tests.metadata.transforms.values import CATALOGUE


def a_mapping(field: str = "sex", transform: str = "same", args: str = "", entity: str = "person") -> SystemMapping:
    return SystemMapping("s", entity, (Mapped(Column("a"), field, transform, args, Direction.BOTH),))


@pytest.mark.parametrize("system", sorted(shipped()))
def test_the_shipped_mappings_can_be_followed(system: str) -> None:
    assert check(shipped()[system], CATALOGUE) == []


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (a_mapping(transform="guess"), "mapping.not-understood"),
        (a_mapping(field="no_such_field"), "field.unknown"),
        (a_mapping(transform="codes"), "mapping.not-understood"),
        (a_mapping(transform="label", field="person_name"), "mapping.not-understood"),
        (a_mapping("hukou_division", "prefix", "six"), "mapping.not-understood"),
        (a_mapping("hukou_division", "place_name", "planet"), "mapping.not-understood"),
        (a_mapping("house_number", "address_part", "roof"), "mapping.not-understood"),
        (a_mapping("household_income", "number", "xtwelve"), "mapping.not-understood"),
        (a_mapping("assistance_amount", "number", "/b"), "mapping.not-understood"),
        (a_mapping("current_address", "join", "b:place_name+a"), "mapping.not-understood"),
        (a_mapping("mobile_phone", "split", "/;mobile:no_such_field"), "field.unknown"),
    ],
)
def test_r21_what_cannot_be_followed_is_told_at_its_column(mapping: SystemMapping, code: str) -> None:
    [problem, *_] = check(mapping, CATALOGUE)
    assert (problem.code, problem.at) == (code, "a")
    assert problem.say()


def test_r21_a_mapping_of_an_unknown_entity_is_told() -> None:
    assert [problem.code for problem in check(a_mapping(entity="ship"), CATALOGUE)] == ["entity.unknown"]
