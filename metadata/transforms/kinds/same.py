"""The cell holds our value itself, as people or programs write it."""

import json
from typing import Any

from metadata.catalogue import Catalogue
from metadata.mappings.cells import text_of
from metadata.mappings.shapes import JSON, Mapped
from metadata.problems import Problem
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import OneField, Reading, Writing, says_none
from metadata.values import Value
from metadata.writing import clean, lost_digits


class SameCell(OneField):
    """Parsed by the field's type; written as its canonical text."""

    own_none = True

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._is_number = self.judge.field.type in ("identity", "uscc")
        self._has_pattern = self.judge.field.type == "text" and bool(self.judge.field.pattern)
        self.remembers = not self._is_number or "id_type" not in self.judge.field.format

    def value_of(self, text: str, row: Reading) -> Value:
        if self._is_number and len(text) == 18 and text.isascii() and text.isalnum():
            try:
                return self.judge.conforming(text, row)  # as most are: already in normal form
            except Problem:
                pass
        if self._has_pattern and not says_none(text) and not lost_digits(text):
            plain = clean(text)
            if self.judge.holds(plain):
                return plain
        return self.judge.parse(text, row)

    def text_of(self, value: Value, row: Writing) -> str:
        return fit(canonical(value), self.mapped.column)


class JsonCell(OneField):
    """A cell of a system that speaks in our own words: a JSON value in normal form, or what people write for it."""

    own_none = True
    remembers = False

    def value_of(self, text: str, row: Reading) -> Value:
        value = row.raw.get(self.column)
        if isinstance(value, str):
            value = _unpacked(value)
        if isinstance(value, str):
            return self._read(value, row)
        if isinstance(value, float | int) and not isinstance(value, bool) and self.judge.field.type != "integer":
            return self._read(text, row)
        return self.judge.conforming(self.judge.kind.normal(value, self.judge.field), row)

    def _read(self, text: str, row: Reading) -> Value:
        normal = self.judge.kind.normal(text, self.judge.field)
        try:
            return self.judge.parse(text, row)
        except Problem:
            return self.judge.conforming(normal, row)

    def text_of(self, value: Value, row: Writing) -> str:
        return text_of(value)


def canonical(value: Value) -> str:
    """A value as text: of an address its words, of several choices all of them.

    >>> canonical({"text": "望江路18号", "code": "9901"}), canonical(["1", "3"]), canonical(7)
    ('望江路18号', '1,3', '7')
    """
    match value:
        case None:
            return ""
        case {"text": text}:
            return str(text)
        case {"longitude": longitude, "latitude": latitude}:
            return f"{longitude},{latitude}"
        case list():
            return ",".join(value)
    return str(value)


def _unpacked(text: str) -> Any:
    """What stands in a text as JSON: an address with its code, as it was given out."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def cell_of(mapped: Mapped, catalogue: Catalogue) -> OneField:
    """The column, by what its cells are: text, or JSON values."""
    return (JsonCell if mapped.column.type == JSON else SameCell)(mapped, catalogue)


CELL = cell_of
