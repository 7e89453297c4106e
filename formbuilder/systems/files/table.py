"""A table as it lies in a file: headings, and numbered rows of cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.systems.problems import BrokenRow, ColumnTwice, EmptyTable
from metadata.problems import Phrase

#: A row's number, as people see it in the file, and its cells by heading; an empty cell is ''.
Row = tuple[int, Mapping[str, Any]]

#: The column that tells, of what has changed, which rows have left the table.
GONE = "_gone"
#: A million bytes; and what a file may have unpacked: a workbook of 100,000 rows and 30 columns as we write it has some
#: 200 of them.
MB = 1_000_000
MOST_UNPACKED = 400 * MB
#: Rows that fit into a sheet.
MOST_ROWS = 1_048_576
#: A heading longer than this is none; nor has a table more columns.
LONGEST_HEADING, MOST_COLUMNS = 100, 500


def _(sentence: str) -> str:
    """Mark words for translation."""
    return sentence


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was looked through once. `rows` reads it again, from the start, each time that it is called.

    :ivar kind: csv, xlsx, ndjson or json
    :ivar total: rows under the headings, about
    :ivar digest: SHA-256 of the file, hexadecimal
    """

    kind: str
    headings: tuple[str, ...]
    total: int
    digest: str
    rows: Callable[[], Iterator[Row]]


def headings_of(cells: Sequence[object]) -> tuple[str, ...]:
    """The names in a first row; one without a name is '' and is not read.

    :raises TableProblem: two are the same, or they cannot be headings
    """
    names = tuple(str(cell if cell is not None else "").strip() for cell in cells[:MOST_COLUMNS])
    if any(len(name) > LONGEST_HEADING for name in names):
        raise BrokenRow(row=1, why=Phrase(_("a heading is too long")))
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise ColumnTwice(column=name)
        seen.add(name)
    if not any(names):
        raise EmptyTable()
    return names


def named(headings: Sequence[str], numbered: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Row]:
    """Cells by their headings; empty rows are left out.

    Cells beyond the last heading mean that the row has slipped: they stand under '' for the import to refuse it.
    """
    width = len(headings)
    pairs = [(place, name) for place, name in enumerate(headings) if name]
    whole = len(pairs) == width
    for number, cells in numbered:
        if not any(cells):
            continue
        row = dict(zip(headings, cells, strict=False)) if whole else {n: cells[p] for p, n in pairs if p < len(cells)}
        if len(cells) > width and any(cells[width:]):
            row[""] = [cell for cell in cells[width:] if cell]
        yield number, row
