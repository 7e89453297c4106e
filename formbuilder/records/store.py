"""Records as they are read from the database: one row is all that a page needs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, from_json, is_postgresql, to_json
from formbuilder.records import turns
from formbuilder.records.lookup import TABLES, Lookup
from metadata import derive, documents
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.joining import Account, Deed, Story, tell
from metadata.records import WRITTEN, Key, Line, OpenClaim, Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value
from metadata.writeback import replay

_COLUMNS = "r.id, r.entity, r.revision, r.data, r.facts, r.place, r.area_code, r.ended, r.merged_into"
_KEYS_SQLITE = (
    "(select json_group_array(json_array(k.current, k.since, k.kind, k.normal))"
    " from record_key k where k.record_id = r.id)"
)
_KEYS_POSTGRESQL = (
    "(select coalesce(jsonb_agg(jsonb_build_array(k.current, k.since, k.kind, k.normal)), '[]')"
    " from record_key k where k.record_id = r.id)"
)

_load = Statement(
    f"select {_COLUMNS}, {_KEYS_SQLITE} from record r where r.id = :id",
    postgresql=f"select {_COLUMNS}, {_KEYS_POSTGRESQL} from record r where r.id = :id",
)
_lock = Statement(
    f"select {_COLUMNS}, {_KEYS_SQLITE} from record r where r.id = :id",
    postgresql=f"select {_COLUMNS}, {_KEYS_POSTGRESQL} from record r where r.id = :id for update of r",
)
_lock_all = Statement(
    f"select {_COLUMNS}, {_KEYS_SQLITE} from record r where r.id in (select value from json_each(:ids))",
    postgresql=f"select {_COLUMNS}, {_KEYS_POSTGRESQL} from record r where r.id in"
    " (select jsonb_array_elements_text(cast(:ids as jsonb))) order by r.id for update of r",
)
_all_waiting = Statement(
    "select record_id, claim from open_claim where closed_by = ''"
    " and record_id in (select value from json_each(:ids)) order by opened, id",
    postgresql="select record_id, claim from open_claim where closed_by = '' and record_id in"
    " (select jsonb_array_elements_text(cast(:ids as jsonb))) order by opened, id",
)
_waiting = Statement("select claim from open_claim where record_id = :id and closed_by = '' order by opened, id")
_history = Statement("select revision, entry from history where record_id = :id order by revision")
_name_of = Statement("select name from record where id = :id")
_names_of = Statement(
    "select id, name from record where id in (select value from json_each(:ids))",
    postgresql="select id, name from record where id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)


def load(record_id: str) -> Record | None:
    """A record with its waiting claims, or None. One statement; a second only where claims wait."""
    row = _load.row(id=record_id)
    return _read(row) if row else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A record beside the row that it was read from: where the row is still the same, so is the record."""

    record: Record
    row: tuple[Any, ...]


def see(record_id: str) -> Seen | None:
    """A record that will be locked later, or None."""
    row = _load.row(id=record_id)
    return Seen(_read(row), row) if row else None


def lock(record_id: str, seen: Seen | None = None) -> Record | None:
    """A record, kept for this transaction until it ends: nobody else changes it meanwhile.

    :param seen: as it was before; if nothing has changed since, that very record is returned
    """
    row = _lock.row(id=record_id)
    if seen is not None and row == seen.row:
        return seen.record
    if row and is_postgresql():  # keys as they stand now: what a row is locked with was read before it waited
        row = _load.row(id=record_id)
    return _read(row) if row else None


def led_to(record_id: str, read: Callable[[str], Record | None] = load) -> Record | None:
    """The record that an id leads to: its own, or the one that it was joined to (R19a).

    :param read: `load` or `lock`
    """
    record = read(record_id)
    return read(record.merged_into) if record is not None and record.merged_into else record


def lock_all(ids: Collection[str]) -> dict[str, Record]:
    """Records by id, kept for this transaction; those that are not there are missing. Two statements for all of them.

    On PostgreSQL they are locked in the order of their ids: two who lock the same ones do not wait for each other.
    """
    if not ids:
        return {}
    rows = _lock_all.rows(ids=to_json(sorted(ids)))
    if rows and is_postgresql():  # keys as they stand now: see `lock`
        rows = _lock_all.rows(ids=to_json([row[0] for row in rows]))
    claims: dict[str, list[OpenClaim]] = {}
    if held_up := [row[0] for row in rows if _waits(from_json(row[4]))]:
        for record_id, claim in _all_waiting.rows(ids=to_json(held_up)):
            claims.setdefault(record_id, []).append(documents.open_claim_from(from_json(claim)))
    return {row[0]: _made(row, from_json(row[4]), tuple(claims.get(row[0], ()))) for row in rows}


def _read(row: tuple[Any, ...]) -> Record:
    stamps: dict[str, documents.FactDocument] = from_json(row[4])
    return _made(row, stamps, waiting(row[0]) if _waits(stamps) else ())


def _waits(stamps: Mapping[str, documents.FactDocument]) -> bool:
    return any(document[_OPEN] or document[_PROPOSALS] for document in stamps.values())


def _made(
    row: tuple[Any, ...], stamps: Mapping[str, documents.FactDocument], open_claims: tuple[OpenClaim, ...]
) -> Record:
    record_id, entity, revision, data, _facts, place, area, ended, merged_into, held_keys = row
    return documents.record_from(
        id=record_id,
        entity=entity,
        revision=revision,
        data=from_json(data),
        facts=stamps,
        # Former ones first, in the order in which they became it, as a replay makes them.
        keys=[Key(kind, normal, bool(current)) for current, _, kind, normal in sorted(from_json(held_keys))],
        open_claims=open_claims,
        place=place,
        area=area,
        ended=bool(ended),
        merged_into=merged_into,
    )


_OPEN, _PROPOSALS = documents.FACT.index("open"), documents.FACT.index("proposals")


def waiting(record_id: str) -> tuple[OpenClaim, ...]:
    """The claims of a record that wait, the oldest first."""
    return tuple(documents.open_claim_from(from_json(claim)) for (claim,) in _waiting.rows(id=record_id))


class Held(Mapping[str, Value]):
    """The values that claims stand for, read only as they are asked for."""

    __slots__ = ("_record",)

    def __init__(self, record: Record) -> None:
        self._record = record

    def __getitem__(self, code: str) -> Value:
        value = self._record.held(code)
        if value is ABSENT:
            raise KeyError(code)
        return value

    def __iter__(self) -> Iterator[str]:
        return (code for code in self._record.facts if self._record.held(code) is not ABSENT)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def known(record: Record, catalogue: Catalogue) -> dict[str, Value]:
    """All values that are known: what claims stand for, and over it what the standard derives from that."""
    held = Held(record)
    return {**held, **derive.values(held, catalogue)}


def name_of(entity: Entity, values: Mapping[str, Value | Absent]) -> str:
    """What lists show of a record: the value of its name field, or ''."""
    value = values.get(entity.name_field)
    if isinstance(value, dict):
        value = value.get("text", "")
    return value[:200] if isinstance(value, str) else ""


def place_of(entity: Entity, values: Mapping[str, Value | Absent], lookup: Lookup = TABLES) -> tuple[str, str]:
    """Code and area of the place that these values name (R12): an address, or that of the record that is named.

    Who names no address, but a dwelling that they live in, is there.
    """
    value = values.get(entity.place_field, ABSENT)
    if value is ABSENT and entity.place_field not in entity.relations:
        named = (values.get(code) for code in entity.relations)
        found = (lookup.place_of_record(other) for other in named if isinstance(other, str))
        return next((place for place in found if place[0]), ("", ""))
    if value is None or isinstance(value, Absent):
        return "", ""
    if entity.place_field in entity.relations:
        return lookup.place_of_record(str(value))
    return lookup.place_of(value)


def history(record_id: str, *, until: Instant | None = None) -> list[Line]:
    """Every line of a record, the oldest first; those received up to an instant, if one is given (R20)."""
    lines: list[Line] = []
    for revision, entry in _history.rows(id=record_id):
        lines += documents.entry_from(from_json(entry), revision)
    return [line for line in lines if until is None or line.claim.received <= until]


def told(record_id: str, *, at: Instant | None = None) -> list[tuple[str, Line]]:
    """Every line of a record and of those that are joined to it (at an instant: were), each with the record that it was
    made on; in the order received.
    """
    found: list[tuple[Instant, str, Line]] = []
    for one in turns.ids_of(record_id, at):
        last = 0
        for line in history(one, until=at):
            last = max(last, line.claim.received)
            found.append((last, one, line))
    return [(one, line) for _, one, line in sorted(found, key=lambda each: each[0])]


def values_at(record_id: str, fields: Collection[str], revision: int) -> dict[str, Value | Absent]:
    """Field → what was held of it at a revision: what the last line that wrote it said; ABSENT: nothing."""
    held: dict[str, Value | Absent] = dict.fromkeys(fields, ABSENT)
    if turns.of(record_id):
        shown = as_of_revision(record_id, revision, standard.present())
        return {code: shown.held(code) for code in fields}
    for line in history(record_id):
        if line.revision <= revision and line.claim.field in held and line.effect.outcome is WRITTEN and not line.echo:
            held[line.claim.field] = line.claim.value
    return held


def replayed(record: Record, catalogue: Catalogue, *, until: Instant | None = None) -> Record:
    """The record made anew from its history alone: the same record, or `doctor` says so (R16); as of an instant (R20).

    :param record: as it is kept, of which only id, entity, place and area are taken
    """
    if mine := turns.of(record.id):
        return tell(
            record.id, {record.id: Story(_blank(record), history(record.id), mine)}, catalogue, until=until
        ).record
    return replay(history(record.id, until=until), _blank(record), catalogue)


def account(record: Record, catalogue: Catalogue) -> Account:
    """What a record's history makes of it, with all that was told of the records that are joined to it (R19a)."""
    stories: dict[str, Story] = {}
    wanted = [record]
    for one in wanted:
        if one.id not in stories:
            stories[one.id] = Story(_blank(one), history(one.id), turns.of(one.id))
            others = [turn.other for turn in stories[one.id].turns if turn.deed is Deed.JOINED]
            wanted += [other for other in map(load, dict.fromkeys(others)) if other is not None]
    return tell(record.id, stories, catalogue)


def as_of_revision(record_id: str, revision: int, catalogue: Catalogue) -> Record:
    """A record as its pages showed it at a revision; the blank if there is none."""
    record = load(record_id)
    if record is None:
        return Record(record_id, "", 0)
    story = Story(_blank(record), history(record_id), turns.of(record_id))
    return tell(record_id, {record_id: story}, catalogue, before=revision + 1).record


def _blank(record: Record) -> Record:
    return Record(record.id, record.entity, 0, place=record.place, area=record.area)


def name(record_id: str) -> str:
    """What lists show of one record; '' if there is none."""
    row = _name_of.row(id=record_id)
    return row[0] if row else ""


def names(record_ids: Iterable[str]) -> dict[str, str]:
    """What lists show of several records, by id."""
    return dict(_names_of.rows(ids=to_json(sorted(set(record_ids)))))
