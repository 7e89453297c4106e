"""What departments' systems know of the street: rows in our own fields, each as old as its system is behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from formbuilder.demo.firms import Firm
from formbuilder.demo.people import Household, Person
from formbuilder.demo.street import FLOORS, Building, Door
from metadata.values import Value

#: Since when the community's own list, kept by hand, says who lives where.
LISTED_DAYS = (5, 150)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one system: what it says, and how many days ago it was so (None: it does not say when)."""

    system: str
    entity: str
    key: str  # the system's own key of the row
    cells: Mapping[str, Value]
    age: int | None


@dataclass(frozen=True, slots=True)
class Special:
    """What the demo shows with one person: how old each system's row is, and what it says otherwise."""

    ages: Mapping[str, int | None] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    extra: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)  # rows that others do not have


def address(text: str) -> Value:
    """An address as a system gives it: its text."""
    return {"text": text}


def building_row(building: Building, serial: int) -> Row:
    """The housing authority's list of buildings."""
    return Row(
        system="c11",
        entity="building",
        key=building.code,
        cells={
            "building_code": building.code,
            "building_name": f"{building.estate}{building.number}",
            "floors_above": FLOORS,
            "built_year": 1996 + serial % 20,
            "building_structure": "3" if serial % 3 else "4",
            "total_units": 20,
            "elevator_count": 1 if serial % 3 == 0 else 0,
            "property_company": "春晖物业服务有限公司",
        },
        age=200,
    )


def dwelling_row(door: Door, building: str, household: Household | None) -> Row:
    """The register of real estate, with the use that the community has seen. `building`: the id of its record."""
    return Row(
        system="c5",
        entity="dwelling",
        key=door.code,
        cells={
            "address_code": door.code,
            "standard_address": address(door.full),
            "building": building,
            "building_no": door.building.number,
            "unit_no": f"{door.unit}单元",
            "room_no": door.room,
            "floor_no": int(door.room[0]),
            "dwelling_use": "11",
            "floor_area": "89.50" if door.room.endswith("1") else "72.00",
            "occupancy_status": "3" if household is None else "2" if household.rents else "1",
        },
        age=120,
    )


def household_row(household: Household, dwelling: str) -> Row:
    """The police's register of households. `dwelling`: the id of its record."""
    return Row(
        system="p2",
        entity="household",
        key=register_number(household),
        cells={
            "household_register_no": register_number(household),
            "head_name": household.head.name,
            "head_id_number": household.head.number,
            "household_size": len(household.members),
            "household_type": "10",
            "household_dwelling": dwelling,
        },
        age=180,
    )


def register_number(household: Household) -> str:
    """The number of its register."""
    return f"{household.door.building.grid}{household.serial:05d}"


def firm_row(firm: Firm) -> Row:
    """The market authority's register."""
    return Row(
        system="c2",
        entity="enterprise",
        key=firm.uscc,
        cells={
            "ent_name": firm.name,
            "uscc": firm.uscc,
            "ent_type": firm.type,
            "industry": firm.industry,
            "business_address": address(firm.address),
            "registered_address": address(firm.address),
            "legal_rep_name": firm.head,
            "ent_status": "1",
            "business_scope": firm.scope,
            "ent_contact_name": firm.contact,
            "ent_contact_phone": firm.phone,
            "employee_count": firm.employees,
        },
        age=60 + 30 * firm.serial,
    )


def person_rows(
    person: Person, home: Household, household: str, dwelling: str, special: Special, chance: Random
) -> Iterator[Row]:
    """What each system knows of one person, the police first. `household`, `dwelling`: ids of their records."""
    identity: dict[str, Value] = {"person_name": person.name, "id_type": "111", "id_number": person.number}
    certain = bool(special.ages)
    for system, cells, age in known_to_systems(person, home, household, dwelling, chance, certain=certain):
        if system in special.ages or not special.ages:
            yield Row(
                system=system,
                entity="person",
                key=f"{system}-{person.number}",
                cells={**identity, **cells, **special.says.get(system, {})},
                age=special.ages.get(system, age),
            )
    for system, more in special.extra.items():
        yield Row(system, "person", f"{system}-{person.number}", {**identity, **more}, special.ages.get(system))


def known_to_systems(
    person: Person, home: Household, household: str, dwelling: str, chance: Random, *, certain: bool
) -> Iterator[tuple[str, dict[str, Value], int]]:
    """System, cells, days since. Not every system knows everybody, unless that is `certain`.

    Draws the same number of times from chance for everybody, so that one special case changes nobody else.
    """
    police, listed, work, grid, care, reach = (
        chance.randint(30, 650),
        chance.randint(*LISTED_DAYS),
        chance.randint(30, 400),
        chance.randint(60, 700),
        chance.randint(20, 170),
        chance.random(),
    )
    if certain:
        reach = 0.0
    registered = home.door.full if person.local else f"邻江市{100 + person.serial}号"
    yield (
        "p1",
        {
            "ethnic_group": person.ethnic,
            "hukou_address": address(registered),
            "current_address": address(home.door.text),
            "education_level": person.education,
        },
        police,
    )
    listing: dict[str, Value] = {
        "mobile_phone": person.mobile,
        "current_address": address(home.door.text),
        "relation_to_head": person.relation,
        "population_type": "1" if person.local else "2",
        "person_status": "1",
        "household": household,
        "dwelling": dwelling,
    }
    if person.contact:
        listing["emergency_contact_name"] = person.contact
        listing["emergency_contact_phone"] = f"13800001{person.contact_serial:03d}"
    yield "d1", listing, listed
    if 22 <= person.age < 60 and (person.employer and reach < 0.85):
        yield (
            "p5",
            {
                "employment_status": person.employment,
                "employer_name": person.employer,
                "work_industry": person.industry,
            },
            work,
        )
    if person.age >= 22 and reach < 0.92:
        yield "p6", {"marital_status": person.marital, "education_level": person.education}, grid
    if person.elderly and reach < 0.8:
        yield (
            "p4",
            {
                "living_alone": "1" if person.alone else "0",
                "care_level": "0" if person.age < 78 else "1",
                "elderly_allowance": "1" if person.age >= 80 else "0",
                "marital_status": person.marital,
            },
            care,
        )
