"""The people of the demo: exactly three hundred, the same every time, plausible, and nobody's."""

from random import Random

import pytest

from formbuilder.demo import firms, people, street
from formbuilder.demo.people import Household, Person
from metadata import identities


def invent(seed: int = 1) -> list[Household]:
    doors = (door for building in street.buildings() for door in street.doors_of(building))
    return list(people.invent(doors, 300, Random(seed)))


HOMES = invent()
EVERYBODY = [member for home in HOMES for member in home.members]


def test_there_are_exactly_three_hundred_people_and_no_two_share_a_number() -> None:
    assert len(EVERYBODY) == 300
    assert len({person.number for person in EVERYBODY}) == 300


def test_the_same_street_is_invented_every_time() -> None:
    assert invent() == HOMES


def test_every_identity_number_is_valid_in_form_and_of_a_district_that_does_not_exist() -> None:
    for person in EVERYBODY:
        checked = identities.check("111", person.number, today=None)
        assert checked.verdict == "valid", person
        assert checked.division == street.DISTRICT
        assert (checked.birth_date, checked.sex) == (person.born.isoformat(), person.sex)


def test_every_telephone_is_of_the_series_for_examples() -> None:
    assert all(person.mobile.startswith("13800001") for person in EVERYBODY)


@pytest.mark.parametrize("person", EVERYBODY[::10], ids=lambda person: person.name)
def test_children_are_single_pupils_without_employer(person: Person) -> None:
    if person.age < people.ADULT_FROM:
        assert (person.marital, person.employment, person.employer) == (people.SINGLE, "31", "")


def test_a_household_has_one_head_who_is_grown_up() -> None:
    for home in HOMES:
        assert [member.relation for member in home.members].count("01") == 1
        assert home.head.relation == "01"
        assert home.head.age >= people.ADULT_FROM


def test_a_parent_is_older_than_the_own_children() -> None:
    for home in HOMES:
        for member in home.members:
            if member.relation in ("20", "22", "23", "30", "32", "33"):
                assert home.head.age - member.age >= 16, home


def test_credit_codes_of_firms_are_valid_in_form() -> None:
    found = list(firms.invent(list(street.buildings()), HOMES))
    assert [identities.check("uscc", firm.uscc, today=None).verdict for firm in found] == ["valid"] * len(firms.KINDS)


def test_a_door_has_the_code_of_its_building_and_is_written_as_people_write() -> None:
    building = next(b for b in street.buildings() if b.text == "望江路18号3栋")
    door = next(d for d in street.doors_of(building) if (d.unit, d.room) == (2, "501"))
    assert (len(door.code), door.code[:19], door.text) == (25, building.code, "望江路18号3栋2单元501")
