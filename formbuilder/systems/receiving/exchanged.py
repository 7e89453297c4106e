"""What last passed between us and a system, row by row, in its tables (R22)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, from_json, to_json
from metadata.stamps import Instant
from metadata.values import JSONObject

_COLUMNS = "row_key, record_id, entity, main, cells, ours, dated, delivery"
_linked = Statement(
    f"select {_COLUMNS} from system_row where system = :system"
    " and row_key in (select value from json_each(:keys)) order by row_key, received",
    postgresql=f"select {_COLUMNS} from system_row where system = :system"
    " and row_key in (select jsonb_array_elements_text(cast(:keys as jsonb))) order by row_key, received",
)
_last = Statement(
    "select record_id, row_key from system_row where system = :system and main = record_id"
    " and record_id in (select value from json_each(:ids)) order by received, gone desc",
    postgresql="select record_id, row_key from system_row where system = :system and main = record_id"
    " and record_id in (select jsonb_array_elements_text(cast(:ids as jsonb))) order by received, gone desc",
)
_given = Statement(
    "select digest, record_id from system_row where system = :system and row_key = main and main = record_id"
    " and digest in (select value from json_each(:digests)) order by record_id",
    postgresql="select digest, record_id from system_row where system = :system and row_key = main"
    " and main = record_id and digest in (select jsonb_array_elements_text(cast(:digests as jsonb)))"
    " order by record_id",
)
_keep = Statement(
    "insert into system_row"
    " (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest, feed, gone)"
    " values (:record_id, :system, :row_key, :entity, :main, :cells, :ours, :dated, :received, :delivery, '', 0, :gone)"
    " on conflict (record_id, system, row_key) do update set main = excluded.main, cells = excluded.cells,"
    " ours = excluded.ours, dated = excluded.dated, received = excluded.received, delivery = excluded.delivery"
)
_came_again = Statement(
    "update system_row set dated = :dated, received = :received, delivery = :delivery"
    " where system = :system and row_key = :row_key and record_id = :record_id"
)
_drop = Statement("delete from system_row where record_id = :record_id and system = :system and row_key = :row_key")


@dataclass(frozen=True, slots=True)
class Part:
    """The cells of a row that mean fields of one record, as they last passed. `ours`: the columns that we gave."""

    row_key: str
    record: str
    entity: str
    main: str
    cells: Mapping[str, Any]
    ours: frozenset[str]
    dated: Instant | None
    delivery: int


def linked(system: str, keys: Collection[str]) -> dict[str, list[Part]]:
    """Row key → the parts that it leads to, the newest last."""
    return _by_key(_linked.rows(system=system, keys=to_json(sorted(keys)))) if keys else {}


def last_of(system: str, records: Collection[str]) -> dict[str, list[Part]]:
    """Record → the parts of the row in which it last came, or was given: of a row without a key of its own, or under
    another one than it has now.
    """
    keys: dict[str, str] = dict(_last.rows(system=system, ids=to_json(sorted(records)))) if records else {}
    parts = linked(system, set(keys.values()))
    return {record: [part for part in parts.get(key, ()) if part.main == record] for record, key in keys.items()}


def given(system: str, digests: Collection[str]) -> dict[str, list[str]]:
    """What a row says → the records of which we gave such rows under no key of their own."""
    found: dict[str, list[str]] = {}
    for digest, record in _given.rows(system=system, digests=to_json(sorted(digests))) if digests else ():
        found.setdefault(digest, []).append(record)
    return found


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_part(row))
    return found


def _part(row: tuple[Any, ...]) -> Part:
    key, record, entity, main, cells, ours, dated, delivery = row
    return Part(key, record, entity, main, from_json(cells), frozenset(from_json(ours)), dated, delivery)


def keep(system: str, parts: Iterable[Part], *, received: Instant) -> None:
    """Remember what passed now."""
    _keep.many([_row(system, part, received) for part in parts])


def _row(system: str, part: Part, received: Instant) -> JSONObject:
    return {
        "record_id": part.record,
        "system": system,
        "row_key": part.row_key,
        "entity": part.entity,
        "main": part.main,
        "cells": to_json(dict(part.cells)),
        "ours": to_json(sorted(part.ours)),
        "dated": part.dated,
        "received": received,
        "delivery": part.delivery,
        "gone": False,
    }


def came_again(system: str, parts: Iterable[Part], *, received: Instant) -> None:
    """The same cells came again, later: only until when they were true is new."""
    _came_again.many(
        [
            {
                "system": system,
                "row_key": part.row_key,
                "record_id": part.record,
                "dated": part.dated,
                "received": received,
                "delivery": part.delivery,
            }
            for part in parts
        ]
    )


def drop(system: str, parts: Iterable[Part]) -> None:
    """A row that speaks of another record now: of the one before it says nothing any more."""
    _drop.many([{"record_id": part.record, "system": system, "row_key": part.row_key} for part in parts])
