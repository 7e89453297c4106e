"""XLSX through openpyxl: every cell is text, so that 18 digits and leading zeros survive whoever opens it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import Any

from formbuilder.systems.files.table import MOST_ROWS
from formbuilder.systems.problems import TooManyRows

BLOCK = 1 << 16
#: The number format of text, and how wide a column is.
TEXT, WIDTH = "@", 18
#: What XML cannot hold, and what would be read as if it stood for that (openpyxl leaves both to its callers).
_unwritable = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]")
_looks_written = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(rows: Iterable[Mapping[str, str]], columns: Sequence[str], *, title: str = "Sheet1") -> Iterator[bytes]:
    """A workbook of one sheet with a row of headings, in blocks; an empty cell is not written.

    openpyxl keeps rows in a temporary file and makes the workbook of it at the end: memory stays flat, and the first
    block comes after the last row.

    :raises TooManyRows: more than a sheet holds
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\\[\]:*?/']", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH

    def cell(text: str) -> Any:
        if not text:
            return None
        made = WriteOnlyCell(sheet, value=escaped(text))
        made.data_type, made.number_format = "s", TEXT  # else what begins with = were a formula
        return made

    heads = [cell(column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS - 1)
        sheet.append([cell(row.get(column, "")) for column in columns])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def escaped(text: str) -> str:
    """A text with the characters that XML cannot hold as OOXML writes them."""
    text = _looks_written.sub("_x005F_", text)
    return _unwritable.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
