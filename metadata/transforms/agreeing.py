"""Whether a system's cells agree with a fact, although they may say it more coarsely (R22)."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from metadata.catalogue import Catalogue
from metadata.fieldtypes import CHINA
from metadata.mappings.shapes import SystemMapping
from metadata.problems import Problem
from metadata.transforms.kinds import Writing
from metadata.transforms.plan import plan_of
from metadata.transforms.reading import begun, read_cell
from metadata.transforms.shapes import Places
from metadata.transforms.writing import same_value
from metadata.values import ABSENT, Value


def agrees(
    mapping: SystemMapping,
    field: str,
    held: Mapping[str, Value],
    cells: Mapping[str, Any],
    catalogue: Catalogue,
    places: Places,
    *,
    zone: tzinfo = CHINA,
) -> bool:
    """Whether the cells that speak of a field read as what is held, or are what the fact gives when it is written.

    Of two columns of one field the one that is read counts. Blank cells agree with nothing.
    """
    plan = plan_of(mapping, catalogue)
    row = begun(cells, plan, places, as_at=None, zone=zone)
    row.values.update(held)
    written = Writing({code: value for code, value in held.items() if value is not None}, places, zone)
    written.cells.update(row.cells)  # what is joined is written beside the division that stands there
    value = held.get(field, ABSENT)
    for _column, cell, _second, null in plan.steps_of(field):
        text = row.cells.get(cell.column, "")
        if not text or text.isspace():
            continue
        said = read_cell(cell, row, null=null) or {}
        if field in said and same_value(said[field], value):
            return True
        if value is ABSENT or cell not in plan.writers:
            return False
        try:
            return cell.write(written.values, written) == text.strip()
        except Problem:
            return False
    return False
