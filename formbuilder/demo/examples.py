"""The people whom the demo shows something with: one well known, one unknown, one disputed, one with a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from formbuilder.demo import people, visiting
from formbuilder.demo.people import Household, Person
from formbuilder.demo.rows import Row, Special, address
from formbuilder.demo.street import Building
from formbuilder.permissions import Actor
from metadata.stamps import Instant
from metadata.values import Value

#: The grid of the accounts `worker` and `worker3`.
GRID = "99010100100101"
#: Numbers that nobody in the demo has.
OTHER_PHONES = ("13800001901", "13800001902", "13800001903")


@dataclass
class Cast:
    """Who plays which part, and the ids of their records once they have some."""

    parts: Mapping[str, Person]
    ids: dict[str, str] = field(default_factory=dict)
    stranger: str = ""

    def special(self, person: Person) -> Special:
        """What systems know of somebody with a part; of all others what falls to them by chance."""
        part = next((name for name, one in self.parts.items() if one == person), "")
        return SPECIALS[part](person) if part else Special()

    def remember(self, ids: Mapping[str, str]) -> None:
        """The record of each part, found by its identity number."""
        self.ids = {name: ids[person.number] for name, person in self.parts.items()}


def well_known(person: Person) -> Special:
    """Everything is fresh but marital status (checked once a year) and employer (twice a year)."""
    return Special(
        ages={"p1": 300, "d1": 12, "p5": 250, "p6": 420, "c6": 40},
        extra={"c6": {"employment_status": person.employment}},
    )


def disputed(person: Person) -> Special:
    """Two systems know another phone number each, and one of them does not say since when."""
    return Special(
        ages={"p1": 200, "d1": 20, "p5": 30, "p6": 90, "c9": None},
        extra={"c9": {"mobile_phone": OTHER_PHONES[0]}},
    )


def spoken_for(person: Person) -> Special:
    """The civil affairs department has spoken of the marital status, long ago: only it may change it."""
    return Special(ages={"p1": 200, "d1": 25, "p4": 400}, says={"p4": {"marital_status": person.marital}})


def up_to_date(_person: Person) -> Special:
    """Nothing that a department asks is older than its limit."""
    return Special(ages={"p1": 30, "d1": 10, "p5": 20, "p6": 15})


SPECIALS = {
    "known": well_known,
    "conflict": disputed,
    "proposal": spoken_for,
    "visited": up_to_date,
    "two_voices": up_to_date,
    "away": up_to_date,
}


def choose(homes: Sequence[Household]) -> Cast:
    """The first in the worker's own grid who fits each part, nobody twice."""
    here = [member for home in homes if home.door.building.grid == GRID for member in home.members]
    working = [p for p in here if 30 <= p.age <= 55 and p.employer and p.marital == people.MARRIED]
    elderly = [p for p in here if p.elderly and p.marital == people.MARRIED]
    names = ("known", "conflict", "visited", "two_voices", "away")
    return Cast({**dict(zip(names, working, strict=False)), "proposal": elderly[0]})


def stranger(buildings: Sequence[Building]) -> Row:
    """Somebody in a rented room of whom the community knows the door and a phone number, and nothing else."""
    building = next(one for one in buildings if one.grid == GRID)
    return Row(
        system="d1",
        entity="person",
        key="d1-stranger",
        cells={
            "current_address": address(f"{building.text}2单元302"),
            "mobile_phone": OTHER_PHONES[1],
            "population_type": "2",
            "person_status": "1",
        },
        age=8,
    )


def act_out(cast: Cast, actors: Mapping[str, Actor], *, now: Instant) -> dict[str, str]:
    """A few visits, so that review has something to settle; the records that are worth looking at, by name."""
    worker, other = actors["worker"], actors["worker3"]
    changed: dict[str, Value] = {"marital_status": people.WIDOWED}
    visiting.visit(worker, cast.ids["proposal"], changed, now=now)
    visiting.visit(worker, cast.ids["visited"], {}, now=now)
    # Two workers open the same page; the second has not seen what the first has changed.
    first = visiting.open_page(worker, cast.ids["two_voices"], now=now, correcting=("mobile_phone",))
    second = visiting.open_page(other, cast.ids["two_voices"], now=now, correcting=("mobile_phone",))
    visiting.answer(worker, first, {"mobile_phone": OTHER_PHONES[2]}, now=now + 60_000)
    visiting.answer(other, second, {"mobile_phone": OTHER_PHONES[0]}, now=now + 120_000)
    visiting.nobody_home(worker, cast.ids["away"], now=now)
    return {
        "known": cast.ids["known"],
        "unknown": cast.stranger,
        "conflict": cast.ids["conflict"],
        "proposal": cast.ids["proposal"],
    }
