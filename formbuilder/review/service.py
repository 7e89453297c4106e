"""What people settle: conflicts in their area, proposals to their fields, answers that were parked (R16, R17, R19)."""

from dataclasses import dataclass, replace

from formbuilder import audit
from formbuilder.catalogue import store as standard
from formbuilder.joining.doubles import where_of
from formbuilder.permissions import Actor, Role, Sight, Verb, may_join
from formbuilder.problems import NotThere, Stale
from formbuilder.records import keys, saving, sights
from formbuilder.records import store as records
from formbuilder.records.ids import new_id
from formbuilder.records.reading import Names, names_of
from formbuilder.records.seen import Said, said_by_claim, said_by_fact
from formbuilder.records.sights import Eyes, Look
from formbuilder.review import store
from formbuilder.review.problems import NotForYou, OwnerOnly, SettledAlready
from formbuilder.review.store import Count, ParkedAnswer, Waiting
from formbuilder.use_case import use_case
from formbuilder.waiting import store as rows
from metadata import writeback
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.keys import key_of
from metadata.records import OpenClaim, Record, Ruling
from metadata.stamps import Instant
from metadata.values import Value
from metadata.writeback import Merged

#: Longest reason that is kept in history.
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the queue."""

    id: str
    record: str
    entity: str
    name: str
    field: Field
    claim: Look
    held: Look
    received: Instant
    route: str


@dataclass(frozen=True, slots=True)
class Case:
    """What must be settled: what holds, and every claim that waits beside it, the one that was opened first."""

    id: str
    record: str
    entity: str
    name: str
    revision: int
    field: Field
    held: Said | None
    claims: tuple[Said, ...]
    #: The other record that holds the key which this claim would make, as far as the reviewer may see it (R19).
    other: str
    other_name: str
    #: What the reviewer may do: keep, take, ask_again, owner.
    rulings: tuple[Ruling, ...]

    @property
    def etag(self) -> str:
        """What a ruling is based on: `If-Match`."""
        return f"review-{self.id}.{self.revision}"


@dataclass(frozen=True, slots=True)
class Parked:
    """An answer that could not be merged, as the reviewer may see it."""

    id: str
    record: str
    entity: str
    name: str
    field: Field | None
    look: Look
    verdict: str
    reason: str
    received: Instant


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for somebody, the oldest first, and how much there is in all."""

    entries: tuple[Entry, ...]
    parked: tuple[Parked, ...]
    claims_count: Count
    parked_count: Count
    more: bool
    #: Rows of systems that may be of a record of the actor's area (R22a).
    rows: int = 0


@use_case(Verb.SEE_REVIEW)
def queue(actor: Actor, *, after: tuple[Instant, str] = (0, ""), count: int = 50) -> Queue:
    """What waits for the actor: a secretary's conflicts and parked answers, a department's proposals."""
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    found = store.claims(actor, after=after, count=count + 1)
    parked = store.parked(actor, count=count)
    return Queue(
        entries=tuple(_entry(one, eyes, catalogue) for one in found[:count]),
        parked=tuple(_parked(one, eyes, catalogue) for one in parked),
        claims_count=store.count(actor),
        parked_count=store.count_parked(actor),
        more=len(found) > count,
        rows=rows.count_of_area(where_of(actor)) if may_join(actor) else 0,
    )


def _entry(waiting: Waiting, eyes: Eyes, catalogue: Catalogue) -> Entry:
    claim, field = waiting.claim, catalogue.field(waiting.claim.field)
    return Entry(
        id=claim.id,
        record=waiting.record,
        entity=waiting.entity,
        name=eyes.name(catalogue, waiting.entity, waiting.name),
        field=field,
        claim=eyes.look(field, claim.value),
        held=eyes.look(field, waiting.held),
        received=claim.received,
        route=claim.route.value,
    )


def _parked(one: ParkedAnswer, eyes: Eyes, catalogue: Catalogue) -> Parked:
    field = catalogue.fields.get(one.field)
    value: Value = one.answer.get("value")
    known = field is not None and "value" in one.answer
    return Parked(
        id=one.id,
        record=one.record,
        entity=one.entity,
        name=eyes.name(catalogue, one.entity, one.name) if one.entity else "",
        field=field,
        look=eyes.look(field, value) if known and field is not None else Look(Sight.CLEAR),
        verdict=str(one.answer.get("verdict", "")),
        reason=one.reason,
        received=one.received,
    )


@use_case(Verb.SEE_REVIEW)
def see(actor: Actor, claim_id: str) -> Case:
    """One case, side by side.

    :raises NotThere: there is none, or none for this actor
    :raises SettledAlready: it is open no more
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record, claim = _find(eyes, claim_id, lock=False)
    field = catalogue.field(claim.field)
    fact = record.facts.get(field.code)
    beside = [other for other in record.open_claims if other.field == field.code and other.id != claim.id]
    other, other_name = _other(record, claim, eyes, catalogue)
    return Case(
        id=claim.id,
        record=record.id,
        entity=record.entity,
        name=eyes.name(catalogue, record.entity, records.name(record.id)),
        revision=record.revision,
        field=field,
        held=said_by_fact(field, eyes.look(field, fact.value), fact) if fact is not None and fact.held else None,
        claims=tuple(said_by_claim(field, eyes.look(field, one.value), one) for one in (claim, *beside)),
        other=other,
        other_name=other_name,
        rulings=_rulings(actor, record, field, apart=bool(other)),
    )


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The queue and one case of it, read in one transaction, with the names that they are told in."""

    queue: Queue
    case: Case | None
    eyes: Eyes
    names: Names
    now: Instant


@use_case(Verb.SEE_REVIEW)
def open_page(actor: Actor, claim_id: str, *, now: Instant, case: bool = True) -> ReviewPage:
    """The page of review: the case that was asked for, else the oldest.

    :raises NotThere: there is no such claim for this actor
    :raises SettledAlready: it is open no more
    """
    waiting: Queue = queue(actor)
    wanted = claim_id or (waiting.entries[0].id if waiting.entries and case else "")
    found: Case | None = see(actor, wanted) if wanted else None
    people = [said.by for said in (*found.claims, *((found.held,) if found.held else ()))] if found else []
    return ReviewPage(waiting, found, sights.eyes_of(actor), names_of(people), now)


def _find(eyes: Eyes, claim_id: str, *, lock: bool) -> tuple[Record, OpenClaim]:
    found = store.claim(claim_id)
    if found is None:
        raise NotThere()
    record = sights.find(eyes, found.record, lock=lock)
    if eyes.actor.role is Role.DEPARTMENT_ADMIN and found.owner != eyes.actor.department:
        raise NotThere()
    if eyes.actor.role is Role.SECRETARY and found.route == "proposal" and not found.closed:
        raise NotForYou(owner=standard.present().department(found.owner))
    claim = next((one for one in record.open_claims if one.id == claim_id), None)
    if claim is None:
        raise SettledAlready()
    return record, claim


def _rulings(actor: Actor, record: Record, field: Field, *, apart: bool) -> tuple[Ruling, ...]:
    """Nobody but the owner changes an authoritative value of which the owner has spoken; no ruling takes a held key."""
    fact = record.facts.get(field.code)
    owners = bool(field.authoritative and fact is not None and fact.owner_spoke)
    if actor.role is Role.DEPARTMENT_ADMIN:
        return (Ruling.KEEP, Ruling.TAKE, Ruling.ASK_AGAIN)
    if apart:
        return (Ruling.KEEP, Ruling.ASK_AGAIN, Ruling.OWNER)
    if owners:
        return (Ruling.KEEP, Ruling.ASK_AGAIN, Ruling.OWNER)
    return (Ruling.KEEP, Ruling.TAKE, Ruling.ASK_AGAIN, *((Ruling.OWNER,) if field.authoritative else ()))


def _other(record: Record, claim: OpenClaim, eyes: Eyes, catalogue: Catalogue) -> tuple[str, str]:
    """The record that holds the key which the claim would make: review sees both (R19)."""
    kind = catalogue.entity(record.entity)
    if claim.field not in kind.key:
        return "", ""
    together = [one for one in record.open_claims if one.received == claim.received and one.source == claim.source]
    values = {code: record.held(code) for code in kind.key}
    values |= {one.field: one.value for one in together if one.field in values}
    key = key_of(kind, values, area=record.area, source=claim.source)
    if key is None:
        return "", ""
    holder = next((h for h in keys.holders(kind.code, key.kind, key.normal) if h.record_id != record.id), None)
    if holder is None:
        return "", ""
    other = records.load(holder.record_id)
    seen = other is not None and eyes.covers(other)
    return holder.record_id if seen else "-", eyes.name(catalogue, kind.code, holder.name) if seen else ""


@use_case(Verb.SETTLE)
def settle(
    actor: Actor, claim_id: str, ruling: Ruling, *, shown: int | None = None, reason: str = "", now: Instant
) -> Merged:
    """Settle an open claim: keep what holds, take the claim, let the next door ask again, or leave it to the owner.

    :param shown: the revision of the record that the reviewer's page showed; None: as it is now
    :raises SettledAlready: somebody was quicker
    :raises Stale: the value changed since the page was shown
    :raises OwnerOnly: only the owner changes this value (R17)
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record, claim = _find(eyes, claim_id, lock=True)
    field = catalogue.field(claim.field)
    fact = record.facts.get(field.code)
    if shown is not None and fact is not None and fact.changed > shown:
        raise Stale()
    other, _name = _other(record, claim, eyes, catalogue)
    if ruling not in _rulings(actor, record, field, apart=bool(other)):
        raise OwnerOnly(field=field.label)
    merged = writeback.rule(
        record,
        claim_id,
        ruling,
        shown=record.revision if shown is None else shown,
        catalogue=catalogue,
        source=actor.source,
        by=actor.who,
        received=now,
        ids=new_id,
        owner=actor.role is Role.DEPARTMENT_ADMIN and actor.department == field.owner,
        note=reason.strip()[:LONGEST_REASON],
    )
    saved, _settled = saving.save(record, merged, now=now, catalogue=catalogue)
    audit.remember(subject=record.id, field=field.code, ruling=ruling.value, claim=claim_id)
    return replace(merged, record=saved)


@use_case(Verb.SETTLE)
def dismiss(actor: Actor, parked_id: str, *, reason: str = "", now: Instant) -> None:
    """A parked answer has been looked at: it stays in history, and leaves the queue. It waits for a secretary alone.

    :raises NotThere: there is none for this actor
    :raises SettledAlready: somebody was quicker
    """
    if actor.role is not Role.SECRETARY:
        raise NotThere()
    found = store.parked_one(parked_id)
    if found is None:
        raise SettledAlready()
    if found.entity:
        sights.find(sights.eyes_of(actor), found.record)
    elif not (actor.area and found.area.startswith(actor.area)):
        raise NotThere()
    if not store.settle_parked(parked_id, now=now):
        raise SettledAlready()
    audit.remember(subject=found.record, field=found.field, parked=found.reason, reason=reason[:LONGEST_REASON])
