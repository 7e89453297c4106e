"""What we hold as a row of the system's own table: in its columns and codes, never cut, never guessed (R23)."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from metadata.catalogue import Catalogue
from metadata.fieldtypes import CHINA
from metadata.mappings.cells import text_of
from metadata.mappings.shapes import JSON, SystemMapping
from metadata.problems import Problem
from metadata.transforms.kinds import Cell, Reading, Writing
from metadata.transforms.kinds.join import JoinCell
from metadata.transforms.plan import Plan, plan_of
from metadata.transforms.problems import LeftAlone, OtherDocument, PlaceNotSaid
from metadata.transforms.reading import begun, read_cell
from metadata.transforms.shapes import Lost, Places, RowWritten
from metadata.values import ABSENT, Absent, Value


def same_value(one: Value | Absent, other: Value | Absent) -> bool:
    """Equal; of two addresses that one of their codes or their texts are."""
    if isinstance(one, dict) and isinstance(other, dict) and "text" in one and "text" in other:
        codes = (one.get("code"), other.get("code"))
        return codes[0] == codes[1] if all(codes) else one["text"] == other["text"]
    return one == other


def write_row(
    mapping: SystemMapping,
    values: Mapping[str, Value],
    catalogue: Catalogue,
    places: Places,
    *,
    received: Mapping[str, Any] | None = None,
    zone: tzinfo = CHINA,
) -> RowWritten:
    """The row of the system's own table for these values (R23).

    A value that is *none* is an empty cell, and not told: there is nothing to give.

    :param values: what holds, of the row's record and those related to it, in normal form; derived values too
    :param received: the cells as they last came: one that still reads as the value goes back as it came, and so do
        evidence and what is only read
    """
    plan = plan_of(mapping, catalogue)
    came = received or {}
    row = Writing({code: value for code, value in values.items() if value is not None}, places, zone)
    back = _Received(came, values, plan, places, zone) if came else None
    for name in plan.received:
        row.cells[name] = text_of(came.get(name))
    for cell in plan.writers:
        _write(cell, row, back)
    _keep_joined(plan, row)
    for code, value in mapping.fixed.items():
        _only_of_its_kind(code, value, plan, row)
    for group in plan.groups:
        _keep_whole(group, plan, row)
    lost = tuple(Lost(*one) for one in row.lost if not _is_said_elsewhere(one, plan, row))
    cells = {mapped.column.name: row.cells.get(mapped.column.name, "") for mapped in mapping.columns}
    return RowWritten(cells, lost)


def _write(cell: Cell, row: Writing, back: "_Received | None") -> None:
    before = len(row.lost)
    try:
        text = cell.write(row.values, row)
    except Problem as problem:
        text = ""
        row.lost += [(cell.column, code, problem) for code in cell.fields if code in row.values]
    if back is not None and (kept := back.kept(cell, text, row)) is not None:
        text = kept
        del row.lost[before:]
    row.cells[cell.column] = text


class _Received:
    """The cells as they came, and whether each still says what is held."""

    def __init__(
        self,
        cells: Mapping[str, Any],
        values: Mapping[str, Value],
        plan: Plan,
        places: Places,
        zone: tzinfo,
    ) -> None:
        self.values, self.plan = values, plan
        self.row: Reading = begun(cells, plan, places, as_at=None, zone=zone)
        self.row.values.update(values)

    def kept(self, cell: Cell, text: str, row: Writing) -> str | None:
        """The cell as received, if it still reads as what is held; None: the new text stands."""
        came = self.row.cells.get(cell.column, "")
        if not came:
            return "" if text and self._others_say(cell) else None
        if came == text:
            return came
        others = [name for name in cell.columns if name != cell.column and name in row.cells]
        if any(row.cells[name] != self.row.cells.get(name, "") for name in others):
            return None
        said = read_cell(cell, self.row, null=cell.mapped.column.type == JSON)
        if not said or not all(same_value(value, self.values.get(code, ABSENT)) for code, value in said.items()):
            return None
        if cell.whole and any(code in row.values and code not in said for code in cell.fields):
            return None
        return came

    def _others_say(self, cell: Cell) -> bool:
        """Of two columns of one field the other one said what is held: this one stays blank, as it came."""
        if len(cell.fields) > 1 or len(cell.columns) > 1:
            return False
        for step in self.plan.steps_of(cell.fields[0]):
            if step.cell is not cell and (said := read_cell(step.cell, self.row)):
                return all(same_value(value, self.values.get(code, ABSENT)) for code, value in said.items())
        return False


def _keep_joined(plan: Plan, row: Writing) -> None:
    """One value in several cells stands in all of them or in none: half an address is another address."""
    lost = {(column, code) for column, code, problem in row.lost if not isinstance(problem, PlaceNotSaid)}
    for cell in plan.writers:
        if isinstance(cell, JoinCell) and any(code in cell.fields and c in cell.columns for c, code in lost):
            row.cells[cell.column] = ""


def _only_of_its_kind(code: str, value: str, plan: Plan, row: Writing) -> None:
    """A table of citizen IDs has no place for the number of a passport."""
    field = plan.catalogue.fields.get(code)
    held = row.values.get(code)
    if field is None or held is None or held == value:
        return
    known = plan.catalogue.codelists[field.codelist].codes.get(value) if field.codelist else None
    for cell in plan.writers:
        for other in field.bound_with:
            if other in cell.fields and row.cells.get(cell.column):
                row.cells[cell.column] = ""
                row.lost.append(
                    (cell.column, other, OtherDocument(at=other, label=known.label if known else field.label))
                )


def _keep_whole(group: frozenset[str], plan: Plan, row: Writing) -> None:
    """R2a: of fields that are one (a document's type and number) either all are given, or none."""
    cells = [(cell, code) for cell in plan.writers for code in cell.fields if code in group and code in row.values]
    unsaid = [code for cell, code in cells if not row.cells[cell.column]]
    if not unsaid:
        return
    label = plan.catalogue.fields[unsaid[0]].label
    for cell, code in cells:
        if row.cells[cell.column]:
            row.cells[cell.column] = ""
            row.lost.append((cell.column, code, LeftAlone(at=code, label=label)))


def _is_said_elsewhere(lost: tuple[str, str, Problem], plan: Plan, row: Writing) -> bool:
    """Another column of the field says it: of two columns one may be too coarse."""
    column, code, problem = lost
    if isinstance(problem, PlaceNotSaid):
        return False
    told = {name for name, field, _ in row.lost if field == code}
    return any(
        code in cell.fields and cell.column not in told and row.cells.get(cell.column)
        for cell in plan.writers
        if cell.column != column
    )
