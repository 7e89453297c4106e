"""A row on its way in, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from metadata.problems import Problem
from metadata.stamps import Span
from metadata.transforms import CellFault
from metadata.values import Absent, Value


class State(StrEnum):
    """What became of a row.

    WAITING: it resembles a known record, and a person says whether it is that one (R22a). REFUSED: it says whose it is
    in no way. OUTDATED: the system has sent a newer row of this key before. REPEATED: its key stood in this delivery
    before.
    """

    MERGED = "merged"
    WAITING = "waiting"
    REFUSED = "refused"
    OUTDATED = "outdated"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read, in our own words.

    `parts`: entity → field → value in normal form; `said_by`: field → its columns. `observed`: its span (R16, stamps);
    `key`: the system's own key of it, or ''. `meant`: the record that a person said it is of; '': somebody new; None:
    nobody was asked.
    """

    number: int
    cells: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, Value]]
    said_by: Mapping[str, tuple[str, ...]]
    observed: Span
    key: str
    faults: tuple[CellFault, ...] = ()
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of a program that speaks in our own words: field → value, as its cells.

    `observed`: when it was so; None: known to be older than its receipt only. `key`: the system's own key of the row.
    `entity`: of its record; '': the system's.
    """

    cells: Mapping[str, Value | Absent]
    observed: Span | None = None
    key: str = ""
    entity: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of one row; `record_id`: its own record's, or ''."""

    number: int
    state: State
    record_id: str = ""
    new: bool = False
    apart: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    faults: tuple[CellFault, ...] = ()
    problem: Problem | None = None
    #: Records that it may be of, where it waits.
    alike: tuple[str, ...] = ()
    changed: bool = False

    @property
    def written(self) -> int:
        return self.counts.get("written", 0)

    @property
    def verified(self) -> int:
        return self.counts.get("verified", 0)

    @property
    def open(self) -> int:
        return self.counts.get("open", 0)

    @property
    def faulty(self) -> dict[str, Problem]:
        """Column → what is wrong with its cell."""
        return {fault.column: fault.problem for fault in self.faults}

    def count(self, word: str, by: int) -> None:
        """So many more of its claims had this effect."""
        if by:
            self.counts[word] = self.counts.get(word, 0) + by


def counted(before: Mapping[str, int], outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Word → how many, with those of more rows: claims by effect, rows by state, new records, faulty cells, and `told`:
    rows of which something must be said.
    """
    counts = dict(before)

    def add(word: str, by: int) -> None:
        if by:
            counts[word] = counts.get(word, 0) + by

    for outcome in outcomes:
        for word, by in outcome.counts.items():
            add(word, by)
        add(outcome.state.value, 1)
        add("new", int(outcome.new and outcome.state is State.MERGED))
        add("apart", int(outcome.apart))
        add("faulty", len(outcome.faults))
        add("told", int(bool(outcome.faults) or outcome.state is not State.MERGED))
    return counts
