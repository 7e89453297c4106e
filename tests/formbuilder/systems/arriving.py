"""A civil affairs system whose table arrives: rows in its own columns, as files and as JSON."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from formbuilder import clock
from formbuilder.permissions import CONSOLE
from formbuilder.systems import service
from formbuilder.systems.files import write_csv, write_xlsx
from metadata.mappings import shipped
from tests.formbuilder.records import town

#: Of civil affairs: the elderly, by citizen number.
ELDERS: Final = "p4"
#: Valid numbers of nobody.
NUMBERS: Final = ("110105194001010026", "110105195202020022", "110105193803030040")
HEADINGS: Final = tuple(mapped.column.name for mapped in shipped()[ELDERS].columns)


def build() -> None:
    """Areas, addresses, the standard, and the sixteen systems."""
    town.build()
    service.load_shipped(CONSOLE, now=clock.now())


def an_elder(place: int = 0, **cells: str) -> dict[str, str]:
    """A row of the elderly's table."""
    row = {"elder_name": f"周桂{'兰芳英'[place]}", "id_card": NUMBERS[place], "gender": "女"}
    return row | {"elder_phone": f"1380013800{place}"} | cells


def table(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = HEADINGS) -> bytes:
    """The rows as a file."""
    return b"".join(write_csv(rows, columns))


def broken(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as a workbook whose sheet ends in the middle: that shows only when its last row has been read."""
    whole = zipfile.ZipFile(io.BytesIO(b"".join(write_xlsx(rows, HEADINGS, title="elders"))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            if "worksheets/" in name:  # with the size that Excel gives at its head, for which others read to the end
                content = content.replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
                content = content.partition(b"</sheetData>")[0]
            cut.writestr(name, content)
    return file.getvalue()
