"""A system's row, merged: its record is found or made, its cells compared with those that last passed (R19, R22)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from formbuilder.records import keys, likely, newcomers, saving, store
from formbuilder.records.ids import new_id
from formbuilder.records.newcomers import Newcomer
from formbuilder.systems import store as systems
from formbuilder.systems.store import System
from metadata import fieldtypes, schemas, writeback
from metadata.catalogue import Catalogue
from metadata.problems import Problem, UnknownField
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, JSONObject, Value
from metadata.writeback import RowValue


@dataclass(frozen=True, slots=True)
class Row:
    """One row in our own words: field → value in normal form; a field that is missing or ABSENT is an empty cell.

    `observed`: the row's own date as a span; None: it has none, and is known to be older than its receipt only.
    `key`: the system's own key of the row. `entity`: of the record; empty: the system's.
    """

    values: Mapping[str, Value | Absent]
    observed: Span | None = None
    key: str = ""
    entity: str = ""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row; without a `record_id` it said nothing that could be kept.

    `apart`: it met another record's key under another name, and review sees both.
    """

    record_id: str
    new: bool = False
    apart: bool = False
    written: int = 0
    verified: int = 0
    open: int = 0
    faulty: Mapping[str, Problem] = field(default_factory=dict)


def merge(row: Row, system: System, catalogue: Catalogue, *, now: Instant) -> RowOutcome:
    """Merge one row, in the transaction that is open. Faulty cells are told and left out; the rest is merged."""
    entity = row.entity or system.entity
    values, faulty = _read(row, system, entity, catalogue)
    newcomer = _find(row, system, entity, values, catalogue)
    record = newcomer.record
    before = systems.exchanged(record.id, system.code) if newcomer.met else {}
    cells = {code: _cell(value, before.get(code)) for code, value in values.items()}
    merged = writeback.merge_row(
        record,
        cells,
        system=system.code,
        department=system.department,
        observed=row.observed or Span(None, now),
        received=now,
        catalogue=catalogue,
        ids=new_id,
        taken=newcomer.taken,
    )
    saving.save(record, merged, now=now, catalogue=catalogue)
    after = {**before, **{code: _kept(cell, before.get(code)) for code, cell in cells.items()}}
    if merged.record.revision and (after != before or not newcomer.met):
        systems.keep(record.id, system.code, row.key, after, received=now)
    return RowOutcome(
        record_id=record.id if merged.record.revision else "",
        new=bool(merged.record.revision and not record.revision),
        apart=bool(newcomer.taken),
        written=merged.written,
        verified=merged.verified,
        open=merged.open,
        faulty=faulty,
    )


def _read(row: Row, system: System, entity: str, catalogue: Catalogue) -> tuple[dict[str, Value], dict[str, Problem]]:
    """The row's cells that say something and conform, and what is wrong with the others."""
    values: dict[str, Value] = {}
    faulty: dict[str, Problem] = {}
    allowed = _allowed(system, entity, catalogue)
    for code, value in row.values.items():
        if value is ABSENT or isinstance(value, Absent):
            continue
        if code not in allowed or code not in catalogue.fields or catalogue.field(code).entity != entity:
            faulty[code] = UnknownField(at=code, field=code)
            continue
        what = catalogue.field(code)
        normal = fieldtypes.type_of(what).normal(value, what)
        if problems := schemas.faults_of(what, normal, catalogue, {**row.values, **values}):  # type: ignore[dict-item]
            faulty[code] = problems[0]
            continue
        known = newcomers.with_place(normal) if what.type == "address" else normal
        assert not isinstance(known, Absent)
        values[code] = known
    return values, faulty


def _allowed(system: System, entity: str, catalogue: Catalogue) -> frozenset[str]:
    """What the system's columns mean, and what says whose row it is: key, name, and relations of the entity (R22a)."""
    kind = catalogue.entity(entity)
    return system.fields | {*kind.key, *kind.relations, kind.name_field}


def _find(row: Row, system: System, entity: str, values: Mapping[str, Value], catalogue: Catalogue) -> Newcomer:
    """The row's record: by the system's own key once linked, by identity key, by name and place if one fits; or new."""
    if (linked := systems.linked(system.code, row.key)) and (record := store.lock(linked)) is not None:
        kind = catalogue.entity(entity)
        return Newcomer(record, keys.taken(record, kind, values, source=system.code), met=True)
    newcomer = newcomers.receive("", entity, values, catalogue, source=system.code)
    if newcomer.met or newcomer.taken or _has_key(values, entity, catalogue):
        return newcomer
    alike = likely.find(entity, values, catalogue)
    found = store.lock(alike[0].record.id) if len(alike) == 1 else None
    return Newcomer(found, met=True) if found is not None else newcomer


def _has_key(values: Mapping[str, Value], entity: str, catalogue: Catalogue) -> bool:
    key = catalogue.entity(entity).key
    return bool(key) and all(values.get(code) for code in key)


def _cell(value: Value, before: JSONObject | None) -> RowValue:
    """A cell beside the one that last passed, whichever way."""
    if before is None:
        return RowValue(value)
    return RowValue(value, repeats=before.get("value") == value, ours=bool(before.get("ours")))


def _kept(cell: RowValue, before: JSONObject | None) -> JSONObject:
    """What is remembered of a cell: one that we gave stays ours until another value comes."""
    if cell.repeats and before is not None:
        return before
    return {"value": cell.value}
