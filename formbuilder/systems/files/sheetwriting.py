"""XLSX in a stream: every cell is text, so that 18 digits and leading zeros survive whoever opens it."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from formbuilder.systems.files.table import MOST_ROWS
from formbuilder.systems.problems import TooManyRows

BLOCK = 1 << 16
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

#: Everything but the rows. Format 49 is text (@); style 1 is a cell, style 2 a heading.
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1" fontId="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
#: What XML cannot hold, and what would be read as if it stood for that.
_unwritable = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]")
_looks_written = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_special = re.compile("[\x00-\x1f&<>\ufffe\uffff]|_x|^ | $")


class Pipe:
    """What a zip file is written to: it is handed on before the next piece is made."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.length = 0

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        self.length += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """What was written stays."""

    def taken(self) -> bytes:
        """What has come since the last time."""
        piece = b"".join(self.pieces)
        self.pieces.clear()
        return piece


def write_xlsx(rows: Iterable[Mapping[str, str]], columns: Sequence[str], *, title: str = "Sheet1") -> Iterator[bytes]:
    """A workbook of one sheet with a row of headings, in blocks; an empty cell is not written.

    :raises TooManyRows: more than a sheet holds
    """
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, DECLARATION + part)
        archive.writestr("xl/workbook.xml", DECLARATION + workbook(title))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in worksheet(rows, columns):
                sheet.write(piece.encode())
                if written := pipe.taken():
                    yield written
    yield pipe.taken()


def workbook(title: str) -> str:
    """The part that names the sheet."""
    name = quoteattr(re.sub(r"[\\[\]:*?/']", " ", title)[:31])
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f'<sheets><sheet name={name} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def worksheet(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> Iterator[str]:
    """The sheet's XML in pieces: headings that stay in sight, then rows."""
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
    heads = [f'<c r="{letter}' for letter in letters]
    yield (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(columns)}" width="18" customWidth="1" style="1"/></cols><sheetData>'
    )
    yield row_of(1, zip(heads, columns, strict=True), style=2)
    block: list[str] = []
    waiting = 0
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS - 1)
        written = row_of(number, ((head, row.get(column, "")) for head, column in zip(heads, columns, strict=True)))
        block.append(written)
        waiting += len(written)
        if waiting > BLOCK:
            yield "".join(block)
            block.clear()
            waiting = 0
    yield "".join(block) + "</sheetData></worksheet>"


def row_of(number: int, cells: Iterable[tuple[str, str]], style: int = 1) -> str:
    """One row."""
    middle = f'{number}" s="{style}" t="inlineStr"><is>'
    texts = [f"{head}{middle}{text_of(text)}</is></c>" for head, text in cells if text]
    return f'<row r="{number}">{"".join(texts)}</row>'


def text_of(text: str) -> str:
    """A text as XML; characters that XML cannot hold as OOXML writes them."""
    if not _special.search(text):
        return f"<t>{text}</t>"
    text = _looks_written.sub("_x005F_", text)
    text = _unwritable.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f'<t xml:space="preserve">{escape(text)}</t>'
