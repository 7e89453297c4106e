"""The people whom the demo shows something with: which systems know them, since when, and what those say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from formbuilder.demo.tables.residents import Resident, address
from formbuilder.demo.tables.table import Said
from formbuilder.demo.world import names
from formbuilder.demo.world.neighbourhood import Neighbourhood
from formbuilder.demo.world.people import Person
from formbuilder.demo.world.settling import CAST_DOORS, STRANGER_DOOR
from metadata.values import ABSENT, Absent, Value

#: The grid of the accounts `worker` and `worker3`, in which they all live.
GRID = "99010100100101"
#: Numbers that nobody in the world has.
OTHER_PHONES = tuple(names.mobile_number(0, 1450 + nth) for nth in range(4))
#: An employer that nobody else has.
OTHER_EMPLOYER = "云州新桥机械有限公司"
Change = Mapping[str, Value | Absent]


@dataclass(frozen=True, slots=True)
class Part:
    """A part: how many days ago each system looked, and what it says otherwise; ABSENT: nothing.

    Nobody mistypes a name or a number of theirs, and systems that are not named do not know them.
    """

    ages: Mapping[str, int]
    person: Person
    changes: Mapping[str, Change] = field(default_factory=dict)

    def says(self, system: str, said: Said) -> Said:
        """The row of a system as the part wants it."""
        exact: dict[str, Any] = {"person_name": self.person.name, "mobile_phone": self.person.phones.now}
        values = {**said.values, **exact, **self.changes.get(system, {})}
        return Said({code: value for code, value in values.items() if value is not ABSENT}, said.cells)


def well_known(person: Person) -> Part:
    """Everything is fresh but marital status (checked once a year) and employer (twice a year)."""
    unsaid: Change = {"marital_status": ABSENT, "employer_name": ABSENT, "work_address": ABSENT}
    ages = {"p1": 30, "p6": 400, "d1": 12, "p5": 60}
    return Part(ages, person, dict.fromkeys(("p1", "d1", "p5"), unsaid))


def disputed(person: Person) -> Part:
    """The insurance knows another phone number, and does not say since when."""
    ages = {"p1": 200, "p6": 90, "d1": 20, "c9": 10}
    return Part(ages, person, {"c9": {"mobile_phone": OTHER_PHONES[0]}})


def three_voices(person: Person) -> Part:
    """Three systems describe the same person with three phones and two employers; one visit settles them."""
    silent: Change = {"mobile_phone": ABSENT, "employer_name": ABSENT}
    other: Change = {"mobile_phone": OTHER_PHONES[2], "employer_name": OTHER_EMPLOYER}
    ages = {"p6": 50, "d1": 12, "c9": 10, "c6": 40}
    return Part(ages, person, {"d1": silent, "c9": other, "c6": {"mobile_phone": OTHER_PHONES[3]}})


def spoken_for(person: Person) -> Part:
    """The civil affairs department has spoken of the marital status: only it may change it."""
    return Part({"p1": 200, "d1": 25, "p4": 20}, person, {"p4": {"marital_status": "20"}})


def up_to_date(person: Person) -> Part:
    """Nothing that a dated system says is older than its limit."""
    return Part({"p1": 30, "d1": 10, "p5": 30, "p6": 15}, person)


def long_unseen(person: Person) -> Part:
    """Nobody has asked for the telephone number since half a year."""
    return Part({"p1": 200, "p5": 30, "p6": 220}, person)


#: Who plays what, by the number of their door within the grid: the head of the household that lives there.
PARTS = {
    "known": (0, well_known),
    "conflict": (1, disputed),
    "three_phones": (2, three_voices),
    "visited": (3, up_to_date),
    "two_voices": (4, long_unseen),
    "away": (5, up_to_date),
    "proposal": (7, spoken_for),
}
_BY_DOOR = dict(PARTS.values())


def part_of(subject: object) -> Part | None:
    """The part that a subject of a table plays; None: what systems know of it falls to them by chance."""
    if not isinstance(subject, Resident) or subject.home.serial >= CAST_DOORS or subject.door.grid.code != GRID:
        return None
    part = _BY_DOOR.get(subject.home.serial)
    return part(subject.person) if part and subject.person == subject.home.head else None


def players(place: Neighbourhood) -> dict[str, Person]:
    """Who plays each part, in the grid where they live."""
    heads = {home.serial: home.head for home in place.homes}
    return {name: heads[door] for name, (door, _part) in PARTS.items()}


def stranger(place: Neighbourhood) -> Mapping[str, Value]:
    """Somebody in a rented flat of whom the community knows the door and a phone number, and nothing else."""
    return {"current_address": address(place.flats[STRANGER_DOOR].door.full), "mobile_phone": OTHER_PHONES[1]}
