"""A system's cells and our values, both ways: a closed set of pure transforms (R22, R23)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from metadata.catalogue import Catalogue
from metadata.immutable import dataclass
from metadata.mappings import SystemMapping
from metadata.problems import Problem
from metadata.stamps import Span
from metadata.values import Value


class Places(Protocol):
    """Names of areas and divisions, which only the instance knows."""

    def named(self, level: str, name: str, within: str) -> Sequence[str]:
        """The codes of what has this name: level county, community or grid."""

    def full_name(self, code: str) -> str:
        """Of a county: from the province down; of a community or grid: its own name; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that could not be read: told, and left out."""

    column: str
    value: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class RowRead:
    """What a row says. `parts`: entity → field → value; `said_by`: field → the columns that said it.

    `who`, `at`, `note`: the row's stamps; `at`: its own date, None where it has none.
    """

    parts: Mapping[str, Mapping[str, Value]]
    said_by: Mapping[str, tuple[str, ...]]
    who: str
    at: Span | None
    note: str
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that a column cannot express: its cell is empty, never cut, never guessed (R23)."""

    column: str
    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class RowWritten:
    """A row of the system's own table."""

    cells: Mapping[str, str]
    lost: tuple[Lost, ...]


def read_row(
    mapping: SystemMapping,
    cells: Mapping[str, Any],
    catalogue: Catalogue,
    places: Places,
    *,
    as_at: date,
    zone: ZoneInfo,
    area: str = "",
) -> RowRead:
    """What a row says: values in normal form and conforming. A faulty cell is told and left out, the rest stays (R22).

    :param area: code of the area in which the row's place names are looked up
    """
    raise NotImplementedError


def write_row(
    mapping: SystemMapping,
    values: Mapping[str, Value],
    catalogue: Catalogue,
    places: Places,
    *,
    received: Mapping[str, Any] | None = None,
) -> RowWritten:
    """The row of the system's own table for these values (R23).

    :param received: the cells as they last came: one that still reads as the value goes back as it came
    """
    raise NotImplementedError


def agrees(
    mapping: SystemMapping,
    field: str,
    held: Mapping[str, Value],
    cells: Mapping[str, Any],
    catalogue: Catalogue,
    places: Places,
) -> bool:
    """Whether the fact, written through the mapping, gives these cells, or they read as it (R22)."""
    raise NotImplementedError
