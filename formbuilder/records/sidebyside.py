"""Claims of all systems side by side: what the last cells of each system say of a record, beside what holds (R22)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from formbuilder import clock
from formbuilder.db import Statement, from_json
from formbuilder.permissions import Sight
from formbuilder.records import store
from formbuilder.records.seen import Claims, Said, said_by_claim, said_by_fact
from formbuilder.records.sights import Eyes, Look
from formbuilder.systems import places
from formbuilder.systems import store as systems
from formbuilder.systems.store import System
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.mappings import SystemMapping
from metadata.mappings.cells import text_of
from metadata.precision import says_less
from metadata.problems import Problem
from metadata.records import Record, Through, Verdict
from metadata.stamps import Instant, Span
from metadata.transforms import Places, agrees, read_row, same_value
from metadata.values import ABSENT, Value

_parts = Statement(
    "select system, entity, cells, ours, received from system_row where record_id = :record_id and not gone"
    " order by system, received desc, row_key"
)


class _Part(NamedTuple):
    """What last passed between us and a system of this record."""

    system: System
    entity: str
    cells: Mapping[str, Any]
    ours: frozenset[str]
    received: Instant


@dataclass(frozen=True, slots=True)
class _Table:
    """What all cells of a record are read with."""

    record: Record
    known: Mapping[str, Value]
    eyes: Eyes
    catalogue: Catalogue
    places: Places
    zone: ZoneInfo

    def held(self, field: Field) -> Said | None:
        """What holds, and who says so; of a derived value who says what it comes from."""
        fact, value = self.record.facts.get(field.code), self.known.get(field.code, ABSENT)
        if value is ABSENT:
            return None
        look = self.eyes.look(field, value)
        if fact is not None and fact.held and fact.value == value:
            return said_by_fact(field, look, fact)
        inputs = (self.record.facts.get(code) for code in field.derived_from)
        source = next((one for one in inputs if one is not None), None)
        return replace(said_by_fact(field, look, source), state="derived") if source is not None else None

    def sees_all(self, mapping: SystemMapping, column: str) -> bool:
        """A cell is shown word for word only to whoever sees in clear all that it means."""
        mapped, known = mapping.column(column), self.catalogue.fields
        fields = [known[code] for code in mapped.fields if code in known] if mapped else []
        return bool(fields) and all(self.eyes.of(field) is Sight.CLEAR for field in fields)


def of(record: Record, eyes: Eyes, catalogue: Catalogue, zone: ZoneInfo) -> Claims:
    """Field → who says what of it, as far as these eyes see it: what holds, claims that wait, each system's last cells.

    A cell whose very value waits as its system's claim stands there once, as that claim. Two statements, and one for
    each mapping that this process has not read yet.
    """
    table = _Table(record, store.known(record, catalogue), eyes, catalogue, places.present(), zone)
    found: dict[str, list[Said]] = {}
    for claim in record.open_claims:
        field = catalogue.field(claim.field)
        same = same_value(claim.value, table.known.get(field.code, ABSENT))
        said = said_by_claim(field, eyes.look(field, claim.value), claim)
        found.setdefault(field.code, []).append(replace(said, agrees=same))
    rows = _parts.rows(record_id=record.id)
    known = {system.code: system for system in systems.all_systems()} if rows else {}
    for code, entity, cells, ours, received in rows:
        part = _Part(known[code], entity, from_json(cells), frozenset(from_json(ours)), received)
        for cell in _cells(part, table):
            _put(cell, found.setdefault(cell.field.code, []))
    side_by_side: dict[str, tuple[Said, ...]] = {}
    for field in catalogue.fields.values():
        if field.code in found and eyes.of(field) is not Sight.NOT:
            held = table.held(field)
            side_by_side[field.code] = (*((held,) if held else ()), *found[field.code])
    return side_by_side


def _put(cell: Said, voices: list[Said]) -> None:
    for n, said in enumerate(voices):
        if said.state != "cell" and said.source == cell.source and said.look == cell.look:
            voices[n] = replace(said, cells=cell.cells)
            return
    voices.append(cell)


def _cells(part: _Part, table: _Table) -> Iterator[Said]:
    mapping = systems.mapping_of(part.system, table.catalogue, entity=part.entity)
    read = read_row(
        mapping,
        part.cells,
        table.catalogue,
        table.places,
        as_at=clock.day_of(part.received, table.zone),
        zone=table.zone,
        area=table.record.area,
    )
    span = read.at or Span(None, part.received)
    for code, value in read.parts.get(table.record.entity, {}).items():
        field, columns = table.catalogue.field(code), read.said_by.get(code, ())
        yield replace(
            _cell(field, table.eyes.look(field, value), part, span, mapping, columns, table),
            agrees=_agrees(mapping, field, value, part, table),
        )
    for fault in read.faults:
        mapped = mapping.column(fault.column)
        for code in mapped.fields if mapped else ():
            unread = table.catalogue.fields.get(code)
            if unread is not None and unread.entity == table.record.entity and code not in read.said_by:
                yield _unread(unread, part, span, mapping, fault.column, fault.problem, table)


def _agrees(mapping: SystemMapping, field: Field, value: Value, part: _Part, table: _Table) -> bool | None:
    """The same, or as precise as the system is, or as its codes can say it (M11, R22)."""
    held = table.known.get(field.code, ABSENT)
    if held is ABSENT:
        return None
    return (
        same_value(value, held)
        or says_less(value, held, field, table.catalogue)
        or says_less(held, value, field, table.catalogue)
        or agrees(mapping, field.code, table.known, part.cells, table.catalogue, table.places, zone=table.zone)
    )


def _cell(
    field: Field, look: Look, part: _Part, span: Span, mapping: SystemMapping, columns: tuple[str, ...], table: _Table
) -> Said:
    return Said(
        field=field,
        state="cell",
        look=look,
        verdict=Verdict.CHANGE,
        source=part.system.code,
        by=part.system.code,
        through=Through.ROW,
        observed=span,
        received=part.received,
        cells={
            name: text_of(part.cells[name]) for name in columns if name in part.cells and table.sees_all(mapping, name)
        },
        ours=bool(columns) and part.ours.issuperset(columns),
    )


def _unread(
    field: Field, part: _Part, span: Span, mapping: SystemMapping, column: str, problem: Problem, table: _Table
) -> Said:
    look = Look(table.eyes.of(field))
    return replace(_cell(field, look, part, span, mapping, (column,), table), problem=problem)
