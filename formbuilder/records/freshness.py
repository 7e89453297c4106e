"""How well a fact is known today, by its field's own freshness: the five phases of the moon (look/README.md, 2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from metadata.fields import Field
from metadata.records import Fact
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value

DAY_MS: Final = 86_400_000
#: From how many days before its end a fact is called 'due soon'.
SOON_DAYS: Final = 30


class Phase(StrEnum):
    """The shape of the mark; words always stand beside it."""

    FRESH = "fresh"
    SOON = "soon"
    DUE = "due"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Freshness:
    """A phase, and the days left (negative: overdue; None: it never grows stale, or nobody knows since when)."""

    phase: Phase
    days: int | None = None
    why: str = ""  # derived, limitless, undated, nonconforming, ends; empty: the days say it


def freshness(field: Field, fact: Fact | None, value: Value | Absent, *, now: Instant, today: date) -> Freshness:
    """How a fact stands today, without any task (a task may ask for more, R5).

    :param value: what is known, derived values included
    """
    if fact is not None and fact.open:
        return Freshness(Phase.CONFLICT, fact.open)
    if value is ABSENT:
        return Freshness(Phase.UNKNOWN)
    if fact is None or not fact.held:
        return Freshness(Phase.FRESH, why="derived")
    if not fact.conforms:
        return Freshness(Phase.DUE, why="nonconforming")
    if field.clock == "value" and isinstance(value, str):
        return _until(value, today)
    if field.freshness_days is None:
        return Freshness(Phase.FRESH, why="limitless")
    if fact.verified.begin is None:
        return Freshness(Phase.DUE, why="undated")
    left = field.freshness_days - (now - fact.verified.begin) // DAY_MS
    return Freshness(_phase(left, field.freshness_days), left)


def _until(value: str, today: date) -> Freshness:
    """A date that is its own clock; a month or a year ends with its last day."""
    if value.startswith("9999"):
        return Freshness(Phase.FRESH, why="limitless")
    last = {4: "-12-31", 7: "-28"}.get(len(value), "")
    try:
        left = (date.fromisoformat(value + last) - today).days
    except ValueError:
        return Freshness(Phase.FRESH, why="limitless")
    return Freshness(_phase(left, SOON_DAYS * 10), left)


def _phase(left: int, limit: int) -> Phase:
    if left < 0:
        return Phase.DUE
    return Phase.SOON if left <= min(SOON_DAYS, limit // 3) else Phase.FRESH
