"""A row of a system, read: values of ours, who said them in which columns, and what could not be taken (R22, R22a)."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from metadata.catalogue import Catalogue
from metadata.mappings.cells import text_of
from metadata.mappings.shapes import SystemMapping
from metadata.problems import Empty, NoneNotAdmitted, Problem
from metadata.transforms.kinds import Cell, Reading, says_none
from metadata.transforms.plan import Plan, plan_of
from metadata.transforms.problems import LeftAlone
from metadata.transforms.shapes import CellFault, Places, RowRead
from metadata.values import Value


def read_row(
    mapping: SystemMapping,
    cells: Mapping[str, Any],
    catalogue: Catalogue,
    places: Places,
    *,
    as_at: date,
    zone: ZoneInfo,
    area: str = "",
) -> RowRead:
    """What a row says: values in normal form and conforming. A faulty cell is told and left out, the rest stays (R22).

    :param cells: column → text, or the value that a file or a program gave; columns may be missing
    :param as_at: the delivery's as-at day: nothing is from after it, and a date without a year is of its year
    :param area: code of the area in which the row's place names are looked up; empty: everywhere
    """
    plan = plan_of(mapping, catalogue)
    row = begun(cells, plan, places, as_at=as_at, zone=zone, area=area)
    said_by = _read_cells(plan, row)
    texts = plan.stamps.texts(row)
    at = plan.stamps.at(row)
    parts: dict[str, dict[str, Value]] = {}
    fields = catalogue.fields
    for code in said_by:
        parts.setdefault(fields[code].entity, {})[code] = row.values[code]
    faults = tuple(CellFault(column, text, problem) for column, text, problem in row.faults)
    return RowRead(parts, said_by, texts.get("who", ""), at, texts.get("note", ""), faults)


def begun(
    cells: Mapping[str, Any], plan: Plan, places: Places, *, as_at: date | None, zone: tzinfo, area: str = ""
) -> Reading:
    """A row before its first cell is read; its cells are text."""
    texts = {name: cell if isinstance(cell, str) else text_of(cell) for name, cell in cells.items()}
    return Reading(texts, cells, plan.catalogue, places, as_at=as_at, zone=zone, area=area)


def read_cell(cell: Cell, row: Reading, *, null: bool = False) -> Mapping[str, Value] | None:
    """What one cell says: field → value; None: it is blank. A faulty one says nothing and is told in the row.

    :param null: a JSON null is a value here
    """
    text = row.cells.get(cell.column, "")
    if (not text or text.isspace()) and not (null and row.raw.get(cell.column, "") is None):
        return None
    try:
        if not cell.own_none and says_none(text):
            return cell.none()
        return cell.read(text, row)
    except (Empty, NoneNotAdmitted):  # 'there is none' where something always is: it says nothing
        return {}
    except Problem as problem:
        problem.at = problem.at or cell.fields[0]
        row.faults.append((cell.column, text, problem))
        return None


def _read_cells(plan: Plan, row: Reading) -> dict[str, tuple[str, ...]]:
    """Reads every column into the row's values: field → the columns that said it."""
    said_by: dict[str, tuple[str, ...]] = {}
    told: set[str] = set()  # fields of cells that were faulty: a second column does not speak for a first one
    row.values.update(plan.mapping.fixed)
    cells, values, faults = row.cells, row.values, row.faults
    count, as_at = 0, row.as_at
    for column, cell, second, null in plan.steps:
        text = cells.get(column)
        if not text and not null:
            continue
        if second and all(code in said_by or code in told for code in cell.fields):
            continue
        said = (cell.remembered(text, as_at) if text else None) or read_cell(cell, row, null=null)
        if len(faults) > count:
            told.update(problem.at for _, _, problem in faults[count:])
            count = len(faults)
        if said:
            columns = cell.columns
            if len(columns) > 1:
                columns = tuple(name for name in columns if cells.get(name))
            for code, value in said.items():
                if code not in said_by and code not in told:
                    said_by[code] = columns
                    values[code] = value
    for code in plan.mapping.fixed:
        _imply(code, plan, row, said_by)
    for group in plan.groups:
        _keep_whole(group, row, said_by)
    return said_by


def _imply(code: str, plan: Plan, row: Reading, said_by: dict[str, tuple[str, ...]]) -> None:
    """What the table implies holds only where the value that it belongs to was said (the number of an ID card)."""
    field = plan.catalogue.fields.get(code)
    whose = [other for other in field.bound_with if other in said_by] if field else []
    if whose and code not in said_by:
        said_by[code] = said_by[whose[0]]


def _keep_whole(group: frozenset[str], row: Reading, said_by: dict[str, tuple[str, ...]]) -> None:
    """R2a: of fields that are one either all are said, or none. A type alone is a habit of forms, and not told."""
    missing = next((code for code in sorted(group) if code not in said_by), None)
    if missing is None:
        return
    fields = row.context.catalogue.fields
    for code in sorted(group & said_by.keys()):
        column = said_by.pop(code)[0]
        if fields[code].type != "code":
            row.faults.append((column, row.cells.get(column, ""), LeftAlone(at=code, label=fields[missing].label)))
