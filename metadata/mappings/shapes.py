"""A mapping as a value: columns of a system, the fields that they mean, and what its approval says (R21 to R24)."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from metadata.mappings.cells import text_of
from metadata.values import JSONObject

#: Columns that are no facts: who, when and note of a row.
STAMPS: Final = ("grid_worker", "collected_at", "remark")
#: Transforms that neither read nor write.
UNREAD: Final = frozenset({"evidence", "ignore"})
#: The type of a column whose cells are JSON values: of a system that speaks in our own words.
JSON: Final = "json"


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
    """A column as its department describes it. `length`: characters, or digits in all and behind the point: 10,2."""

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
        """How many characters, or digits, fit in; None: it does not say."""
        whole = self.length.partition(",")[0]
        return int(whole) if whole.isascii() and whole.isdecimal() else None


@dataclass(frozen=True, slots=True)
class CodePair:
    """A value of a system beside a code of ours. `flags`: in, out, lossy, trap. Without `target` it says nothing."""

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

    @property
    def is_stamp(self) -> bool:
        """It says who, when or a note, and no fact."""
        return self.field in STAMPS

    @property
    def is_evidence(self) -> bool:
        """Its cells are kept as received, neither read nor written."""
        return self.direction is Direction.EVIDENCE or not self.field or self.transform in UNREAD

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that its cells mean: the parts of a split cell, a number by its kind, else the one field."""
        if self.is_evidence or self.is_stamp:
            return ()
        named = [part.partition(":")[2] for part in self.args.split(";") if self.transform in ("split", "phone")]
        return tuple(dict.fromkeys(code for code in named if code)) or (self.field,)


@dataclass(frozen=True)
class SystemMapping:
    """The approved mapping of one system.

    `row_key`: the columns that are the system's own key of a row. `dates`: what says when a row was true, with
    `date_column` where a column does; that column may mean no field. `fixed`: field → value that the table implies.
    `filter`: None: it covers what it has sent; {}: every record of its entity in its areas (R23).
    `cycle_days`: how often the department asks for this table (R24). `why`: what the one who approved it thought.
    """

    system: str
    entity: str
    columns: tuple[Mapped, ...]
    version: int = 1
    row_key: tuple[str, ...] = ()
    dates: Dates = Dates.NOTHING
    date_column: str = ""
    fixed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    filter: JSONObject | None = None
    cycle_days: int = 30
    why: str = ""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that its columns mean: evidence and row stamps are none."""
        return frozenset(code for mapped in self.columns for code in mapped.fields)

    @cached_property
    def asks(self) -> tuple[Mapped, ...]:
        """The columns that are asked of people (R24): they mean a field, and are more than written."""
        return tuple(m for m in self.columns if m.fields and m.direction is not Direction.OUT)

    @cached_property
    def digest(self) -> str:
        """Names the content: equal mappings have equal digests. A key for caches of what was compiled."""
        from metadata.mappings.documents import digest_of

        return digest_of(self)

    def column(self, name: str) -> Mapped | None:
        """The column of this name."""
        return next((mapped for mapped in self.columns if mapped.column.name == name), None)

    def of(self, field: str) -> tuple[Mapped, ...]:
        """The columns whose cells mean a field; evidence that stands beside it is none of them."""
        return tuple(mapped for mapped in self.columns if field in mapped.fields)

    def key_of(self, cells: Mapping[str, Any]) -> str:
        """The system's own key of a row, as one text; empty where all its columns are.

        >>> SystemMapping("s", "person", (), row_key=("a", "b")).key_of({"a": " 7 ", "b": None})
        '7|'
        """
        parts = [text_of(cells.get(name)).strip() for name in self.row_key]
        return "|".join(parts) if any(parts) else ""
