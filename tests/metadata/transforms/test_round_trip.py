"""R23: reading back what was written claims nothing, for all sixteen systems, lossy codes included."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata.fieldtypes import CHINA
from metadata.mappings import Direction, SystemMapping, shipped
from metadata.transforms import RowRead, agrees, read_row, same_value, write_row
from metadata.transforms.kinds.same import canonical
from metadata.transforms.plan import plan_of
from metadata.values import ABSENT, Value
from tests.metadata.transforms import values as drawn
from tests.metadata.transforms.values import AS_AT, CATALOGUE, PLACES

SYSTEMS = sorted(shipped())
pytestmark = pytest.mark.parametrize("system", SYSTEMS)
every = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def read(mapping: SystemMapping, cells: dict[str, Any], area: str = "") -> RowRead:
    return read_row(mapping, cells, CATALOGUE, PLACES, as_at=AS_AT, zone=CHINA, area=area)


def said(row: RowRead) -> dict[str, Value]:
    return {code: value for part in row.parts.values() for code, value in part.items()}


def is_written(mapping: SystemMapping, code: str) -> bool:
    return any(code in cell.fields for cell in plan_of(mapping, CATALOGUE).writers)


@every
@given(st.data())
def test_r23_what_was_written_reads_as_what_is_held_or_agrees_with_it(system: str, data: st.DataObject) -> None:
    mapping = shipped()[system]
    held = data.draw(drawn.of(mapping))
    row = write_row(mapping, held, CATALOGUE, PLACES)
    back = read(mapping, dict(row.cells))
    lost = {one.field for one in row.lost}
    assert [(fault.column, fault.problem) for fault in back.faults] == []
    for code, value in held.items():
        if value is None or code in lost or not is_written(mapping, code):
            continue
        if code in mapping.fixed:
            continue
        assert same_value(said(back).get(code, ABSENT), value) or agrees(
            mapping, code, held, row.cells, CATALOGUE, PLACES
        ), (code, value, row.cells)


@every
@given(st.data())
def test_r23_read_and_written_again_it_is_the_same_row_cell_for_cell(system: str, data: st.DataObject) -> None:
    mapping = shipped()[system]
    held = data.draw(drawn.of(mapping))
    row = write_row(mapping, held, CATALOGUE, PLACES)
    assert write_row(mapping, held, CATALOGUE, PLACES, received=row.cells).cells == row.cells
    again = write_row(mapping, said(read(mapping, dict(row.cells))), CATALOGUE, PLACES, received=row.cells)
    assert again.cells == row.cells


@every
@given(st.data())
def test_r23_nothing_is_cut_and_what_is_left_empty_is_told(system: str, data: st.DataObject) -> None:
    mapping = shipped()[system]
    held = data.draw(drawn.of(mapping))
    row = write_row(mapping, held, CATALOGUE, PLACES)
    assert list(row.cells) == [mapped.column.name for mapped in mapping.columns]
    told = {one.field for one in row.lost}
    assert all(one.problem.say().endswith(".") and one.problem.at in ("", one.field) for one in row.lost)
    for mapped in mapping.columns:
        cell = row.cells[mapped.column.name]
        if mapped.transform == "same" and mapped.direction is Direction.BOTH and mapped.fields:
            value = held.get(mapped.field)
            whole = canonical(value)
            assert cell in ("", whole, whole.partition(".")[0] if whole.endswith((".00", ".0000")) else whole)
            assert cell or value is None or mapped.field in told
        if mapped.is_evidence or mapped.direction is Direction.IN:
            assert cell == ""


@every
@given(st.data())
def test_r22_evidence_and_what_is_only_read_go_back_word_for_word(system: str, data: st.DataObject) -> None:
    mapping = shipped()[system]
    writers = {cell.column for cell in plan_of(mapping, CATALOGUE).writers}
    kept = [mapped.column.name for mapped in mapping.columns if mapped.column.name not in writers]
    received = data.draw(st.fixed_dictionaries({name: st.text() for name in kept}))
    held = data.draw(drawn.of(mapping))
    row = write_row(mapping, held, CATALOGUE, PLACES, received=received)
    assert {name: row.cells[name] for name in kept} == received
