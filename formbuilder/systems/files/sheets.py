"""XLSX workbooks through openpyxl: is the file safe to open, which sheet is the table, and its rows in a stream."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook

from formbuilder.systems.files.cells import seen
from formbuilder.systems.files.table import MB, MOST_ROWS, MOST_UNPACKED, Table, headings_of, named
from formbuilder.systems.problems import DangerousTable, EmptyTable, LockedTable, NotATable, TableProblem, TableTooLarge

#: Parts that are neither rows nor texts are small: openpyxl reads them whole.
LARGEST_PART, MOST_PARTS = 10 * MB, 2000
SHEETS = "worksheets/"
STREAMED = (SHEETS, "sharedstrings")
#: Rows before the headings.
MOST_ABOVE = 50
BLOCK = 1 << 20
LOCKED_ENTRY = 1
BROKEN = (zipfile.BadZipFile, zlib.error, ExpatError, ParseError, NotImplementedError, OSError, EOFError,
          KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError)  # fmt: skip


def read_xlsx(path: Path, digest: str) -> Table:
    """The first sheet of a workbook; the first row that is not empty has the headings.

    :raises TableProblem: it is none, locked, too large unpacked, broken, or holds what no spreadsheet needs
    """
    with zipped(path) as archive:
        total = sum(count(archive, part.filename) for part in archive.infolist() if SHEETS in part.filename.lower())
    with opened(path) as sheet:
        first, headings = heading_row(rows_of(sheet))

    def data() -> Iterator[tuple[int, list[str]]]:
        with opened(path) as sheet:
            for number, cells in rows_of(sheet):
                if number > first and any(cells):
                    yield number, cells

    return Table("xlsx", headings, total - 1, digest, lambda: named(headings, data()))


def rows_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet with their numbers, each cell as a person sees it, whatever the sheet says of its size.

    :raises ValueError: a row or a column that no sheet has
    """
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            raise ValueError(number)
        yield number, [seen(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The first sheet of a workbook, which is looked at before it is unpacked."""
    with zipped(path), path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl would lose if it wrote the file again
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            if not book.worksheets:
                raise EmptyTable()
            yield book.worksheets[0]
        finally:
            book.close()


@contextmanager
def zipped(path: Path) -> Iterator[zipfile.ZipFile]:
    """The parts of a workbook; whatever is wrong with it is one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            check(archive)
            yield archive
    except TableProblem:
        raise
    except DefusedXmlException:
        raise DangerousTable() from None
    except BROKEN as wrong:
        raise (DangerousTable() if isinstance(wrong.__context__, DefusedXmlException) else NotATable()) from None


def check(archive: zipfile.ZipFile) -> None:
    """Look at the sizes that a zip file declares: no more than that is ever unpacked of it."""
    parts = archive.infolist()
    if any(part.flag_bits & LOCKED_ENTRY for part in parts):
        raise LockedTable()
    large = any(
        part.file_size > LARGEST_PART and not any(name in part.filename.lower() for name in STREAMED) for part in parts
    )
    if large or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TableTooLarge(limit=200, unpacked=MOST_UNPACKED // MB)


def count(archive: zipfile.ZipFile, part: str) -> int:
    """About how many rows a sheet has; to its end, where a broken part shows."""
    found, last = 0, b""
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            found += (last + block).count(b"<row ") + (last + block).count(b":row ")
            last = block[-4:]
    return found


def heading_row(rows: Iterator[tuple[int, list[str]]]) -> tuple[int, tuple[str, ...]]:
    """The number of the first row that is not empty, and the names in it."""
    for _seen, (number, cells) in zip(range(MOST_ABOVE), rows, strict=False):
        if any(cell.strip() for cell in cells):
            return number, headings_of(cells)
    raise EmptyTable()
