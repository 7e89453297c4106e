"""XLSX workbooks: is the file safe to open, which sheet is the table, and its rows in a stream.

openpyxl knows what a workbook is made of: parts, sheets, formats, the day from which it counts. Rows and texts come
through `sheetrows`: openpyxl makes objects of every cell and keeps all texts, which takes 75 s for 100,000 rows of 30
columns where the stream takes a tenth of it, and memory as large as the texts.
"""

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
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

from formbuilder.systems.files.cells import Formats
from formbuilder.systems.files.sheetrows import SharedTexts, read_rows, read_texts
from formbuilder.systems.files.table import MB, MOST_UNPACKED, Table, headings_of, named
from formbuilder.systems.problems import DangerousTable, EmptyTable, LockedTable, NotATable, TableProblem, TableTooLarge

#: Parts that are neither rows nor texts are small: openpyxl reads them whole.
LARGEST_PART, MOST_PARTS = 10 * MB, 2000
STREAMED = ("worksheets/", "sharedstrings")
#: Rows before the headings.
MOST_ABOVE = 50
BLOCK = 1 << 20
LOCKED_ENTRY = 1
BROKEN = (zipfile.BadZipFile, zlib.error, ExpatError, ParseError, NotImplementedError, OSError, EOFError,
          KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError)  # fmt: skip


class Workbook(ExcelReader):
    """A workbook whose rows and texts have not been read.

    :ivar sheet: the part of its first sheet
    """

    sheet = ""

    def read_strings(self) -> None:
        """Left to `sheetrows`."""

    def read_properties(self) -> None:
        """Nobody asks who wrote it."""

    read_custom = read_theme = read_properties

    def read_worksheets(self) -> None:
        """Only which part the first sheet is; openpyxl would read all rows to learn how many there are."""
        for _sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                self.sheet = str(relation.target)
                return
        raise EmptyTable()

    def texts(self) -> SharedTexts:
        """What its cells share."""
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is None:
            return SharedTexts()
        with self.archive.open(part.PartName[1:]) as stream:
            return read_texts(stream)

    @property
    def formats(self) -> Formats:
        """What its cell formats say of numbers."""
        wb: Any = self.wb
        styles = wb._cell_styles
        zeros = {}
        for place, style in enumerate(styles):
            code = wb._number_formats[style.numFmtId - 164] if style.numFmtId >= 164 else ""
            if code and not code.strip("0"):
                zeros[str(place)] = len(code)
        return Formats(frozenset(str(place) for place in wb._date_formats), zeros, wb.epoch)


def read_xlsx(path: Path, digest: str) -> Table:
    """The first sheet of a workbook; the first row that is not empty has the headings.

    :raises TableProblem: it is none, locked, too large unpacked, broken, or holds what no spreadsheet needs
    """
    with opened(path) as book:
        with book.archive.open(book.sheet) as stream:
            total = count(stream)
        texts, formats = book.texts(), book.formats
        with book.archive.open(book.sheet) as stream:
            first, headings = heading_row(read_rows(stream, texts, formats))

    def data() -> Iterator[tuple[int, list[str]]]:
        with opened(path) as book, book.archive.open(book.sheet) as stream:
            for number, cells in read_rows(stream, texts, formats):
                if number > first:
                    yield number, cells

    return Table("xlsx", headings, total - 1, digest, lambda: named(headings, data()))


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """A workbook, looked at before it is unpacked; whatever is wrong with it is one sentence."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            check(archive)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what openpyxl would lose if it wrote the file again
                book = Workbook(file, read_only=True, data_only=True, keep_links=False)
                book.read()
            yield book
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


def count(stream: Any) -> int:
    """About how many rows a sheet has; to its end, where a broken part shows."""
    found, last = 0, b""
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
