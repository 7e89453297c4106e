"""Rows of the one table: ranges on one index, in its order; documents are never scanned to find a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from formbuilder.db import Statement, from_json, is_postgresql
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from formbuilder.ledger.scope import areas_of, beyond, within
from formbuilder.permissions import Role
from formbuilder.records.sights import Eyes
from metadata import documents
from metadata.stamps import Instant
from metadata.values import JSONObject, Value

_OPEN, _PROPOSALS = documents.FACT.index("open"), documents.FACT.index("proposals")

COLUMNS: Final = "r.id, r.name, r.area_code, r.place, r.ended, r.revision, r.updated, r.data, r.facts"

_end = Statement("select area_code, name, id from record where id = :id")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A record as lists need it, still unmasked: only `ledger.service` reads it."""

    id: str
    name: str
    area: str
    place: str
    ended: bool
    revision: int
    updated: Instant
    data: dict[str, Value]
    facts: dict[str, documents.FactDocument]

    @property
    def open(self) -> int:
        """How many fields have a conflict that waits."""
        return sum(1 for stamps in self.facts.values() if stamps[_OPEN])

    @property
    def proposals(self) -> int:
        """How many fields have a proposal that waits for its owner."""
        return sum(1 for stamps in self.facts.values() if stamps[_PROPOSALS])


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: an entity, where, and a condition on the values (`metadata.conditions`)."""

    eyes: Eyes
    entity: str
    area: str = ""
    where: JSONObject | None = None

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas whose records exist for these eyes, each read by itself: an 'or' between them would sort all."""
        return areas_of(self.eyes.actor, self.area)

    def conditions(self, params: Params) -> list[str]:
        """What else must hold of a record `r`."""
        parts = ["r.merged_into = ''"]
        if self.eyes.actor.role is Role.INTEGRATOR:
            system = params.put(self.eyes.actor.system)
            sent = f"select 1 from system_row s where s.record_id = r.id and s.system = {system}"
            parts += [f"r.entity = {params.put(self.eyes.entity)}", f"exists ({sent})"]
        if self.where is not None:
            parts.append(ConditionSQL(is_postgresql(), params).holds(self.where))
        return parts


def listed(asked: Asked, *, after: str = "", count: int) -> list[ListedRow]:
    """Records by area and name; those without a place come last.

    :param after: id of the last record of the page before; an id says nothing in an address, a name would
    """
    end = _end.row(id=after) if after else None
    rows: list[ListedRow] = []
    for area in asked.areas:
        sql, values = page_of(asked, area, end, count - len(rows))
        rows += map(read, statement(sql).rows(**values))
        if len(rows) == count:
            break
    return rows


def page_of(asked: Asked, area: str, end: tuple[Any, ...] | None, count: int) -> tuple[str, dict[str, object]]:
    """The query of a page of one area: a range of the index of lists, in its order, whatever the number of records."""
    params = Params()
    parts = [f"r.entity = {params.put(asked.entity)}"]
    parts.append(beyond(area, end, ("r.area_code", "r.name", "r.id"), params.put))
    parts += asked.conditions(params)
    order = "order by r.area_code, r.name, r.id"
    return f"select {COLUMNS} from record r where {' and '.join(parts)} {order} limit {count}", params.values


def of_ids(asked: Asked, ids: Sequence[str]) -> list[ListedRow]:
    """Those of a few records that exist for these eyes and are what was asked for."""
    rows: list[ListedRow] = []
    for area in asked.areas if ids else ():
        params = Params()
        parts = [f"r.id in ({', '.join(map(params.put, ids))})", within(area, "r.area_code", params.put)]
        parts += [f"r.entity = {params.put(asked.entity)}", *asked.conditions(params)]
        rows += map(
            read, statement(f"select {COLUMNS} from record r where {' and '.join(parts)}").rows(**params.values)
        )
    return rows


@lru_cache(256)
def statement(sql: str) -> Statement:
    """A statement that is put together once for each shape of a question."""
    return Statement(sql)


def read(row: tuple[Any, ...]) -> ListedRow:
    """A row of COLUMNS."""
    record_id, name, area, place, ended, revision, updated, data, facts = row
    return ListedRow(record_id, name, area, place, bool(ended), revision, updated, from_json(data), from_json(facts))
