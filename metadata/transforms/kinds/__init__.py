"""The closed set of transforms: one module each, found by its name. What a cell is to a value, and back."""

import pkgutil
from collections.abc import Mapping
from datetime import date, tzinfo
from functools import cache
from importlib import import_module
from typing import Any, Final

from metadata import schemas, writing
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.fieldtypes import Context, FieldType, identity, type_of
from metadata.identities import Verdict, documents
from metadata.mappings.shapes import UNREAD, Mapped
from metadata.problems import Problem
from metadata.transforms.problems import NoPartner
from metadata.transforms.shapes import Places
from metadata.values import ABSENT, Absent, Value

#: Texts of a column that are remembered, before it begins anew.
REMEMBERED: Final = 2048


class Reading:
    """One row while it is read. `values`: what it has said so far, field → value; `cells`: the text of its columns."""

    __slots__ = ("area", "as_at", "cells", "context", "faults", "places", "raw", "values", "zone")

    def __init__(
        self,
        cells: Mapping[str, str],
        raw: Mapping[str, Any],
        catalogue: Catalogue,
        places: Places,
        *,
        as_at: date | None,
        zone: tzinfo,
        area: str,
    ) -> None:
        self.cells, self.raw, self.places = cells, raw, places
        self.as_at, self.zone, self.area = as_at, zone, area
        self.values: dict[str, Value] = {}
        self.faults: list[tuple[str, str, Problem]] = []  # column, text, why
        self.context = Context(catalogue, self.values, as_at, zone)


class Writing:
    """One row while it is written. `cells`: what stands in its columns so far; `lost`: what they cannot say."""

    __slots__ = ("cells", "lost", "places", "values", "zone")

    def __init__(self, values: Mapping[str, Value], places: Places, zone: tzinfo) -> None:
        self.values, self.places, self.zone = values, places, zone
        self.cells: dict[str, str] = {}
        self.lost: list[tuple[str, str, Problem]] = []  # column, field, why


class Judge:
    """One field, ready to read and to judge values of it."""

    __slots__ = ("_conforms", "_more", "catalogue", "field", "kind")

    def __init__(self, field: Field, catalogue: Catalogue) -> None:
        self.field, self.catalogue, self.kind = field, catalogue, type_of(field)
        self._conforms = schemas.compiled(schemas.field_schema(field, catalogue)).is_valid
        own = type(self.kind).faults is not FieldType.faults
        self._more = _number_faults if field.type == "identity" else self.kind.faults if own else None

    def parse(self, text: str, row: Reading) -> Value:
        """What a cell says, in normal form and conforming.

        :raises Problem: it says nothing that the field can hold
        """
        return self.conforming(self.kind.parse(text, self.field, row.context), row)

    def holds(self, value: Value) -> bool:
        """The value passes the field's schema."""
        try:
            return self._conforms(value)
        except (ValueError, OverflowError, RecursionError):
            return False

    def conforming(self, value: Value, row: Reading) -> Value:
        """The value, if it conforms.

        :raises Problem: it does not
        """
        try:
            if self._conforms(value) and not (
                value is not None and self._more and self._more(value, self.field, row.values, row.as_at)
            ):
                return value
        except (ValueError, OverflowError, RecursionError):
            pass  # told below
        raise schemas.faults_of(self.field, value, self.catalogue, row.values, row.as_at)[0]


_RIGHT: Final = (Verdict.VALID, Verdict.LEGACY)


def _number_faults(value: Value, field: Field, values: Mapping[str, Value], today: date | None = None) -> list[Problem]:
    """What is wrong with a document's number; the first kind that it is one of will do, the others are not tried."""
    if isinstance(value, str) and len(value) == 18 and value[:17].isdecimal():  # no word for 'none', no 4.4E17
        for kind in identity.kinds(field, values):
            if documents.known(kind) and documents.check(kind, value, today).verdict in _RIGHT:
                return []
    return identity.TYPE.faults(value, field, values, today)


class Cell:
    """One column, ready to be read and written. Subclasses are the transforms' own; they hold nothing that changes.

    `fields`: what its cells mean. `columns`: those whose cells it reads, its own first. `writes`: it can be written.
    `whole`: a cell as received goes back only if it says all that is held of its fields, not just one of them.
    `own_none`: words for 'none' are its own to read.
    """

    writes: bool = True
    whole: bool = True
    own_none: bool = False

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        self.mapped = mapped
        self.column = mapped.column.name
        self.fields = mapped.fields
        self.columns: tuple[str, ...] = (self.column,)
        self.judges = {code: Judge(catalogue.field(code), catalogue) for code in mapped.fields}
        self.judge = self.judges[mapped.fields[0]]

    def remembered(self, text: str, as_at: date | None) -> Mapping[str, Value] | None:
        """What a text was read as before; None: it was not, or cannot be remembered."""
        return None

    def none(self) -> Mapping[str, Value]:
        """What a word for 'none' says: that there is none, where the field admits it; else nothing."""
        return {code: None for code, judge in self.judges.items() if judge.field.admits_none}

    def read(self, text: str, row: Reading) -> Mapping[str, Value]:
        """What a cell says: field → value. A part that is faulty is told (`row.faults`), the others stay.

        :param text: not blank
        :raises Problem: the whole cell is faulty
        """
        raise NotImplementedError

    def write(self, values: Mapping[str, Value], row: Writing) -> str:
        """The cell for these values, of which none is none; empty where nothing is known.

        :raises Problem: the column cannot say it
        """
        raise NotImplementedError


class OneField(Cell):
    """A column of one field: reads a value, writes a value.

    Columns repeat themselves: what a text was read as is remembered, unless that hangs on more than the text and the
    as-at day (`remembers`). Values are not changed by anybody, so rows may share them.
    """

    remembers: bool = True

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self.field = mapped.fields[0]
        self._memory: tuple[date | None, dict[str, Mapping[str, Value]]] = (None, {})

    def remembered(self, text: str, as_at: date | None) -> Mapping[str, Value] | None:
        """What the text was read as before, on the same as-at day."""
        memory = self._memory
        return memory[1].get(text) if memory[0] is as_at else None

    def read(self, text: str, row: Reading) -> Mapping[str, Value]:
        if not self.remembers:
            return self._said(text, row)
        memory = self._memory
        if memory[0] != row.as_at or len(memory[1]) >= REMEMBERED:
            memory = self._memory = (row.as_at, {})
        found = memory[1].get(text)
        if found is None:
            found = memory[1][text] = self._said(text, row)
        return found

    def _said(self, text: str, row: Reading) -> Mapping[str, Value]:
        value = self.value_of(text, row)
        return {} if isinstance(value, Absent) else {self.field: value}

    def write(self, values: Mapping[str, Value], row: Writing) -> str:
        value = values.get(self.field)
        return "" if value is None else self.text_of(value, row)

    def value_of(self, text: str, row: Reading) -> Value | Absent:
        """The value that a cell says; ABSENT: it says nothing."""
        raise NotImplementedError

    def none_or_unknown(self, text: str) -> Value | Absent:
        """The value of a text that is no code of the system's: none, or nothing, where it is a word for that.

        :raises NoPartner: it is no word for 'none'
        """
        if not says_none(text):
            raise NoPartner(at=self.field, value=writing.clean(text)[:40])
        return self.none().get(self.field, ABSENT)

    def text_of(self, value: Value, row: Writing) -> str:
        """The cell that says a value."""
        raise NotImplementedError


@cache
def names() -> tuple[str, ...]:
    """The closed set: the modules of this folder, and the two that read and write nothing."""
    return tuple(sorted({module.name for module in pkgutil.iter_modules(__path__)} | UNREAD))


@cache
def get(name: str) -> type[Cell]:
    """The transform of this name, one that reads.

    :raises KeyError: there is none
    """
    if name not in names() or name in UNREAD:
        raise KeyError(name)
    found: type[Cell] = import_module(f"{__name__}.{name}").CELL
    return found


def says_none(text: str) -> bool:
    """The cell says that there is none, in a word."""
    return len(text) <= 8 and writing.says_none(text)
