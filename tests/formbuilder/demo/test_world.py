"""The world of the demo: the same every time, plausible, of the size that was asked for, and nobody's."""

from collections import Counter
from hashlib import sha256

import pytest

from formbuilder.demo.world import ground, work
from formbuilder.demo.world.families import FAMILIES
from formbuilder.demo.world.neighbourhood import Neighbourhood, neighbourhoods
from formbuilder.demo.world.people import AWAY, DEAD, SINGLE, WIDOWED, Person
from formbuilder.demo.world.settling import settle
from formbuilder.demo.world.sizes import CITY, COMMUNITY, SMALL
from formbuilder.demo.world.timeline import FIVE_YEARS
from metadata import identities

WORLD = list(neighbourhoods(COMMUNITY))
SMALL_WORLD = list(neighbourhoods(SMALL))
EVERYBODY = [person for place in WORLD for person in place.people]
FORMER = [person for place in WORLD for home in place.homes for person in home.former]
#: The community as it was invented first. Changes only with a reason: benches and pictures compare with it.
DIGEST = "b93e80e87a577939"


def digest(world: list[Neighbourhood]) -> str:
    return sha256(repr(world).encode()).hexdigest()[:16]


def test_the_same_world_is_invented_every_time() -> None:
    assert list(neighbourhoods(COMMUNITY)) == WORLD
    assert digest(WORLD) == DIGEST


def test_a_community_has_about_three_thousand_dwellings_six_thousand_people_and_three_hundred_firms() -> None:
    assert len(WORLD) == 8
    assert sum(len(place.flats) for place in WORLD) == pytest.approx(3000, rel=0.05)
    assert len(EVERYBODY) == pytest.approx(6000, rel=0.05)
    assert sum(len(place.firms) for place in WORLD) == pytest.approx(300, rel=0.05)
    assert sum(len(place.cases) for place in WORLD) > 100


def test_the_small_world_is_a_part_of_the_community() -> None:
    people = [person for place in SMALL_WORLD for person in place.people]
    assert len(people) == pytest.approx(300, rel=0.1)
    assert set(people) <= set(EVERYBODY)


def test_a_city_has_a_million_people_and_no_two_of_its_grids_share_a_place() -> None:
    grids = list(ground.lived_in(CITY))
    assert len(grids) * len(EVERYBODY) / len(WORLD) > 1_000_000
    assert len({(grid.road, grid.number) for grid in grids}) == len(grids)
    assert len({grid.code for grid in grids}) == len(grids)
    assert len({code for code, _name, _english in ground.areas(CITY)}) == len(list(ground.areas(CITY)))


def test_no_two_people_share_a_number_also_between_far_grids() -> None:
    far = [grid for grid in ground.lived_in(CITY) if grid.serial in (99, 100, 101, 1351)]
    homes = [flat.household for grid in far for flat in settle(grid, CITY) if flat.household is not None]
    people = [person for home in homes for person in (*home.members, *home.former)]
    numbers = Counter(person.number for person in (*EVERYBODY, *FORMER, *people))
    assert len(far) == 4
    assert max(numbers.values()) == 1


def test_every_identity_number_is_valid_in_form_and_of_a_district_that_does_not_exist() -> None:
    for person in (*EVERYBODY, *FORMER):
        checked = identities.check("111", person.number, today=None)
        assert checked.verdict == "valid", person
        assert checked.division == ground.DISTRICT
        assert (checked.birth_date, checked.sex) == (person.born.isoformat(), person.sex)


def test_every_telephone_is_of_a_series_that_no_operator_has() -> None:
    mobiles = {phone for person in EVERYBODY for _since, phone in person.phones.spans if phone}
    landlines = {home.landline for place in WORLD for home in place.homes if home.landline}
    assert all(identities.check("phone", phone).verdict == "valid" for phone in (*mobiles, *landlines))
    assert all(phone.startswith("160") for phone in mobiles)
    assert all(phone.startswith("0900") for phone in landlines)
    grown = Counter(person.phones.now for person in EVERYBODY if person.age >= 12 and person.phones.now)
    assert max(grown.values()) == 1


def test_credit_codes_of_firms_are_valid_in_form_and_no_two_firms_share_one() -> None:
    codes = [firm.uscc for place in WORLD for firm in place.firms]
    assert {identities.check("uscc", code, today=None).verdict for code in codes} == {"valid"}
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("person", [p for p in EVERYBODY if p.age < work.ADULT_FROM][::40], ids=lambda one: one.name)
def test_children_are_single_pupils_without_employer(person: Person) -> None:
    assert (person.marital.now, person.jobs.now.status, person.jobs.now.employer) == (SINGLE, work.STUDENT, "")


def test_a_household_has_one_head_who_is_grown_up() -> None:
    for place in WORLD:
        for home in place.homes:
            assert [member.relation for member in home.members].count("01") == 1
            assert home.head.relation == "01"
            assert home.head.age >= work.ADULT_FROM


def test_a_parent_is_older_than_the_own_children() -> None:
    for place in WORLD:
        for home in place.homes:
            for member in home.members:
                if member.relation in ("20", "22", "23", "30", "32", "33"):
                    assert home.head.age - member.age >= 16, home


def test_every_kind_of_family_lives_in_the_community() -> None:
    kinds = {tuple(role.relation_of("1") for role in roles) for _weight, roles in FAMILIES}
    found = {len(home.members) for place in WORLD for home in place.homes}
    assert {len(kind) for kind in kinds} == found


@pytest.mark.parametrize("changing", ["marital", "jobs", "phones", "homes"])
def test_people_marry_move_and_change_jobs_and_phones_within_five_years(changing: str) -> None:
    changed = [one for one in EVERYBODY if getattr(one, changing).at(FIVE_YEARS - 1) != getattr(one, changing).now]
    assert 0.03 < len(changed) / len(EVERYBODY) < 0.5


def test_spouses_marry_on_one_day_and_a_widow_had_a_husband() -> None:
    for place in WORLD:
        for home in place.homes:
            pair = [member for member in home.members if member.relation in ("01", "12")]
            if len(pair) == 2 and pair[0].marital.now == pair[1].marital.now:
                assert pair[0].marital == pair[1].marital
            if home.head.marital.now == WIDOWED and home.head.marital.at(FIVE_YEARS - 1) != WIDOWED:
                assert any(person.status == DEAD for person in home.former)
    assert {person.status for person in FORMER} == {AWAY, DEAD}


def test_a_door_has_the_code_of_its_building_and_is_written_as_people_write() -> None:
    grid = next(ground.grids(COMMUNITY))
    building = list(ground.buildings_of(grid))[2]
    door = next(d for d in ground.doors_of(building) if (d.unit, d.room) == (2, "501"))
    assert (len(door.code), door.code[:19], door.text) == (25, building.code, "望江路18号3栋2单元501")
    assert door.full == "示范省云州市临江区春晖街道望江路18号3栋2单元501"
