"""Identity keys across records (R19): who holds one, whom a newcomer meets, and what becomes of a key that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from formbuilder.db import Statement, to_json
from formbuilder.records.lookup import TABLES, Lookup
from formbuilder.records.problems import KeyHeld
from metadata.entities import Entity
from metadata.keys import agrees, key_of, moved, of_record
from metadata.records import Key, Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value

_holders = Statement(
    "select k.record_id, k.current, r.name, r.area_code from record_key k join record r on r.id = k.record_id"
    " where k.entity = :entity and k.kind = :kind and k.normal = :normal order by k.current desc, k.since"
)
_held = Statement(
    "select k.kind from json_each(:wanted) w join record_key k on k.current"
    " and k.entity = json_extract(w.value, '$.entity') and k.kind = json_extract(w.value, '$.kind')"
    " and k.normal = json_extract(w.value, '$.normal') and k.record_id <> json_extract(w.value, '$.record_id') limit 1",
    postgresql="select k.kind from jsonb_to_recordset(cast(:wanted as jsonb))"
    " as w(entity text, kind text, normal text, record_id text) join record_key k on k.current"
    " and k.entity = w.entity and k.kind = w.kind and k.normal = w.normal and k.record_id <> w.record_id limit 1",
)
_of_number = Statement("select record_id, kind from record_key where entity = :entity and normal = :normal")
_put = Statement(
    "insert into record_key (record_id, entity, kind, normal, current, since)"
    " values (:record_id, :entity, :kind, :normal, :current, :since)"
    " on conflict (record_id, kind, normal) do update set current = excluded.current, since = excluded.since"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record that holds a key, or once held it."""

    record_id: str
    current: bool
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a newcomer's key says: the record that it is, or the one that it only resembles (review sees both)."""

    key: Key
    record_id: str
    is_it: bool


def holders(entity: str, kind: str, normal: str) -> list[Holder]:
    """The records of a key, whoever holds it now first."""
    rows = _holders.rows(entity=entity, kind=kind, normal=normal)
    return [Holder(record_id, bool(current), name, area) for record_id, current, name, area in rows]


def ids_of(entity: str, kinds: Sequence[str], normal: str) -> list[str]:
    """The records that hold a key of any of these kinds, now or once."""
    found = {holder for holder, kind in _of_number.rows(entity=entity, normal=normal) if kind in kinds}
    return sorted(found)


def meet(entity: Entity, values: Mapping[str, Value | Absent], *, area: str = "", source: str = "") -> Meeting | None:
    """Whom a newcomer's values meet (R19); None: its key is nobody's, or it has none.

    A current or a former key leads to its record if the name agrees, or nearly. A current key whose holder has
    another name is met all the same: the newcomer becomes a record without it. A former one is then nobody's.
    """
    key = key_of(entity, values, area=area, source=source)
    if key is None:
        return None
    name = values.get(entity.name_field)
    said = name if isinstance(name, str) else None
    for holder in holders(entity.code, key.kind, key.normal):
        # An entity without a name of its own (a dwelling is its code) has nothing that could disagree.
        agreed = agrees(said, holder.name) or not _has_name(entity)
        if agreed or holder.current:
            return Meeting(key, holder.record_id, is_it=agreed)
    return None


def _has_name(entity: Entity) -> bool:
    return bool(entity.name_field) and entity.code not in ("dwelling", "building", "event")


def taken(
    record: Record | None,
    entity: Entity,
    arriving: Mapping[str, Value | Absent],
    *,
    area: str = "",
    source: str = "",
) -> frozenset[Key]:
    """The key that these values would make, if it is another record's: what a merge may not write (R19).

    No statement where nothing of the key arrives.

    :param arriving: what answers or cells say, over what the record holds
    """
    if not any(code in arriving for code in entity.key):
        return frozenset()
    values = {code: arriving.get(code, record.held(code) if record else ABSENT) for code in entity.key}
    key = key_of(entity, values, area=area or (record.area if record else ""), source=source)
    if key is None or (record is not None and key in record.keys):
        return frozenset()
    mine = ("", record.id) if record else ("",)
    return frozenset() if TABLES.holder(entity.code, key) in mine else frozenset((key,))


def follow(record: Record, entity: Entity, lookup: Lookup = TABLES) -> Record:
    """A record whose key is unique within its community, after its place was found: the key follows the place.

    Where the community has the key already the record stays without: review sees both (R19).
    """
    if entity.within != "community":
        return record
    old = next((key for key in record.keys if key.current), None)
    new = of_record(record, entity)
    if old == new:
        return record
    if new is not None and new not in record.keys:
        new = None if lookup.holder(entity.code, new) not in ("", record.id) else new
    return replace(record, keys=moved(record.keys, old, new))


def keep(records: Sequence[tuple[tuple[Key, ...], Record]], *, now: Instant) -> None:
    """Write down the keys that have changed.

    :param records: each with its keys that are written down
    :raises KeyHeld: one is another record's current key; callers give `taken` to the merge
    """
    rows = [
        {
            "record_id": record.id,
            "entity": record.entity,
            "kind": key.kind,
            "normal": key.normal,
            "current": key.current,
            "since": now,
        }
        for known, record in records
        for key in record.keys
        if key not in known
    ]
    # What becomes a former one first: its place is then free for another.
    _put.many([row for row in rows if not row["current"]])
    current = [row for row in rows if row["current"]]
    if current and (held := _held.row(wanted=to_json(current))):
        raise KeyHeld(at=held[0])
    _put.many(current)
