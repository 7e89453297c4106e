"""Rows of the one table: one range on one index, in the order of area and name; documents are never scanned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, from_json, is_postgresql
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from formbuilder.permissions import Role, sees_placeless
from formbuilder.records.sights import Eyes
from metadata import documents
from metadata.stamps import Instant
from metadata.values import JSONObject, Value

_OPEN, _PROPOSALS = documents.FACT.index("open"), documents.FACT.index("proposals")


#: Stands for an area where only what has no place is asked for (R12).
NOWHERE = "none"

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


def listed(
    eyes: Eyes,
    entity: str,
    *,
    area: str = "",
    text: str = "",
    ids: Sequence[str] = (),
    where: JSONObject | None = None,
    after: str = "",
    count: int,
) -> list[ListedRow]:
    """Records of an entity that exist for these eyes, by area and name.

    :param area: only inside this area; NOWHERE: only what has no place
    :param text: part of the name; `ids`: or one of these, whatever it is called
    :param where: a condition on the values (`metadata.conditions`)
    :param after: id of the last record of the page before; an id says nothing in an address, a name would
    """
    params = Params()
    put = params.put
    parts = [f"r.entity = {put(entity)}", "r.merged_into = ''", *_scope(eyes, params)]
    if area == NOWHERE:
        parts.append("r.area_code = ''")
    elif area:
        parts += [f"r.area_code >= {put(area)}", f"r.area_code < {put(area + '~')}"]
    named = [f"r.name like {put(_like(text))} escape '!'"] if text else []
    if ids:
        named.append(f"r.id in ({', '.join(map(put, ids))})")
    if named:
        parts.append(f"({' or '.join(named)})")
    if where is not None:
        parts.append(ConditionSQL(is_postgresql(), params).holds(where))
    if after and (end := _end.row(id=after)):
        parts.append(f"(r.area_code, r.name, r.id) > ({', '.join(map(put, end))})")
    rows = Statement(
        "select r.id, r.name, r.area_code, r.place, r.ended, r.revision, r.updated, r.data, r.facts from record r"
        f" where {' and '.join(parts)} order by r.area_code, r.name, r.id limit {put(count)}"
    ).rows(**params.values)
    return [_row(*row) for row in rows]


def _row(*row: Any) -> ListedRow:
    record_id, name, area, place, ended, revision, updated, data, facts = row
    return ListedRow(record_id, name, area, place, bool(ended), revision, updated, from_json(data), from_json(facts))


def _scope(eyes: Eyes, params: Params) -> list[str]:
    """Whose rows exist (R25). What is not granted here is denied."""
    actor = eyes.actor
    match actor.role:
        case Role.DEPARTMENT_ADMIN:
            return []
        case Role.SECRETARY | Role.WORKER if actor.area:
            inside = f"r.area_code >= {params.put(actor.area)} and r.area_code < {params.put(actor.area + '~')}"
            return [f"({inside} or r.area_code = '')" if sees_placeless(actor) else inside]
        case Role.INTEGRATOR if eyes.entity:
            system = params.put(actor.system)
            sent = f"select 1 from system_row s where s.record_id = r.id and s.system = {system}"
            return [f"r.entity = {params.put(eyes.entity)}", f"exists ({sent})"]
        case _:
            return ["1 = 0"]


def _like(text: str) -> str:
    for sign in "!%_":
        text = text.replace(sign, "!" + sign)
    return f"%{text}%"
