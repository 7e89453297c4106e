"""What systems believe of people: their state on the day of the last look, with what clerks get wrong at times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from formbuilder.demo.world import names
from formbuilder.demo.world.ground import Door
from formbuilder.demo.world.neighbourhood import Neighbourhood
from formbuilder.demo.world.people import HERE, Home, Household, Person
from formbuilder.demo.world.work import Job
from metadata.values import Value

#: Shares of rows in which a clerk mistyped a name, or a digit of a phone.
NAME_MISTYPED, PHONE_MISTYPED = 0.008, 0.015


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody, and the household that they belong or belonged to."""

    person: Person
    home: Household

    @property
    def luck(self) -> int:
        return self.person.luck

    @property
    def door(self) -> Door:
        return self.home.door

    @property
    def former(self) -> bool:
        """They no longer live here."""
        return self.person.status != HERE

    def noticed(self, ago: int) -> bool:
        """Whether somebody who looked then could see what has become of them."""
        return self.former and ago < self.person.left

    def here(self, ago: int) -> bool:
        """Whether they lived behind their door then."""
        return self.person.homes.at(ago).door is not None and not self.noticed(ago)


@dataclass(frozen=True, slots=True)
class State:
    """A person as they were on a day."""

    marital: str
    job: Job
    phone: str
    home: Home


def residents(place: Neighbourhood) -> Iterator[Resident]:
    """Everybody who lives in a grid."""
    for home in place.homes:
        for person in home.members:
            yield Resident(person, home)


def residents_and_former(place: Neighbourhood) -> Iterator[Resident]:
    """Everybody who lives in a grid or once did."""
    for home in place.homes:
        for person in (*home.members, *home.former):
            yield Resident(person, home)


def state(person: Person, ago: int) -> State:
    """A person so many days ago."""
    return State(person.marital.at(ago), person.jobs.at(ago), person.phones.at(ago), person.homes.at(ago))


def medical_insurance(person: Person, then: State) -> str:
    """Of employees, and of every third of those who were; everybody else has the residents' insurance."""
    return "310" if then.job.employer or (person.elderly and person.luck % 3 == 0) else "390"


def seen_here(resident: Resident, ago: int) -> int | None:
    """The day of a look by a system that knows who lives behind a door; None: it never met them there.

    Who moved in later was met when they came; of who left later the old row still stands.
    """
    if resident.former:
        return max(ago, resident.person.left + 5)
    spans = resident.person.homes.spans
    return min(ago, max(1, spans[0][0] - 5)) if len(spans) > 1 else ago


def identity(person: Person, chance: Random) -> dict[str, Value]:
    """Name and number as a clerk typed them: of the number every digit is checked, of the name nothing is."""
    slipped = chance.random() < NAME_MISTYPED
    return {
        "person_name": names.mistyped(person.name, chance) if slipped else person.name,
        "id_type": "111",
        "id_number": person.number,
        "sex": person.sex,
        "birth_date": person.born.isoformat(),
    }


def phone(number: str, chance: Random) -> dict[str, Value]:
    """A mobile number as a clerk typed it; nothing where there is none."""
    slipped = chance.random() < PHONE_MISTYPED
    if slipped and number:
        number = number[:-2] + number[-1] + number[-2]
    return {"mobile_phone": number} if number else {}


def address(text: str) -> Value:
    """An address as a system gives it: its text."""
    return {"text": text}


def some(values: Mapping[str, Value]) -> dict[str, Value]:
    """Only what says something."""
    return {code: value for code, value in values.items() if value not in ("", None)}


def month(day: date) -> str:
    """Year and month, packed."""
    return f"{day:%Y%m}"
