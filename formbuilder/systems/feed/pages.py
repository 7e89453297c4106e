"""Which rows come next, a page at a time by keyset: no page costs more than another, however long the table is."""

from dataclasses import dataclass
from typing import Protocol

from formbuilder.db import Statement, is_postgresql, to_json
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from metadata.values import JSONObject

#: A record and the key of a row that is of it.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """The records of the next rows, in order; `rows`: these rows of theirs alone, else all. `next`: behind it, or None.

    `numbers`: of rows that were asked for by their number in the feed.
    """

    records: tuple[str, ...]
    rows: tuple[Pair, ...] | None
    next: "Walk | None"
    numbers: tuple[int, ...] = ()


class Walk(Protocol):
    """A way through a system's rows, at some place of it."""

    def page(self, system: str, count: int) -> Page:
        """The next page, in the transaction that is open."""


_known = Statement(
    "select row_key, record_id from system_row where system = :system and main = record_id"
    " and (row_key, record_id) > (:key, :record) order by row_key, record_id limit :count"
)
_told = Statement(
    "select feed, record_id, row_key from system_row where system = :system and feed > :after and feed <= :until"
    " and main = record_id order by feed limit :count"
)
_changed = Statement(
    "select id, id, record_id from outbox where id >= :begin and id < :end and id > :id and :mark = :mark"
    " order by id limit :count",
    postgresql="select mark, id, record_id from outbox where mark > 0 and mark >= :begin and mark < :end"
    " and (mark, id) > (:mark, :id) order by mark, id limit :count",
)
_of_parts = Statement(
    "select distinct main from system_row where system = :system and main <> record_id"
    " and record_id in (select value from json_each(:ids))",
    postgresql="select distinct main from system_row where system = :system and main <> record_id"
    " and record_id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)


@dataclass(frozen=True, slots=True)
class Known:
    """All rows that are known already, those that left too, by their key."""

    key: str = ""
    record: str = ""

    def page(self, system: str, count: int) -> Page:
        found = _known.rows(system=system, key=self.key, record=self.record, count=count)
        behind = Known(*found[-1]) if len(found) == count else None
        pairs = tuple((record, key) for key, record in found)
        return Page(tuple(dict.fromkeys(record for record, _ in pairs)), pairs, behind)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Records that have no row yet and pass the mapping's filter, by their id."""

    entity: str
    filter: JSONObject
    after: str = ""

    def page(self, system: str, count: int) -> Page:
        params = Params()
        found = self.statement(params).rows(
            entity=self.entity, after=self.after, system=system, count=count, **params.values
        )
        ids = tuple(record for (record,) in found)
        behind = Unknown(self.entity, self.filter, ids[-1]) if len(ids) == count else None
        return Page(ids, None, behind)

    def statement(self, params: Params) -> Statement:
        """Records by their id. Not by an index that begins with their kind: each page would read and sort all of it."""
        holds = ConditionSQL(is_postgresql(), params).holds(self.filter)
        return Statement(
            "select r.id from record r where r.entity || '' = :entity and r.id > :after and r.merged_into = ''"
            f" and not r.ended and {holds} and not exists (select 1 from system_row s where s.record_id = r.id"
            " and s.system = :system and s.main = r.id) order by r.id limit :count"
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """Records that the outbox tells of between two marks, and those whose rows speak of one of them."""

    begin: int
    end: int
    mark: int = 0
    id: int = 0

    def page(self, system: str, count: int) -> Page:
        found = _changed.rows(begin=self.begin, end=self.end, mark=self.mark, id=self.id, count=count)
        changed = dict.fromkeys(record for _, _, record in found)
        mains = [main for (main,) in _of_parts.rows(system=system, ids=to_json(list(changed)))] if changed else []
        behind = Changed(self.begin, self.end, found[-1][0], found[-1][1]) if len(found) == count else None
        return Listed(tuple(sorted({*changed, *mains})), behind).page(system, count)


@dataclass(frozen=True, slots=True)
class Listed:
    """Records that are known by name: one building changes the rows of all who live in it."""

    records: tuple[str, ...]
    behind: Walk | None

    def page(self, system: str, count: int) -> Page:
        rest = self.records[count:]
        return Page(self.records[:count], None, Listed(rest, self.behind) if rest else self.behind)


@dataclass(frozen=True, slots=True)
class Told:
    """Rows by the numbers that the feed gave them, from one number to another."""

    after: int
    until: int

    def page(self, system: str, count: int) -> Page:
        found = _told.rows(system=system, after=self.after, until=self.until, count=count)
        behind = Told(found[-1][0], self.until) if len(found) == count and found[-1][0] < self.until else None
        pairs = tuple((record, key) for _, record, key in found)
        return Page(tuple(dict.fromkeys(record for record, _ in pairs)), pairs, behind, tuple(f for f, _, _ in found))
