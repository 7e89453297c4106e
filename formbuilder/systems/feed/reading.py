"""What a batch of rows is made from, read set-wise: records, what last passed of them, what they are related to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from formbuilder.catalogue import store as standard
from formbuilder.config import Settings
from formbuilder.db import Statement, from_json, is_postgresql, to_json
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from formbuilder.problems import NotThere
from formbuilder.systems import store as systems
from metadata.projecting import Projection, last_cells
from metadata.values import Value

_COLUMNS = "record_id, row_key, main, entity, cells, ours, received, digest, feed, gone"
_LISTED, _LISTED_PG = "(select value from json_each(:{}))", "(select jsonb_array_elements_text(cast(:{} as jsonb)))"


def _rows(where: str, *names: str) -> tuple[Statement, Statement]:
    """A statement of rows, and the same that keeps them for the transaction (on PostgreSQL)."""
    sql = f"select {_COLUMNS} from system_row where system = :system and {where} order by record_id, row_key"
    lists = {name: _LISTED.format(name) for name in names}
    lists_pg = {name: _LISTED_PG.format(name) for name in names}
    text, text_pg = sql.format(**lists), sql.format(**lists_pg)
    return Statement(text, postgresql=text_pg), Statement(text, postgresql=f"{text_pg} for update")


_mains = _rows("main = record_id and record_id in {ids}", "ids")
_parts = _rows("main <> record_id and row_key in {keys} and main in {ids}", "keys", "ids")
_related = Statement(
    f"select id, entity, data, merged_into from record where id in {_LISTED.format('ids')} order by id",
    postgresql=f"select id, entity, data, merged_into from record where id in {_LISTED_PG.format('ids')} order by id",
)
_taken = Statement(
    f"select distinct row_key from system_row where system = :system and row_key in {_LISTED.format('keys')}",
    postgresql="select distinct row_key from system_row where system = :system"
    f" and row_key in {_LISTED_PG.format('keys')}",
)


@dataclass(frozen=True, slots=True)
class Part:
    """What last passed of one record in one row. `received` 0: it never came, we only gave it."""

    record: str
    row_key: str
    main: str
    entity: str
    cells: Mapping[str, Any]
    ours: Sequence[str]
    received: int
    digest: str = ""
    feed: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A record as far as a row needs it. `passes`: the system covers it even though it never sent it (R23)."""

    id: str
    entity: str
    data: Mapping[str, Value]
    merged_into: str = ""
    passes: bool = False


@dataclass(slots=True)
class Batch:
    """Everything that rows of these records are made from; `read`: as it was read, to be compared."""

    records: dict[str, Held] = field(default_factory=dict)
    mains: dict[str, list[Part]] = field(default_factory=dict)
    parts: dict[tuple[str, str], list[Part]] = field(default_factory=dict)
    #: (record, key of its row) → kind of record → the related record.
    related: dict[tuple[str, str], dict[str, Held]] = field(default_factory=dict)
    read: list[object] = field(default_factory=list)

    def last(self, record: str, row_key: str) -> dict[str, Any]:
        """The cells that last passed in a row: of what it is related to now, above those of what it once was."""
        parts = self.parts.get((record, row_key), [])
        now = {held.id for held in self.related.get((record, row_key), {}).values()}
        in_order = sorted(parts, key=lambda part: (part.main == part.record, part.record in now, part.received))
        return last_cells(part.cells for part in in_order)


def projection_of(code: str) -> Projection:
    """Through what a system's rows are made, as it stands in the transaction that is open.

    :raises NotThere: no such system
    """
    system = systems.find(code)
    if system is None:
        raise NotThere()
    catalogue = standard.present()
    settings: Settings = current_app.extensions["settings"]
    return Projection(systems.mapping_of(system, catalogue), catalogue, system.fields, settings.timezone)


def read(records: Sequence[str], system: str, projection: Projection, *, keep: bool = False) -> Batch:
    """A batch, by a fixed number of statements.

    :param keep: nobody else changes what last passed until the transaction ends
    """
    batch = Batch()
    ids = to_json(list(records))
    for row in _mains[keep].rows(system=system, ids=ids):
        batch.read.append(row)
        part = _part(row)
        batch.mains.setdefault(part.record, []).append(part)
        batch.parts.setdefault((part.main, part.row_key), []).append(part)
    keys = sorted({key for _, key in batch.parts})
    for row in _parts[keep].rows(system=system, keys=to_json(keys), ids=ids) if keys else ():
        batch.read.append(row)
        part = _part(row)
        batch.parts.setdefault((part.main, part.row_key), []).append(part)
    for row in _records(ids, projection):
        batch.read.append(row)
        record, entity, data, ended, merged_into, passes = row
        batch.records[record] = Held(record, entity, from_json(data), merged_into, bool(passes) and not ended)
    _relate(batch, projection)
    return batch


def _part(row: Sequence[Any]) -> Part:
    record, key, main, entity, cells, ours, *rest = row
    return Part(record, key, main, entity, from_json(cells), from_json(ours), *rest)


def _records(ids: str, projection: Projection) -> list[tuple[Any, ...]]:
    condition, params = projection.mapping.filter, Params()
    holds = "false" if condition is None else ConditionSQL(is_postgresql(), params).holds(condition)
    listed = (_LISTED_PG if is_postgresql() else _LISTED).format("ids")
    return Statement(
        f"select r.id, r.entity, r.data, r.ended, r.merged_into, {holds} from record r where r.id in {listed}"
        " order by r.id"
    ).rows(ids=ids, **params.values)


def _relate(batch: Batch, projection: Projection) -> None:
    """Find the related records, one kind after the other: by relation, else what the row was linked to (R22a)."""
    known = dict(batch.records)
    rows = [(record, part.row_key) for record in batch.records for part in batch.mains.get(record) or [_BLANK]]
    batch.related = {row: {} for row in rows}
    for way in projection.ways:
        wanted = {row: _lead(batch, row, way.entity, way.by) for row in rows}
        _load(set(wanted.values()) - {""}, known, batch)
        for row, lead in wanted.items():
            held = known.get(lead)
            while held is not None and held.merged_into:
                held = known.get(held.merged_into)
            if held is not None and held.entity == way.entity:
                batch.related[row][way.entity] = held


_BLANK = Part("", "", "", "", {}, (), 0)


def _lead(batch: Batch, row: tuple[str, str], entity: str, by: Iterable[tuple[str, str]]) -> str:
    """The id of a row's related record of one kind, or ''; what only we linked the row to is not believed."""
    found = {**batch.related[row]}
    own = batch.records[row[0]]
    found[own.entity] = own
    for source, reference in by:
        data = found[source].data if source in found else {}
        if reference in data:
            return str(data[reference] or "")  # known to be none: that is a relation, too
    parts = batch.parts.get(row, ())
    linked = [part for part in parts if part.entity == entity and part.record != part.main and part.received]
    return max(linked, key=lambda part: (part.received, part.record)).record if linked else ""


def _load(ids: set[str], known: dict[str, Held], batch: Batch) -> None:
    """Read records that are not known yet, and those that they were merged into."""
    missing = {record for record in ids if record not in known}
    while missing:
        found = _related.rows(ids=to_json(sorted(missing)))
        batch.read += found
        for record, entity, data, merged_into in found:
            known[record] = Held(record, entity, from_json(data), merged_into)
        missing = {merged_into for *_, merged_into in found if merged_into and merged_into not in known}


def taken(system: str, keys: Iterable[str]) -> set[str]:
    """Those of these keys that are the system's already."""
    listed = sorted(set(keys))
    return {key for (key,) in _taken.rows(system=system, keys=to_json(listed))} if listed else set()
