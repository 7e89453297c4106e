"""Records in the database: one row is all that a page needs; a save is a few statements, on the path of every door."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from formbuilder.areas import store as areas
from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, from_json, is_postgresql, to_json
from formbuilder.problems import Stale
from formbuilder.records import keys
from formbuilder.records.ids import new_id
from metadata import derive, documents
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.records import Key, Line, OpenClaim, Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, JSONObject, Value
from metadata.writeback import Answer, Merged, replay

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
_waiting = Statement("select claim from open_claim where record_id = :id and closed_by = '' order by opened, id")
_insert = Statement(
    "insert into record"
    " (id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created, updated)"
    " values (:id, :entity, :revision, :data, :facts, :name, :place, :area_code, :ended, '', :now, :now)"
)
_update = Statement(
    "update record set revision = :revision, data = :data, facts = :facts, ended = :ended, updated = :now"
    " where id = :id and revision = :was"
)
# Only where one of them has changed: each stands in an index, which SQLite writes anew even for the same value.
_list_anew = Statement("update record set name = :name, place = :place, area_code = :area_code where id = :id")
_add_line = Statement(
    "insert into history"
    " (record_id, revision, position, id, made_on, field, outcome, line, source, through, received, claim, salt)"
    " values (:record_id, :revision, :position, :id, :record_id, :field, :outcome, :line, :source, :through,"
    " :received, :claim, '')"
)
_open = Statement(
    "insert into open_claim"
    " (record_id, id, field, route, owner, area_code, opened, received, claim, closed_by, closed_at)"
    " values (:record_id, :id, :field, :route, :owner, :area_code, :opened, :received, :claim, '', null)"
)
_close = Statement(
    "update open_claim set closed_by = :closed_by, closed_at = :now"
    " where record_id = :record_id and id = :id and closed_by = ''"
)
_move_claims = Statement("update open_claim set area_code = :area_code where record_id = :record_id and closed_by = ''")
_move_parked = Statement("update parked set area_code = :area_code where record_id = :record_id and settled is null")
_park = Statement(
    "insert into parked (record_id, id, submission_id, field, answer, reason, area_code, received, settled)"
    " values (:record_id, :id, :submission_id, :field, :answer, :reason, :area_code, :received, null)"
)
_outbox = Statement("insert into outbox (record_id, revision, fields, at) values (:record_id, :revision, :fields, :at)")
_history = Statement("select claim from history where record_id = :id order by revision, position")
_written_at = Statement(
    "select claim from history where record_id = :id and field = :field and revision <= :revision"
    " and outcome = 'written' order by revision desc, position desc limit 1"
)
_place_of_record = Statement("select place, area_code from record where id = :id")
_name_of = Statement("select name from record where id = :id")
_names_of = Statement(
    "select id, name, entity, area_code from record where id in (select value from json_each(:ids))",
    postgresql="select id, name, entity, area_code from record where id in"
    " (select jsonb_array_elements_text(cast(:ids as jsonb)))",
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


def _read(row: tuple[Any, ...]) -> Record:
    record_id, entity, revision, data, facts, place, area, ended, merged_into, held_keys = row
    stamps: dict[str, documents.FactDocument] = from_json(facts)
    return documents.record_from(
        id=record_id,
        entity=entity,
        revision=revision,
        data=from_json(data),
        facts=stamps,
        # Former ones first, in the order in which they became it, as a replay makes them.
        keys=[Key(kind, normal, bool(current)) for current, _, kind, normal in sorted(from_json(held_keys))],
        open_claims=waiting(record_id) if any(d[_OPEN] or d[_PROPOSALS] for d in stamps.values()) else (),
        place=place,
        area=area,
        ended=bool(ended),
        merged_into=merged_into,
    )


_OPEN, _PROPOSALS = documents.FACT.index("open"), documents.FACT.index("proposals")


def waiting(record_id: str) -> tuple[OpenClaim, ...]:
    """The claims of a record that wait, the oldest first."""
    return tuple(documents.open_claim_from(from_json(claim)) for (claim,) in _waiting.rows(id=record_id))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a merge will leave in the tables, as far as the merge alone says it: made before anybody must wait.

    `data`: field → value, derived ones too; `documents`: `data` and `facts` of the row; `lines`: rows of history.
    """

    merged: Merged
    data: Mapping[str, Value]
    documents: tuple[str, str]
    lines: list[JSONObject]
    fields: str


def prepare(merged: Merged, catalogue: Catalogue) -> Prepared:
    """Write out what a merge made. No statement."""
    record = merged.record
    data, facts = documents.to_documents(record, derive.values(Held(record), catalogue))
    lines = [_line_row(record.id, position, line) for position, line in enumerate(merged.lines)]
    fields = sorted({line.claim.field for line in merged.lines})
    return Prepared(merged, data, (to_json(data), to_json(facts)), lines, to_json(fields))


def save(
    before: Record | None,
    merged: Merged,
    *,
    now: Instant,
    submission_id: str = "",
    answers: Mapping[str, Answer] | None = None,
    catalogue: Catalogue | None = None,
    prepared: Prepared | None = None,
) -> Record:
    """Keep what a merge made: the record, its history, its open claims and keys, what was parked, the outbox.

    Derived values join `data`; name, place and area follow from the values (R12). Callers go through
    `records.saving`, which settles the record's assignments after it.

    :param before: the record that was merged into, as it was locked; None or revision 0: it is new
    :param answers: what was said, to be kept of the parked ones
    :param prepared: this very merge, if it was written out before
    :returns: the record as it is kept
    :raises KeyHeld: its new key is another record's (callers give `keys.taken` to the merge)
    :raises Stale: somebody changed the record since it was read
    """
    record = merged.record
    if merged.lines:
        catalogue = catalogue or standard.present()
        if prepared is None or prepared.merged is not merged:
            prepared = prepare(merged, catalogue)
        record = _keep(before, prepared, catalogue.entity(record.entity), now=now)
        _add_line.many(prepared.lines)
        _keep_open_claims(before, record, merged, now=now)
        _outbox.run(record_id=record.id, revision=record.revision, fields=prepared.fields, at=now)
    for fault in merged.parked:
        answer = answers.get(fault.field) if answers else None
        park(record, fault.field, answer, fault.problem.code, now=now, submission_id=submission_id)
    return record


def park(
    record: Record, field: str, answer: Answer | None, reason: str, *, now: Instant, submission_id: str = ""
) -> None:
    """Keep an answer that could not be merged, with the code of its reason (R18); review sees it."""
    document: JSONObject = {}
    if answer is not None:
        document = {"verdict": answer.verdict.value, "note": answer.note}
        document |= {} if answer.value is ABSENT else {"value": answer.value}
    _park.run(
        record_id=record.id,
        id=new_id(),
        submission_id=submission_id,
        field=field,
        answer=to_json(document),
        reason=reason,
        area_code=record.area,
        received=now,
    )


def _keep(before: Record | None, prepared: Prepared, entity: Entity, *, now: Instant) -> Record:
    record, changed = prepared.merged.record, prepared.merged.changed
    place, area = _place(before, entity, prepared.data, changed)
    record = keys.follow(replace(record, place=place, area=area), entity)
    data, facts = prepared.documents
    document = {
        "id": record.id,
        "revision": record.revision,
        "data": data,
        "facts": facts,
        "ended": record.ended,
        "now": now,
    }
    listed = {"name": name_of(entity, prepared.data), "place": place, "area_code": area}
    if before is None or not before.revision:
        _insert.run(**document, **listed, entity=record.entity)
    elif _update.run(**document, was=before.revision) != 1:
        raise Stale()
    elif entity.name_field in changed or (place, area) != (before.place, before.area):
        _list_anew.run(id=record.id, **listed)
    known_keys = before.keys if before else ()
    if known_keys != record.keys:
        keys.keep(known_keys, record, now=now)
    return record


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


def _place(
    before: Record | None, entity: Entity, values: Mapping[str, Value], changed: Collection[str]
) -> tuple[str, str]:
    """Where a record is (R12): looked up only when the value that says so has changed, or nothing was found before."""
    code = entity.place_field
    # A newcomer was given the place of the very values that are saved now.
    if before is not None and before.place and (code not in changed or not before.revision):
        return before.place, before.area
    return place_of(entity, values)


def place_of(entity: Entity, values: Mapping[str, Value | Absent]) -> tuple[str, str]:
    """Code and area of the place that these values name (R12): an address, or that of the record that is named."""
    value = values.get(entity.place_field)
    if value is None or isinstance(value, Absent):
        return "", ""
    if entity.place_field in entity.relations:
        row = _place_of_record.row(id=value)
        return (row[0], row[1]) if row else ("", "")
    return areas.place_of(value)


def _line_row(record_id: str, position: int, line: Line) -> JSONObject:
    return {
        "record_id": record_id,
        "revision": line.revision,
        "position": position,
        "id": line.id,
        "field": line.claim.field,
        "outcome": line.effect.outcome.value,
        "line": line.effect.line,
        "source": line.claim.source,
        "through": line.claim.through.value,
        "received": line.claim.received,
        "claim": to_json(documents.line_to(line)),
    }


def _keep_open_claims(before: Record | None, record: Record, merged: Merged, *, now: Instant) -> None:
    _open.many([_open_row(record, claim) for claim in merged.opened])
    _close.many([{"record_id": record.id, "id": id, "closed_by": by, "now": now} for id, by in merged.closed.items()])
    if before is not None and before.area != record.area:
        if record.open_claims:
            _move_claims.run(record_id=record.id, area_code=record.area)
        _move_parked.run(record_id=record.id, area_code=record.area)  # a newcomer's may have been there before it


def _open_row(record: Record, claim: OpenClaim) -> JSONObject:
    return {
        "record_id": record.id,
        "id": claim.id,
        "field": claim.field,
        "route": claim.route.value,
        "owner": claim.owner,
        "area_code": record.area,
        "opened": claim.opened,
        "received": claim.received,
        "claim": to_json(documents.open_claim_to(claim)),
    }


def history(record_id: str, *, until: Instant | None = None) -> list[Line]:
    """Every line of a record, the oldest first; those received up to an instant, if one is given (R20)."""
    lines = (documents.line_from(from_json(claim)) for (claim,) in _history.rows(id=record_id))
    return [line for line in lines if until is None or line.claim.received <= until]


def value_at(record_id: str, field: str, revision: int) -> Value | Absent:
    """What was held of a field at a revision: what the last line that wrote it said; ABSENT: nothing."""
    row = _written_at.row(id=record_id, field=field, revision=revision)
    return documents.line_from(from_json(row[0])).claim.value if row else ABSENT


def replayed(record: Record, catalogue: Catalogue, *, until: Instant | None = None) -> Record:
    """The record made anew from its history alone: the same record, or `doctor` says so (R16); as of an instant (R20).

    :param record: as it is kept, of which only id, entity, place and area are taken
    """
    blank = Record(record.id, record.entity, 0, place=record.place, area=record.area)
    return replay(history(record.id, until=until), blank, catalogue)


def find_by_key(entity: str, kind: str, normal: str) -> str:
    """The record that holds a key now, or once did; ''."""
    found = keys.holders(entity, kind, normal)
    return found[0].record_id if found else ""


def name(record_id: str) -> str:
    """What lists show of one record; '' if there is none."""
    row = _name_of.row(id=record_id)
    return row[0] if row else ""


def names(record_ids: Iterable[str]) -> dict[str, str]:
    """What lists show of several records, by id."""
    return {row[0]: row[1] for row in _names_of.rows(ids=to_json(sorted(set(record_ids))))}
