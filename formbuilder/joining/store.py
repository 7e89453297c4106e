"""What two records have in the tables beside their histories, when they become one and when they part (R19a)."""

from collections.abc import Iterable, Sequence

from formbuilder.db import Statement, to_json
from formbuilder.records import keeping
from metadata.records import Key, OpenClaim, Record
from metadata.stamps import Instant

_lead = Statement(
    "update record set merged_into = :to, revision = :revision, updated = :now where id = :id and revision = :was"
)
_lead_on = Statement("update record set merged_into = :to where id = :id")
_keys = Statement("select kind, normal, current, since from record_key where record_id = :id order by since, kind")
_drop_keys = Statement("delete from record_key where record_id = :id")
_put_key = Statement(
    "insert into record_key (record_id, entity, kind, normal, current, since)"
    " values (:record_id, :entity, :kind, :normal, :current, :since)"
)
_wait = Statement(
    "insert into open_claim"
    " (record_id, id, field, route, owner, area_code, opened, received, claim, closed_by, closed_at)"
    " values (:record_id, :id, :field, :route, :owner, :area_code, :opened, :received, :claim, '', null)"
    " on conflict (record_id, id) do update set route = excluded.route, area_code = excluded.area_code,"
    " opened = excluded.opened, claim = excluded.claim, closed_by = '', closed_at = null"
)
_wait_no_more = Statement(
    "update open_claim set closed_by = :deed, closed_at = :now"
    " where record_id = :record_id and id = :id and closed_by = ''"
)
_rows = Statement(
    "select system, row_key, main from system_row s where s.record_id = :id and not exists"
    " (select 1 from system_row o where o.record_id = :to and o.system = s.system and o.row_key = s.row_key)"
    " order by system, row_key"
)
_move_row = Statement(
    "update system_row set record_id = :to where record_id = :id and system = :system and row_key = :row_key"
)
_move_main = Statement("update system_row set main = :to where main = :id and system = :system and row_key = :row_key")
_put_place = Statement("update record set place = :place, area_code = :area where id = :id")
_apart = Statement("select 1 from apart where record_id = :one and other = :other")
_all_apart = Statement(
    "select record_id, other from apart where record_id in (select value from json_each(:ids))",
    postgresql="select record_id, other from apart"
    " where record_id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)
_tell_apart = Statement(
    "insert into apart (record_id, other, at, who, reason) values (:one, :other, :at, :who, :reason)"
    " on conflict (record_id, other) do update set at = excluded.at, who = excluded.who, reason = excluded.reason"
)
_forget = Statement("delete from apart where record_id = :one and other = :other")


def lead(record: Record, to: str, *, now: Instant) -> bool:
    """An id leads to another record from now on, or (`to` is empty) to its own; False: it has changed meanwhile."""
    row = {"id": record.id, "to": to, "revision": record.revision + 1, "was": record.revision, "now": now}
    return _lead.run(**row) == 1


def lead_on(ids: Sequence[str], to: str) -> None:
    """Ids that led to a record before it led on itself lead straight to where that is."""
    _lead_on.many([{"id": one, "to": to} for one in ids])


def take_keys(record_id: str) -> list[list[object]]:
    """A record's keys are another's now: each as kind, normal form, current, since."""
    found = [[kind, normal, bool(current), since] for kind, normal, current, since in _keys.rows(id=record_id)]
    _drop_keys.run(id=record_id)
    return found


def set_keys(record: Record, keys: Sequence[Key], since: dict[tuple[str, str], Instant], *, now: Instant) -> None:
    """These are a record's keys, and no others; those that are known are so since when they were."""
    _drop_keys.run(id=record.id)
    _put_key.many(
        [
            {
                "record_id": record.id,
                "entity": record.entity,
                "kind": key.kind,
                "normal": key.normal,
                "current": key.current,
                # Former ones stand in the order in which they became it.
                "since": since.get((key.kind, key.normal), now),
            }
            for key in sorted(keys, key=lambda key: key.current)
        ]
    )


def set_waiting(before: Sequence[OpenClaim], record: Record, deed: str, *, now: Instant) -> None:
    """These claims wait on a record, and no others.

    :param before: those that wait as the tables have it
    """
    after = {claim.id for claim in record.open_claims}
    gone = [claim.id for claim in before if claim.id not in after]
    _wait_no_more.many([{"record_id": record.id, "id": claim, "deed": deed, "now": now} for claim in gone])
    _wait.many([keeping.open_row(record, claim) for claim in record.open_claims])


def move_rows(record_id: str, to: str) -> list[list[object]]:
    """Systems' rows of one record are of another now: each as system, row key, and whether it was the row's own record.

    A row that the other has under the same key stays where it is.
    """
    found = [[system, key, main == record_id] for system, key, main in _rows.rows(id=record_id, to=to)]
    give_rows(record_id, to, found)
    return found


def give_rows(record_id: str, to: str, rows: Sequence[Sequence[object]]) -> None:
    """These rows of systems are another record's now, with all that they say of others."""
    moved = [{"id": record_id, "to": to, "system": system, "row_key": key} for system, key, _ in rows]
    _move_row.many(moved)
    _move_main.many([one for one, (_, _, main) in zip(moved, rows, strict=True) if main])


def put_place(record: Record) -> None:
    """Where a record that is by itself again lies now."""
    _put_place.run(id=record.id, place=record.place, area=record.area)


def are_two(one: str, other: str) -> bool:
    """Whether somebody has said that two records are two."""
    first, second = sorted((one, other))
    return _apart.row(one=first, other=second) is not None


def tell_apart(one: str, other: str, *, who: str, reason: str, now: Instant) -> None:
    """Two records are two."""
    first, second = sorted((one, other))
    _tell_apart.run(one=first, other=second, at=now, who=who, reason=reason)


def forget(one: str, other: str) -> None:
    """They are one after all."""
    first, second = sorted((one, other))
    _forget.run(one=first, other=second)


def told_apart(ids: Iterable[str]) -> set[frozenset[str]]:
    """The pairs among these records, and of these with others, of which somebody has said that they are two."""
    return {frozenset(row) for row in _all_apart.rows(ids=to_json(sorted(ids)))}
