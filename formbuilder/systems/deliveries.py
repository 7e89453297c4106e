"""Tables that came from systems, and those of their rows that were new, changed, or could not be taken whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, from_json, to_json
from formbuilder.systems.receiving.rows import Outcome, Row, State
from metadata.fields import Label
from metadata.problems import Param, Phrase, Problem
from metadata.stamps import Instant
from metadata.transforms import CellFault
from metadata.values import JSONObject

RUNNING, DONE, REFUSED = "running", "done", "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A table on its way in. `rows`: the number of the last row that was read; `counts`: word → how many.

    `state`: RUNNING, DONE, or REFUSED: its file turned out broken behind these rows, and no more of it is read.
    """

    id: int
    system: str
    name: str
    digest: str
    as_at: str
    area: str
    received: Instant
    who: str
    mapping_version: int
    rows: int
    state: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row of a delivery as it was kept, with what must be told of it: [{column, value, code, params}]."""

    number: int
    row_key: str
    record: str
    state: str
    cells: Mapping[str, Any]
    told: Sequence[JSONObject]


_COLUMNS = "id, system, name, digest, as_at, area_code, received, who, mapping_version, rows, state, counts"
_begin = Statement(
    "insert into delivery"
    " (system, name, digest, as_at, area_code, received, who, mapping_version, rows, state, counts)"
    " values (:system, :name, :digest, :as_at, :area, :received, :who, :mapping_version, 0, 'running', '{}')"
    " returning id"
)
_find = Statement(f"select {_COLUMNS} from delivery where id = :id")
_lock = Statement(
    f"select {_COLUMNS} from delivery where id = :id",
    postgresql=f"select {_COLUMNS} from delivery where id = :id for update",
)
_same = Statement(
    f"select {_COLUMNS} from delivery where system = :system and digest = :digest and as_at = :as_at"
    " and area_code = :area and mapping_version = :mapping_version and state <> 'refused' order by id desc limit 1"
)
_of_system = Statement(f"select {_COLUMNS} from delivery where system = :system order by id desc limit :count")
_latest = Statement(f"select {_COLUMNS} from delivery where id in (select max(id) from delivery group by system)")
_advance = Statement("update delivery set rows = :rows, state = :state, counts = :counts where id = :id")
_keep = Statement(
    "insert into delivery_row (delivery, number, row_key, record_id, state, cells, told)"
    " values (:delivery, :number, :row_key, :record_id, :state, :cells, :told)"
    " on conflict (delivery, number) do update set record_id = excluded.record_id, state = excluded.state,"
    " told = excluded.told"
)
_row = Statement(
    "select number, row_key, record_id, state, cells, told from delivery_row"
    " where delivery = :delivery and number = :number"
)
_told = Statement(
    "select number, row_key, record_id, state, cells, told from delivery_row where delivery = :delivery"
    " and number > :after and (state <> 'merged' or told <> '[]') order by number limit :count",
    postgresql="select number, row_key, record_id, state, cells, told from delivery_row where delivery = :delivery"
    " and number > :after and (state <> 'merged' or told <> cast('[]' as jsonb)) order by number limit :count",
)


def begin(
    system: str, *, name: str, digest: str, as_at: str, area: str, who: str, mapping_version: int, received: Instant
) -> Delivery:
    """A new delivery, of which nothing is read yet."""
    row = _begin.row(
        system=system,
        name=name[:200],
        digest=digest,
        as_at=as_at,
        area=area,
        received=received,
        who=who,
        mapping_version=mapping_version,
    )
    assert row is not None, "what was added has a number"
    return Delivery(row[0], system, name[:200], digest, as_at, area, received, who, mapping_version, 0, RUNNING, {})


def find(delivery: int, *, lock: bool = False) -> Delivery | None:
    """One delivery."""
    row = (_lock if lock else _find).row(id=delivery)
    return _read(row) if row else None


def same(system: str, digest: str, as_at: str, area: str, mapping_version: int) -> Delivery | None:
    """The delivery of the same file, of the same day and area, through the same mapping."""
    if not digest:
        return None
    row = _same.row(system=system, digest=digest, as_at=as_at, area=area, mapping_version=mapping_version)
    return _read(row) if row else None


def of_system(system: str, count: int) -> list[Delivery]:
    """The latest deliveries of a system, the newest first."""
    return [_read(row) for row in _of_system.rows(system=system, count=count)]


def latest() -> dict[str, Delivery]:
    """The latest delivery of each system."""
    return {found.system: found for found in map(_read, _latest.rows())}


def advance(delivery: Delivery, *, rows: int, state: str, counts: Mapping[str, int]) -> None:
    """So far it was read, with all that came of it."""
    _advance.run(id=delivery.id, rows=rows, state=state, counts=to_json(dict(counts)))


def refuse(delivery: Delivery, problem: Problem) -> None:
    """It cannot be read on: that is told of the row behind the last one that was read."""
    _keep.run(
        delivery=delivery.id,
        number=delivery.rows + 1,
        row_key="",
        record_id="",
        state=State.REFUSED.value,
        cells=to_json({}),
        told=to_json([_problem("", "", problem)]),
    )
    advance(delivery, rows=delivery.rows, state=REFUSED, counts=delivery.counts)


def keep(delivery: int, rows: Iterable[tuple[Row, Outcome]]) -> None:
    """Keep rows word for word, with what must be told of them."""
    _keep.many(
        [
            {
                "delivery": delivery,
                "number": row.number,
                "row_key": row.key,
                "record_id": outcome.record_id,
                "state": outcome.state.value,
                "cells": to_json(dict(row.cells)),
                "told": to_json(told_of(outcome)),
            }
            for row, outcome in rows
        ]
    )


def told_of(outcome: Outcome) -> list[JSONObject]:
    """What must be told of a row: cells that could not be taken, why nothing was, whom it may be."""
    told = [_fault(fault) for fault in outcome.faults]
    if outcome.problem is not None:
        told.append(_problem("", "", outcome.problem))
    if outcome.alike:
        told.append({"column": "", "value": "", "code": "row.alike", "params": {"records": list(outcome.alike)}})
    return told


def _fault(fault: CellFault) -> JSONObject:
    return _problem(fault.column, fault.value, fault.problem)


def _problem(column: str, value: str, problem: Problem) -> JSONObject:
    params = {name: _param(said) for name, said in problem.params.items()}
    return {"column": column, "value": value[:200], "code": problem.code, "params": params}


def _param(said: Param) -> JSONObject | str | int:
    """What a sentence names, so that it can be said in either language later."""
    if isinstance(said, Label):
        return {"zh": said.zh, "en": said.en}
    return {"phrase": str(said)} if isinstance(said, Phrase) else said


def row(delivery: int, number: int) -> ToldRow | None:
    """One row as it was kept."""
    found = _row.row(delivery=delivery, number=number)
    return _told_row(found) if found else None


def told(delivery: int, *, after: int, count: int) -> list[ToldRow]:
    """Rows of which something must be told, in their order, after a number already seen."""
    return [_told_row(found) for found in _told.rows(delivery=delivery, after=after, count=count)]


def _told_row(found: tuple[Any, ...]) -> ToldRow:
    number, row_key, record, state, cells, told = found
    return ToldRow(number, row_key, record, state, from_json(cells), from_json(told))


def _read(row: tuple[Any, ...]) -> Delivery:
    number, system, name, digest, as_at, area, received, who, version, rows, state, counts = row
    return Delivery(number, system, name, digest, as_at, area, received, who, version, rows, state, from_json(counts))
