"""The people of the demo: families that could live on any street, the same every time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from formbuilder.demo import names
from formbuilder.demo.street import Door

#: The year that ages are counted from: numbers and names do not depend on the day that the demo is built.
YEAR = 2026
MAN, WOMAN = "1", "2"
SINGLE, MARRIED, REMARRIED, WIDOWED, DIVORCED = "10", "21", "22", "30", "40"
EMPLOYED_FROM, RETIRED_FROM, ADULT_FROM = 22, 60, 18


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as true as the demo knows; what each system knows of them is less (see `rows`)."""

    serial: int
    name: str
    sex: str
    born: date
    relation: str  # to the head of the household, GB/T 4761
    marital: str
    education: str
    employment: str
    employer: str  # empty: none
    industry: str  # empty: none
    ethnic: str
    local: bool  # registered where they live
    alone: bool
    contact: str  # the one to call, of the same household; empty: none
    contact_serial: int

    @property
    def number(self) -> str:
        return names.citizen_number(self.born, self.sex, self.serial)

    @property
    def mobile(self) -> str:
        """A child uses the phone of its contact."""
        return names.mobile_number(self.serial if self.age >= 12 else self.contact_serial)

    @property
    def age(self) -> int:
        return YEAR - self.born.year

    @property
    def elderly(self) -> bool:
        return self.age >= RETIRED_FROM


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives behind one door, the head first."""

    serial: int
    door: Door
    members: tuple[Person, ...]
    rents: bool

    @property
    def head(self) -> Person:
        return self.members[0]


@dataclass(frozen=True, slots=True)
class Role:
    """A part in a family, before somebody is invented for it: sex ('' = either), age from and to, relation, marital."""

    sex: str
    youngest: int
    oldest: int
    relation: str
    marital: str
    surname_of_head: bool = False


#: Families, and how often each is met. Ages of the old stand to those of the young as life would have it.
FAMILIES: tuple[tuple[int, tuple[Role, ...]], ...] = (
    (5, (Role(MAN, 33, 48, "01", MARRIED), Role(WOMAN, 31, 46, "12", MARRIED), Role("", 3, 12, "2030", SINGLE, True))),
    (
        3,
        (
            Role(MAN, 36, 48, "01", MARRIED),
            Role(WOMAN, 34, 46, "12", MARRIED),
            Role("", 8, 14, "2232", SINGLE, True),
            Role("", 1, 6, "2333", SINGLE, True),
        ),
    ),
    (4, (Role(MAN, 64, 82, "01", MARRIED), Role(WOMAN, 62, 80, "12", MARRIED))),
    (3, (Role(WOMAN, 66, 88, "01", WIDOWED),)),
    (
        3,
        (
            Role(MAN, 38, 46, "01", MARRIED),
            Role(WOMAN, 36, 44, "12", REMARRIED),
            Role("", 6, 13, "2030", SINGLE, True),
            Role(WOMAN, 65, 74, "52", WIDOWED),
        ),
    ),
    (3, (Role("", 23, 35, "01", SINGLE),)),
    (2, (Role(MAN, 26, 34, "01", MARRIED), Role(WOMAN, 25, 33, "12", MARRIED))),
    (2, (Role(WOMAN, 34, 46, "01", DIVORCED), Role("", 7, 15, "2030", SINGLE))),
    (1, (Role(MAN, 52, 60, "01", MARRIED), Role(WOMAN, 50, 58, "12", MARRIED), Role("", 23, 28, "2030", SINGLE, True))),
)


def invent(doors: Iterator[Door], count: int, chance: Random) -> Iterator[Household]:
    """Households behind the given doors until `count` people are invented: exactly so many."""
    weights = [weight for weight, _roles in FAMILIES]
    serial = 0
    for number, door in enumerate(doors, start=1):
        if serial == count:
            return
        roles = chance.choices(FAMILIES, weights)[0][1][: count - serial]
        household = a_household(number, door, roles, serial, chance)
        serial += len(household.members)
        yield household


def a_household(number: int, door: Door, roles: tuple[Role, ...], serial: int, chance: Random) -> Household:
    """One household: its parts given to people."""
    local = chance.random() < 0.78
    rents = not local or chance.random() < 0.1
    surname = chance.choice(names.SURNAMES)
    ethnic = chance.choices(("01", "03", "11", "06", "15"), (93, 2, 2, 1.5, 1.5))[0]
    members: list[Person] = []
    for place, role in enumerate(roles):
        others = [m for m in members if m.age >= ADULT_FROM]
        contact = others[-1] if others else None
        person = a_person(role, serial + place, surname, ethnic, local, len(roles) == 1, contact, chance)
        members.append(person)
    grown = [member for member in members[1:] if member.age >= ADULT_FROM]
    if grown:
        members[0] = replace(members[0], contact=grown[0].name, contact_serial=grown[0].serial)
    return Household(number, door, tuple(members), rents)


def a_person(
    role: Role,
    serial: int,
    surname: str,
    ethnic: str,
    local: bool,
    alone: bool,
    contact: Person | None,
    chance: Random,
) -> Person:
    """Somebody for a part in a family."""
    sex = role.sex or chance.choice((MAN, WOMAN))
    age = chance.randint(role.youngest, role.oldest)
    born = date(YEAR - age, 1, 1) + timedelta(days=chance.randrange(300))
    of_head = role.relation == "01" or role.surname_of_head
    relation = role.relation if len(role.relation) == 2 else role.relation[:2] if sex == MAN else role.relation[2:]
    employment, industry, employer = work_of(age, chance)
    return Person(
        serial=serial,
        name=names.a_name(chance, sex, surname if of_head else ""),
        sex=sex,
        born=born,
        relation=relation,
        marital=role.marital,
        education=education_of(age, employment, chance),
        employment=employment,
        employer=employer,
        industry=industry,
        ethnic=ethnic,
        local=local,
        alone=alone,
        contact=contact.name if contact else "",
        contact_serial=contact.serial if contact else serial,
    )


def work_of(age: int, chance: Random) -> tuple[str, str, str]:
    """Employment status, industry and employer of an age."""
    if age < EMPLOYED_FROM:
        return "31", "", ""
    if age >= RETIRED_FROM:
        return "80", "", ""
    if chance.random() < 0.12:
        return "70", "", ""
    industry, status, employers = chance.choice(names.EMPLOYERS)
    status = names.PROFESSIONAL if industry == "P" else status
    return status, industry, chance.choice(employers)


def education_of(age: int, employment: str, chance: Random) -> str:
    """What somebody of an age and a job has likely learnt; a code without children that are finer."""
    if age < 13:
        return "80"
    if age < 16:
        return "70"
    if age < EMPLOYED_FROM:
        return "60"
    if employment in ("11", "13"):
        return chance.choice(("20", "20", "30", "10"))
    if age >= RETIRED_FROM:
        return chance.choice(("80", "70", "70", "60", "40"))
    return chance.choice(("70", "60", "40", "30", "20"))
