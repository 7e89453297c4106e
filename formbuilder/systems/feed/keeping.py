"""What is remembered of rows that go out: their numbers in the feed, of whom they speak, and what we gave (R22)."""

from collections.abc import Sequence

from formbuilder.db import Statement, to_json
from formbuilder.systems.feed import standing
from formbuilder.systems.feed.making import Made
from formbuilder.systems.feed.reading import Batch
from metadata.values import JSONObject

_NEW = (
    "insert into system_row"
    " (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest, feed, gone)"
    " values (:record, :system, :key, :entity, :main, '{}', '[]', null, 0, 0, :digest, :feed, :gone)"
    " on conflict (record_id, system, row_key) do "
)
_number = Statement(f"{_NEW}update set digest = excluded.digest, feed = excluded.feed, gone = excluded.gone")
_link = Statement(f"{_NEW}nothing")
_copy = Statement(
    "insert into system_row"
    " (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest, feed, gone)"
    " select record_id, system, :key, entity, main, cells, ours, dated, received, delivery, '', 0, false"
    " from system_row where system = :system and row_key = :was and main = :main"
    " on conflict (record_id, system, row_key) do nothing",
    postgresql="insert into system_row"
    " (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest, feed, gone)"
    " select record_id, system, cast(:key as text), entity, main, cells, ours, dated, received, delivery, '', 0, false"
    " from system_row where system = :system and row_key = :was and main = :main"
    " on conflict (record_id, system, row_key) do nothing",
)
_give = Statement(
    "update system_row set cells = :cells, ours = :ours"
    " where record_id = :record and system = :system and row_key = :key"
)


def number(rows: Sequence[Made], system: str) -> list[int]:
    """Give the next numbers of the feed to the rows that are news; each row's number now, 0 where it has none.

    A row that goes on under another key takes along what passed of it.
    """
    _copy.many(
        [{"key": row.row_key, "was": row.copies, "main": row.record, "system": system} for row in rows if row.copies]
    )
    last = standing.lock(system).feed
    numbers: list[int] = []
    changed: list[JSONObject] = []
    for row in rows:
        if row.is_news:
            last += 1
            changed.append(_row(row, system, row.record, row.entity, row.digest, last, gone=row.gone))
        numbers.append(last if row.is_news else row.before.feed if row.before else 0)
    if changed:
        _number.many(changed)
        standing.count(system, last)
    return numbers


def link(rows: Sequence[Made], batch: Batch, system: str) -> None:
    """Remember of which related records rows speak, where that is new: a change of one leads back to the row."""
    _link.many(unlinked(rows, batch, system))


def unlinked(rows: Sequence[Made], batch: Batch, system: str) -> list[JSONObject]:
    """The parts that rows do not have yet."""
    return [
        _row(row, system, other.id, other.entity, "", 0, gone=False)
        for row in rows
        if not row.gone
        for known in [{part.record for part in batch.parts.get(row.passed_as, ())}]
        for other in row.used
        if other.id not in known
    ]


def give(rows: Sequence[Made], batch: Batch, system: str) -> None:
    """Remember the cells that pass now, as given by us."""
    given: list[JSONObject] = []
    for row in rows:
        parts = {part.record: part for part in batch.parts.get(row.passed_as, ())}
        for record in {*row.changes, *row.said}:
            part = parts.get(record)
            before, ours = (part.cells, part.ours) if part else ({}, ())
            cells, said = row.changes.get(record, {}), row.said.get(record, {})
            given.append(
                {
                    **{"record": record, "system": system, "key": row.row_key},
                    "cells": to_json({**before, **said, **cells}),
                    "ours": to_json(sorted({*ours, *cells} - said.keys())),
                }
            )
    _give.many(given)


def _row(row: Made, system: str, record: str, entity: str, digest: str, feed: int, *, gone: bool) -> JSONObject:
    return {
        **{"record": record, "system": system, "key": row.row_key, "entity": entity, "main": row.record},
        **{"digest": digest, "feed": feed, "gone": gone},
    }
