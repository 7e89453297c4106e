"""A mapping: what the columns of a system's table mean in our fields, and how their cells are read and written (R22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from metadata.catalogue import Catalogue
from metadata.values import JSONObject


class Direction(StrEnum):
    """Which way a column's cells go. EVIDENCE: kept word for word and given back as received."""

    BOTH = "both"
    IN = "in"
    OUT = "out"
    EVIDENCE = "evidence"


class Dates(StrEnum):
    """What says when a row was true (R22): a column of it, the delivery's as-at date, or nothing."""

    COLUMN = "column"
    DELIVERY = "delivery"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its department describes it."""

    name: str
    label: str = ""
    type: str = ""
    length: str = ""
    required: bool = False
    code_values: str = ""
    sample: str = ""
    note: str = ""

    @property
    def width(self) -> int | None:
        """How many characters fit in; None: it does not say."""
        return int(self.length) if self.length.isdecimal() else None


@dataclass(frozen=True, slots=True)
class CodePair:
    """One value of a system beside the code of ours. `flags`: in, out, lossy, trap. `target` empty: says nothing."""

    source: str
    target: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column and the field that it means; `field` empty: none. It may be a row stamp (who, when, note)."""

    column: Column
    field: str = ""
    transform: str = "ignore"
    args: str = ""
    direction: Direction = Direction.EVIDENCE
    codes: tuple[CodePair, ...] = ()


@dataclass(frozen=True)
class SystemMapping:
    """An approved mapping of one system.

    `row_key`: the columns that are the system's own key of a row. `fixed`: field → value that the table implies.
    `filter`: None: it covers only what it has sent; {}: every record of its entity in its areas (R23).
    `cycle_days`: how often the department asks for this table (R24).
    """

    system: str
    entity: str
    columns: tuple[Mapped, ...]
    version: int = 1
    row_key: tuple[str, ...] = ()
    dates: Dates = Dates.NOTHING
    date_column: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    filter: JSONObject | None = None
    cycle_days: int = 30

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that its columns mean, evidence excluded."""
        raise NotImplementedError

    @cached_property
    def asks(self) -> tuple[Mapped, ...]:
        """The columns that are asked of people (R24)."""
        raise NotImplementedError

    @cached_property
    def digest(self) -> str:
        """Names the content: equal mappings have equal digests."""
        raise NotImplementedError

    def key_of(self, cells: Mapping[str, Any]) -> str:
        """The system's own key of a row, as one text; empty where the row has none."""
        raise NotImplementedError


def from_document(document: JSONObject) -> SystemMapping:
    """A mapping from its JSON document."""
    raise NotImplementedError


def to_document(mapping: SystemMapping) -> JSONObject:
    """The JSON document of a mapping; `from_document` reads it back to an equal one."""
    raise NotImplementedError


@cache
def shipped() -> Mapping[str, SystemMapping]:
    """The mappings of the sixteen systems of the standard, by system, read once."""
    raise NotImplementedError


def own_words(system: str, entity: str, fields: Iterable[str], catalogue: Catalogue) -> SystemMapping:
    """The mapping of a system that speaks in our field codes: each field its own column, cells may be JSON values."""
    raise NotImplementedError
