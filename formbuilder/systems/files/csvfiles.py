"""CSV as departments and spreadsheets write it, and as spreadsheets may open it without harm."""

import csv
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from formbuilder.systems.files.table import Table, headings_of, named
from formbuilder.systems.problems import BrokenRow, EmptyTable, NotATable
from metadata.problems import Phrase

BLOCK = 1 << 20
#: Characters of one cell; more is a quotation mark that was never closed.
LONGEST_CELL = 100_000
SEPARATORS = ",\t;"
#: Text that a spreadsheet would run, with the apostrophes that already keep it from that.
_formula = re.compile(r"'*[=+\-@\t\r]")
_guarded = re.compile(r"'+[=+\-@\t\r]")


def _(sentence: str) -> str:
    """Mark words for translation."""
    return sentence


def read_csv(path: Path, digest: str) -> Table:
    """A file of separated values: UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030.

    :raises TableProblem: it is no text, has no headings, or a quotation mark is never closed
    """
    encoding = encoding_of(path)
    separator, first, headings = heading_row(path, encoding)
    total = sum(1 for _number, cells in records(path, encoding, separator) if any(cells)) - 1

    def rows() -> Iterator[tuple[int, Sequence[str]]]:
        for number, cells in records(path, encoding, separator):
            if number > first:
                yield number, [cell[1:] if cell[:1] == "'" and _guarded.match(cell) else cell for cell in cells]

    return Table("csv", headings, total, digest, lambda: named(headings, rows()))


def encoding_of(path: Path) -> str:
    """How its characters are written, found by reading all of them.

    :raises NotATable: in none of the ways that are known
    """
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(BLOCK):
                    if b"\x00" in block:
                        raise NotATable()
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise NotATable()


def heading_row(path: Path, encoding: str) -> tuple[str, int, tuple[str, ...]]:
    """What separates the cells, the number of the first row that is not empty, and the names in it."""
    with path.open(encoding=encoding, newline="") as file:
        try:
            line = next((line for line in file if line.strip(" \r\n,;\t")), "")
        except UnicodeError:
            raise NotATable() from None
    separator = max(SEPARATORS, key=line.count)
    for number, cells in records(path, encoding, separator):
        if any(cell.strip() for cell in cells):
            return separator, number, headings_of(cells)
    raise EmptyTable()


def records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Its rows with their numbers, as a spreadsheet counts them: a cell of several lines is one row."""
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, cells in enumerate(csv.reader(file, delimiter=separator, strict=True), start=1):
                yield number, cells
    except csv.Error:
        why = Phrase(_("a quotation mark is not closed, or stands inside a cell"))
        raise BrokenRow(row=number + 1, why=why) from None
    except UnicodeError:
        raise NotATable() from None


def write_csv(rows: Iterable[Mapping[str, str]], columns: Sequence[str], *, marked: bool = False) -> Iterator[bytes]:
    """A table as UTF-8 with commas and CRLF (RFC 4180), in blocks.

    A text that begins with = + - @ tab or CR gets an apostrophe before it, which `read_csv` takes off again.

    :param marked: with a byte order mark, by which spreadsheets know UTF-8
    """
    buffer = StringIO()
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    if marked:
        buffer.write("\ufeff")
    write(columns)
    for row in rows:
        write([guarded(row.get(column, "")) for column in columns])
        if buffer.tell() > BLOCK // 16:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _formula.match(text) else text
