"""What merges made of records goes into the tables: one record of a visit, or a thousand of a system's rows alike.

Statements are carried out once for all records, so that their number never grows with the records.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, to_json
from formbuilder.problems import Stale
from formbuilder.records import keys, searching
from formbuilder.records.ids import new_id
from formbuilder.records.lookup import TABLES, Lookup
from formbuilder.records.store import Held, name_of, place_of
from metadata import derive, documents
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.records import OpenClaim, Record
from metadata.stamps import Instant
from metadata.values import ABSENT, JSONObject
from metadata.writeback import Answer, Merged

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
_add_entry = Statement(
    "insert into history (record_id, revision, made_on, received, entry, salt)"
    " values (:record_id, :revision, :record_id, :received, :entry, '')"
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
_outbox = Statement(
    "insert into outbox (record_id, revision, fields, at, mark) values (:record_id, :revision, :fields, :at, 0)",
    postgresql="insert into outbox (record_id, revision, fields, at, mark)"
    " values (:record_id, :revision, :fields, :at, cast(cast(pg_current_xact_id() as text) as bigint))",
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a merge will leave in the tables, as far as the merge alone says it: made before anybody must wait.

    `documents`: `data` and `facts` of the row; `entry`: of the history; `fields`: of the outbox.
    """

    merged: Merged
    documents: tuple[str, str]
    entry: JSONObject
    fields: str


def prepare(merged: Merged, catalogue: Catalogue) -> Prepared:
    """Write out what a merge made. No statement."""
    entry = _entry(merged) if merged.lines else {}
    return Prepared(merged, _documents(merged.record, catalogue), entry, _fields(merged))


def _documents(record: Record, catalogue: Catalogue) -> tuple[str, str]:
    data, facts = documents.to_documents(record, derive.values(Held(record), catalogue))
    return to_json(data), to_json(facts)


def _entry(merged: Merged) -> JSONObject:
    return {
        "record_id": merged.record.id,
        "revision": merged.record.revision,
        "received": merged.lines[0].claim.received,
        "entry": to_json(documents.entry_to(merged.lines)),
    }


def _fields(merged: Merged) -> str:
    return to_json(sorted({line.claim.field for line in merged.lines}))


@dataclass(slots=True)
class Change:
    """What becomes of one record in this transaction, by one merge or by several in a row.

    `before`: as it was locked; None or revision 0: it is new. `record`: as it is now, with its place and its keys.
    """

    before: Record | None
    record: Record
    merges: list[Merged] = field(default_factory=list)
    prepared: Prepared | None = None

    @property
    def is_new(self) -> bool:
        return self.before is None or not self.before.revision

    @property
    def moved(self) -> bool:
        """It was there before, and lies elsewhere now."""
        return self.before is not None and not self.is_new and _where(self.before) != _where(self.record)

    def take(self, merged: Merged, catalogue: Catalogue, lookup: Lookup = TABLES) -> None:
        """One more merge into it; place, area and the keys that follow them come from the values (R12)."""
        if merged.lines:
            self.merges.append(merged)
            self.record = placed(self.record, merged, catalogue.entity(merged.record.entity), lookup)


def _where(record: Record) -> tuple[str, str]:
    return record.place, record.area


def placed(before: Record | None, merged: Merged, entity: Entity, lookup: Lookup) -> Record:
    """The merged record where it lies: looked up only when what says so has changed, or nothing was found before."""
    record = merged.record
    code = entity.place_field
    named = (code, *entity.relations) if record.held(code) is ABSENT else (code,)
    # A newcomer was given the place of the very values that are kept now.
    if before is not None and before.place and (merged.changed.isdisjoint(named) or not before.revision):
        place, area = before.place, before.area
    else:
        place, area = place_of(entity, {other: record.held(other) for other in named if other}, lookup)
    return keys.follow(replace(record, place=place, area=area), entity, lookup)


def keep(changes: Sequence[Change], *, now: Instant, catalogue: Catalogue) -> None:
    """Records, their history, their open claims and keys, and the outbox, in the open transaction.

    :raises KeyHeld: a new key is another record's (callers give `keys.taken` to the merge)
    :raises Stale: somebody changed a record since it was read
    """
    changes = [change for change in changes if change.merges]
    _keep_records(changes, now, catalogue)
    keys.keep([(change.before.keys if change.before else (), change.record) for change in changes], now=now)
    merges = [(change, merged) for change in changes for merged in change.merges]
    prepared = {id(change.prepared.merged): change.prepared for change in changes if change.prepared}
    _add_entry.many([found.entry if (found := prepared.get(id(m))) else _entry(m) for _, m in merges])
    _open.many([open_row(change.record, claim) for change, merged in merges for claim in merged.opened])
    _close.many(
        [
            {"record_id": change.record.id, "id": claim, "closed_by": by, "now": now}
            for change, merged in merges
            for claim, by in merged.closed.items()
        ]
    )
    _outbox.many(
        [_told(m.record, found.fields if (found := prepared.get(id(m))) else _fields(m), now) for _, m in merges]
    )
    _move_what_waits([change for change in changes if change.before and change.before.area != change.record.area])


def restate(change: Change, *, now: Instant, catalogue: Catalogue) -> None:
    """Keep the row of a record that a ruling over two records made (R19a): its history and keys are the ruling's.

    :raises Stale: somebody changed it since it was read
    """
    _keep_records([change], now, catalogue)
    _move_what_waits([change] if change.before and change.before.area != change.record.area else [])


def _keep_records(changes: Sequence[Change], now: Instant, catalogue: Catalogue) -> None:
    new: list[JSONObject] = []
    known: list[JSONObject] = []
    anew: list[JSONObject] = []
    found: list[tuple[str, str, str, str]] = []
    for change in changes:
        record, before = change.record, change.before
        entity = catalogue.entity(record.entity)
        listed = {"name": _name(record, entity), "place": record.place, "area_code": record.area}
        row = _row(change, catalogue, now)
        if before is None or change.is_new:
            new.append({**row, **listed, "entity": record.entity})
        else:
            known.append({**row, "was": before.revision})
            if not change.moved and not any(entity.name_field in merged.changed for merged in change.merges):
                continue
            anew.append({"id": record.id, **listed})
        found.append((record.id, record.entity, record.area, listed["name"]))
    _insert.many(new)
    if _update.many(known) != len(known):
        raise Stale()
    _list_anew.many(anew)
    if found:
        searching.index(found)


def _row(change: Change, catalogue: Catalogue, now: Instant) -> JSONObject:
    record, prepared = change.record, change.prepared
    if prepared is not None and change.merges[-1] is prepared.merged:
        data, facts = prepared.documents
    else:
        data, facts = _documents(record, catalogue)
    return {
        "id": record.id,
        "revision": record.revision,
        "data": data,
        "facts": facts,
        "ended": record.ended,
        "now": now,
    }


def tell(record: Record, fields: Iterable[str], *, now: Instant) -> None:
    """Whoever passes records on hears of what no merge has said (R14): `keep` tells of its own."""
    _outbox.run(**_told(record, to_json(sorted(fields)), now))


def _told(record: Record, fields: str, now: Instant) -> JSONObject:
    return {"record_id": record.id, "revision": record.revision, "fields": fields, "at": now}


def _name(record: Record, entity: Entity) -> str:
    return name_of(entity, {entity.name_field: record.held(entity.name_field)})


def _move_what_waits(changes: Collection[Change]) -> None:
    """Open claims and parked answers lie where their record lies; a newcomer's may have been there before it."""
    moves = [{"record_id": change.record.id, "area_code": change.record.area} for change in changes]
    _move_claims.many(moves)
    _move_parked.many(moves)


def open_row(record: Record, claim: OpenClaim) -> JSONObject:
    """A claim that waits on a record, as the statements of its table take it."""
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


def save(
    before: Record | None,
    merged: Merged,
    *,
    now: Instant,
    submission_id: str = "",
    answers: Mapping[str, Answer] | None = None,
    catalogue: Catalogue | None = None,
    prepared: Prepared | None = None,
) -> Change:
    """Keep what one merge made of one record, and what was parked of it.

    Callers go through `records.saving`, which settles the record's assignments after it.

    :param before: the record that was merged into, as it was locked; None or revision 0: it is new
    :param answers: what was said, to be kept of the parked ones
    :param prepared: this very merge, if it was written out before
    :raises KeyHeld, Stale: see `keep`
    """
    catalogue = catalogue or standard.present()
    change = Change(before, before or merged.record, prepared=prepared)
    change.take(merged, catalogue)
    if change.merges:
        keep([change], now=now, catalogue=catalogue)
    for fault in merged.parked:
        answer = answers.get(fault.field) if answers else None
        park(change.record, fault.field, answer, fault.problem.code, now=now, submission_id=submission_id)
    return change


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
