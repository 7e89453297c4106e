"""What a row said, and what a row of a system's own table is: the shapes that go in and out of the transforms."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from metadata.immutable import dataclass
from metadata.problems import Problem
from metadata.stamps import Span
from metadata.values import Value


class Places(Protocol):
    """Names of areas and divisions, which only the instance knows."""

    def named(self, level: str, name: str, within: str) -> Sequence[str]:
        """The codes of what has this name: level county, community or grid; `within`: an area's code, or empty."""

    def full_name(self, code: str) -> str:
        """Of a county: from the province down; of a community or grid: its own name; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell, or a part of one, that could not be taken: told, and left out. `problem.at` names the field."""

    column: str
    value: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class RowRead:
    """What a row says. `parts`: entity → field → value; `said_by`: field → the columns that said it.

    `who`, `at`, `note`: the row's stamps. `at`: the span that the mapping's approval gives it: of its date column, or
    of the delivery's as-at day; None: nothing dates it.
    """

    parts: Mapping[str, Mapping[str, Value]]
    said_by: Mapping[str, tuple[str, ...]]
    who: str = ""
    at: Span | None = None
    note: str = ""
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that a column cannot express: its cell is empty, never cut, never guessed (R23)."""

    column: str
    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class RowWritten:
    """A row of the system's own table: a cell for each of its columns, and what they cannot say."""

    cells: Mapping[str, str]
    lost: tuple[Lost, ...] = ()
