"""A system's table: who stands in it, when the system last looked, and what it says of whom it saw."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Generic, TypeVar

from formbuilder.demo.world.neighbourhood import Neighbourhood
from metadata.values import Value

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Look:
    """When a system last looked at something: so many days ago, on this day. `chance`: what else falls to it."""

    ago: int
    day: date
    chance: Random


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says: values by field, which its mapping writes, and the cells that mean none or only come in."""

    values: Mapping[str, Value]
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table(Generic[Subject]):
    """One of the sixteen.

    `subjects`: what it is about, in a grid · `looked`: how many days ago it last looked at one, None: it does not know
    it · `says`: what it believed then · `as_at`: how many days ago its delivery was cut.
    """

    system: str
    subjects: Callable[[Neighbourhood], Iterable[Subject]]
    looked: Callable[[Subject, Random], int | None]
    says: Callable[[Subject, Look], Said]
    as_at: int = 1
    #: Its dates have no year: none may lie in another year than the delivery.
    this_year: bool = False


def lately(chance: Random, soonest: int, latest: int) -> int:
    """Days ago, rather sooner than later."""
    return soonest + int((latest - soonest) * chance.random() ** 2)
