"""A record that moves takes along what lies where it lies: a dwelling its households, with their assignments (R12)."""

from collections.abc import Collection
from dataclasses import dataclass

from formbuilder.db import Statement, to_json
from formbuilder.dispatch import store as assignments
from formbuilder.dispatch.settle import settle
from formbuilder.records import keys, searching, store, turns
from formbuilder.tasks import store as tasks
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.records import Record
from metadata.stamps import Instant

#: Who names one of these records lies in its area: the index of areas leads there.
_naming = Statement(
    "select id from record where entity = :entity and area_code = :area and merged_into = ''"
    " and json_extract(data, '$.' || :field) in (select value from json_each(:ids)) order by id",
    postgresql="select id from record where entity = :entity and area_code = :area and merged_into = ''"
    " and data ->> cast(:field as text) in (select jsonb_array_elements_text(cast(:ids as jsonb))) order by id",
)
_move = Statement(
    "update record set place = :place, area_code = :area, updated = :now"
    " where id in (select value from json_each(:ids)) returning id, name",
    postgresql="update record set place = :place, area_code = :area, updated = :now"
    " where id in (select jsonb_array_elements_text(cast(:ids as jsonb))) returning id, name",
)
_move_claims = Statement(
    "update open_claim set area_code = :area where closed_by = '' and record_id in (select value from json_each(:ids))",
    postgresql="update open_claim set area_code = :area where closed_by = ''"
    " and record_id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)
_move_parked = Statement(
    "update parked set area_code = :area where settled is null and record_id in (select value from json_each(:ids))",
    postgresql="update parked set area_code = :area where settled is null"
    " and record_id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)


@dataclass(frozen=True, slots=True)
class Move:
    """From where to where."""

    was: Record
    now_is: Record
    catalogue: Catalogue
    at: Instant


def follow(was: Record, now_is: Record, catalogue: Catalogue, *, now: Instant) -> int:
    """Bring along every record whose place is that of a record which has moved, in the transaction that moved it.

    A fixed number of statements for each kind of record; keys one by one where the community ends on the way.

    :param was, now_is: the record that moved, before and after
    :returns: how many came along
    """
    if (was.place, was.area) == (now_is.place, now_is.area):
        return 0
    # Who names an id that leads to it lies where it lies (R19a).
    return _bring(Move(was, now_is, catalogue, now), now_is.entity, turns.ids_of(now_is.id), {now_is.entity})


def _bring(move: Move, of: str, ids: Collection[str], brought: set[str]) -> int:
    count = 0
    for entity in move.catalogue.entities.values():
        field = entity.place_field
        if entity.code in brought or field not in entity.relations or move.catalogue.field(field).refers_to != of:
            continue
        rows = _naming.rows(entity=entity.code, area=move.was.area, field=field, ids=to_json(list(ids)))
        found = [record_id for (record_id,) in rows]
        if found:
            _carry(move, entity, found)
            count += len(found) + _bring(move, entity.code, found, brought | {entity.code})
    return count


def _carry(move: Move, entity: Entity, ids: list[str]) -> None:
    """Records of one kind, with their claims, what was parked of them, and assignments."""
    area, all_ids = move.now_is.area, to_json(ids)
    moved = _move.rows(place=move.now_is.place, area=area, now=move.at, ids=all_ids)
    searching.index([(record_id, entity.code, area, name) for record_id, name in moved])
    _move_claims.run(area=area, ids=all_ids)
    _move_parked.run(area=area, ids=all_ids)
    assignments.move_all(ids, area)
    elsewhere = entity.within == "community" and move.was.area[:12] != area[:12]
    leaves = any(
        published.covers(move.was.area) != published.covers(area)
        for published in tasks.running()
        if published.form.entity == entity.code
    )
    if elsewhere or leaves:
        there = store.lock_all(ids)
        keyed = [_keyed(there[one], entity, move.at) for one in ids if one in there]
        settle(keyed, now=move.at, catalogue=move.catalogue)


def _keyed(record: Record, entity: Entity, now: Instant) -> Record:
    """The record with the key that it has there; the next one sees whether it is free (R19)."""
    keyed = keys.follow(record, entity)
    if keyed.keys != record.keys:
        keys.keep([(record.keys, keyed)], now=now)
    return keyed
