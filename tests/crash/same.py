"""What an instance holds, said so that two can be compared that were filled at other times, under other ids."""

import json
import re
from collections.abc import Callable
from typing import Any

from formbuilder import clock, db
from formbuilder.db import Statement, from_json
from metadata.stamps import Instant
from tests.crash.town import Town

_names = Statement("select record_id, entity, system || ' ' || row_key from system_row")
_DELIVERED = "(select d.name from delivery d where d.id = delivery)"
_uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
#: Table → its columns, but for numbers that are given in the order of arrival, and salts.
TABLES = {
    "record": "id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created, updated",
    "record_key": "record_id, entity, kind, normal, current, since",
    "history": "record_id, revision, made_on, received, entry",
    "open_claim": "record_id, field, route, owner, area_code, opened, received, claim, closed_by, closed_at",
    "system_row": f"record_id, system, row_key, entity, main, cells, dated, received, {_DELIVERED}",
    "delivery": "system, name, digest, as_at, received, rows, state, counts",
    "delivery_row": f"{_DELIVERED}, number, row_key, record_id, state, cells, told",
    "named": "record_id, entity, area_code, name",
    "record_tally group by entity, area_code": "entity, area_code, sum(records)",
    "name_part group by entity, part, area_code": "entity, part, area_code, count(*)",
    "outbox": "record_id, revision, fields",
    "audit where verb = 'rows.import'": "verb, subject, detail",
}
JSON = {"data", "facts", "entry", "claim", "cells", "counts", "told", "fields", "detail"}


def holds(town: Town, since: Instant) -> dict[str, list[str]]:
    """Table → its rows as sorted texts. A record is called after the first row that spoke of it; instants of this run
    are all alike.
    """
    until = clock.now()
    found: dict[str, list[str]] = {}
    with town.open(), db.transaction(writing=False):
        names: dict[str, str] = {}
        for record, entity, row in _names.rows():
            names[record] = min(names.get(record, "~"), f"{entity} of {row}")

        def called(id_: re.Match[str]) -> str:
            return names.get(id_[0], "an id")

        for table, columns in TABLES.items():
            rows = Statement(f"select {columns} from {table}").rows()
            of_json = [name in JSON for name in columns.split(", ")]
            found[table.split()[0]] = sorted(text_of(row, of_json, called, since, until) for row in rows)
    return found


def text_of(
    row: tuple[Any, ...], of_json: list[bool], called: Callable[[re.Match[str]], str], since: Instant, until: Instant
) -> str:
    """One row."""
    values = [from_json(value) if is_json else value for value, is_json in zip(row, of_json, strict=True)]
    return _uuid.sub(called, json.dumps(_plain(values, since, until), ensure_ascii=False, sort_keys=True))


def _plain(value: Any, since: Instant, until: Instant) -> Any:
    if isinstance(value, dict):  # PostgreSQL does not give the number of somebody who was killed again
        return {key: _plain(one, since, until) for key, one in value.items() if key != "delivery"}
    if isinstance(value, (list, tuple)):
        return [_plain(one, since, until) for one in value]
    if isinstance(value, bool):  # SQLite knows 0 and 1
        return int(value)
    if not isinstance(value, int):
        return value
    return "now" if since <= value <= until else value


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """What only one of them holds, a few of each table."""
    found: list[str] = []
    for table in one:
        ours, theirs = set(one[table]), set(other[table])
        if len(one[table]) != len(other[table]):
            found.append(f"{table}: {len(one[table])} and {len(other[table])} rows")
        found += [f"{table}, here alone: {row}" for row in sorted(ours - theirs)[:3]]
        found += [f"{table}, there alone: {row}" for row in sorted(theirs - ours)[:3]]
    return found
