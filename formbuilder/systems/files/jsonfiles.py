"""Rows as JSON objects: one a line, or all in one array."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import TextIOWrapper
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import orjson

from formbuilder.systems.files.table import MOST_COLUMNS, Row, Table
from formbuilder.systems.problems import BrokenRow
from metadata.problems import Phrase, Problem

BLOCK = 1 << 18
#: Bytes of one row.
LONGEST_ROW = 1 << 20
_no_character = re.compile("[\x00\ud800-\udfff]")


def _(sentence: str) -> str:
    """Mark words for translation."""
    return sentence


NO_OBJECT = _("it is not one JSON object")
TWICE = _("a name stands twice in it")

Objects = Callable[[BinaryIO], Iterator[Row]]


def read_ndjson(path: Path, digest: str) -> Table:
    """A file with one JSON object a line.

    :raises TableProblem: a line is none
    """
    return _table("ndjson", path, digest, objects_by_line)


def read_array(path: Path, digest: str) -> Table:
    """A file with one JSON array of objects.

    :raises TableProblem: it is none
    """
    return _table("json", path, digest, objects_of_array)


def _table(kind: str, path: Path, digest: str, objects: Objects) -> Table:
    """All rows are read once before the first is taken: a file is refused whole, or not at all."""

    def rows() -> Iterator[Row]:
        with path.open("rb") as file:
            yield from objects(file)

    names: dict[str, None] = {}
    total = 0
    for number, cells in rows():
        total += 1
        if cells.keys() - names.keys():
            names.update(dict.fromkeys(cells))
            if len(names) > MOST_COLUMNS:
                raise BrokenRow(row=number, why=Phrase(_("there are too many names")))
    return Table(kind, tuple(names), total, digest, rows)


def objects_by_line(file: BinaryIO) -> Iterator[Row]:
    """The objects of NDJSON with the numbers of their lines; empty lines are passed over."""
    number = 0
    while line := file.readline(LONGEST_ROW + 1):
        number += 1
        if len(line) > LONGEST_ROW:
            raise BrokenRow(row=number, why=Phrase(NO_OBJECT))
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, one_object(number, line)


def objects_of_array(file: BinaryIO) -> Iterator[Row]:
    """The objects of a JSON array, counted from 1; of the file only what the next one needs is in memory."""
    reader, number, at = TextIOWrapper(file, "utf-8-sig"), 0, 1
    try:
        text = reader.read(BLOCK).lstrip()
        while True:
            text, at = _next(reader, text, at)
            if text[at] == "]" and not number:
                break
            while True:
                try:
                    found, end = _decoder.raw_decode(text, at)
                    break
                except json.JSONDecodeError:
                    block = reader.read(BLOCK) if text[at] == "{" and len(text) - at < LONGEST_ROW else ""
                    if not block:
                        raise
                    text, at = text[at:] + block, 0
            number += 1
            yield number, _row(found)
            text, at = _next(reader, text, end)
            if text[at] == "]":
                break
            if text[at] != ",":
                raise ValueError
            at += 1
        if text[at + 1 :].strip() or reader.read(BLOCK).strip():
            raise ValueError
    except TwiceNamed:
        raise BrokenRow(row=number + 1, why=Phrase(TWICE)) from None
    except (ValueError, RecursionError, Problem):
        raise BrokenRow(row=number + 1, why=Phrase(NO_OBJECT)) from None
    finally:
        reader.detach()


def _next(reader: TextIOWrapper, text: str, at: int) -> tuple[str, int]:
    """Where the next character stands that is no blank."""
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at < len(text):
            return text, at
        text, at = reader.read(BLOCK), 0
        if not text:
            raise ValueError


def one_object(number: int, text: bytes) -> Mapping[str, Any]:
    """One row, read strictly: what two readers could understand differently is refused.

    :raises BrokenRow: it is no object, a name stands twice, a number is none, half a character
    """
    try:
        return _row(_decoder.decode(text.decode()))
    except TwiceNamed:
        raise BrokenRow(row=number, why=Phrase(TWICE)) from None
    except (ValueError, RecursionError, Problem):
        raise BrokenRow(row=number, why=Phrase(NO_OBJECT)) from None


class TwiceNamed(Exception):  # noqa: N818 - it never leaves this module
    """An object with one name twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TwiceNamed
    return found


def _constant(word: str) -> NoReturn:
    raise ValueError(word)


def _float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


#: Whole numbers of more digits than every reader keeps stay as they are written.
_decoder = json.JSONDecoder(
    object_pairs_hook=_once,
    parse_constant=_constant,
    parse_float=_float,
    parse_int=lambda text: int(text) if len(text) < 19 else text,
)


def _row(found: Any) -> Mapping[str, Any]:
    """The cells of a row: plain values, or one list or object of plain values (several codes, an address)."""
    if not isinstance(found, dict):
        raise ValueError
    for name, cell in found.items():
        _refuse_surrogates(name)
        if isinstance(cell, str):
            _refuse_surrogates(cell)
        elif isinstance(cell, list | dict):
            parts = cell if isinstance(cell, list) else [*cell, *cell.values()]
            if any(isinstance(part, list | dict) for part in parts):
                raise ValueError
            for part in parts:
                if isinstance(part, str):
                    _refuse_surrogates(part)
    return found


def _refuse_surrogates(text: str) -> None:
    """No database keeps half a character or U+0000."""
    if not text.isprintable() and _no_character.search(text):
        raise ValueError


def write_ndjson(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[bytes]:
    """A table as one JSON object a line, every column in each, in blocks."""
    block = bytearray()
    for row in rows:
        block += orjson.dumps({column: row.get(column, "") for column in columns}, option=orjson.OPT_APPEND_NEWLINE)
        if len(block) > BLOCK // 4:
            yield bytes(block)
            block.clear()
    yield bytes(block)
