"""Somebody says that two records are one, that they are so no more, or that they are two (R19, R19a)."""

from dataclasses import dataclass

from formbuilder import audit
from formbuilder.catalogue import store as standard
from formbuilder.joining import comparing, doubles, ruling, store
from formbuilder.joining.comparing import Comparison
from formbuilder.joining.doubles import Pair
from formbuilder.joining.problems import JoinedFurther, NotJoined, OneAlready, OtherKind, WhyMissing
from formbuilder.joining.ruling import Ruling
from formbuilder.permissions import Actor, Role, Verb, may_join
from formbuilder.problems import NotThere, Stale
from formbuilder.records import sights, turns
from formbuilder.records import store as records
from formbuilder.records.reading import Names, names_of
from formbuilder.records.sights import Eyes
from formbuilder.use_case import use_case
from metadata.joining import Deed
from metadata.records import Record
from metadata.stamps import Instant

#: Longest reason that is kept in history.
LONGEST_REASON = 200


@use_case(Verb.SEE_REVIEW)
def compare(actor: Actor, record_id: str, other_id: str) -> Comparison:
    """Two records beside what they would be as one.

    :raises NotThere: one of them is not there for this actor
    :raises OneAlready, OtherKind: they cannot be joined
    """
    catalogue, eyes = standard.present(), _eyes(actor)
    one, other = _two(eyes, record_id, other_id, lock=False)
    made, _taken = ruling.joined(one, other, catalogue)
    return Comparison(
        entity=one.entity,
        one=comparing.side(one, records.account(one, catalogue), eyes, catalogue),
        other=comparing.side(other, records.account(other, catalogue), eyes, catalogue),
        fields=tuple(comparing.compared(one, other, made.record, eyes, catalogue)),
        apart=store.are_two(one.id, other.id),
    )


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The comparison with the names that it is told in."""

    comparison: Comparison
    names: Names


@use_case(Verb.SEE_REVIEW)
def open_page(actor: Actor, record_id: str, other_id: str) -> ComparisonPage:
    """The same for a page."""
    found: Comparison = compare(actor, record_id, other_id)
    looks = [(one.field, look) for one in found.fields for look in (one.one, one.other, one.both)]
    people = [field.stands.by for field in found.fields if field.stands is not None]
    return ComparisonPage(found, names_of(people, comparing.referred(looks, sights.eyes_of(actor), standard.present())))


@use_case(Verb.JOIN_RECORDS)
def join(actor: Actor, record_id: str, other_id: str, *, reason: str, shown: str | None = None, now: Instant) -> Record:
    """Two records are one from now on: the other's id leads to the first, keys and claims join (R19a).

    :param shown: the comparison (`Comparison.etag`) that the ruling is based on; None: as the two are now
    :returns: the survivor
    :raises NotThere: one of them is not there for this actor
    :raises OneAlready, OtherKind, WhyMissing: they cannot be joined so
    :raises Stale: one of them changed since the comparison was shown
    """
    catalogue, eyes = standard.present(), _eyes(actor)
    one, other = _two(eyes, record_id, other_id, lock=True)
    if shown is not None and shown != comparing.etag(one, other):
        raise Stale()
    made = ruling.join(one, other, Ruling(actor, _why(reason), now, catalogue))
    store.forget(one.id, other.id)
    audit.remember(subject=made.id, deed="join", other=other.id, revision=made.revision, reason=_why(reason))
    return made


@use_case(Verb.JOIN_RECORDS)
def part(actor: Actor, record_id: str, other_id: str, *, reason: str, now: Instant) -> Record:
    """Two records that were joined are two again: the other has its id, its keys and its claims back (R19a).

    What was said since they were joined was said of the survivor, and stays there.

    :param other_id: the id that leads to the record
    :returns: the record that is by itself again
    :raises NotJoined: it leads there no more; JoinedFurther: the survivor leads to another one itself
    """
    eyes = _eyes(actor)
    locked = _lock(record_id, other_id)
    survivor, other = locked.get(record_id), locked.get(other_id)
    if survivor is None or other is None:
        raise NotThere()
    if survivor.merged_into:
        sights.find(eyes, survivor.id)
        raise JoinedFurther()
    if not eyes.covers(survivor):
        raise NotThere()
    found = next((one for one in turns.joined(survivor.id) if one.turn.other == other_id), None)
    if found is None:
        raise JoinedFurther() if other.merged_into == survivor.id else NotJoined()
    led = turns.ruled(other_id)[-1]
    _survivor, freed = ruling.part(survivor, other, Ruling(actor, _why(reason), now, standard.present()), led.kept)
    audit.remember(subject=survivor.id, deed="part", other=freed.id, revision=freed.revision, reason=_why(reason))
    return freed


@use_case(Verb.JOIN_RECORDS)
def keep_apart(actor: Actor, record_id: str, other_id: str, *, reason: str, now: Instant) -> None:
    """Two records that look like one are two: nobody is asked again. Nothing else changes.

    :raises NotThere, OneAlready, OtherKind, WhyMissing: see `join`
    """
    one, other = _two(_eyes(actor), record_id, other_id, lock=True)
    store.tell_apart(one.id, other.id, who=actor.who, reason=_why(reason), now=now)
    audit.remember(subject=one.id, deed="apart", other=other.id, reason=_why(reason))


@use_case(Verb.SEE_REVIEW)
def probable(actor: Actor, *, count: int = 50) -> list[Pair]:
    """Records of the actor's area that are probably one: the same key under another name; the same name and day of
    birth, or name and place. What somebody has said to be two is left out. Names as the actor may see them.
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    return doubles.find(actor, eyes, catalogue, count=count) if may_join(actor) else []


@dataclass(frozen=True, slots=True)
class Joined:
    """A record that leads to this one: since when, by whose ruling, and why. `undo`: the actor may part them."""

    id: str
    name: str
    at: Instant
    who: str
    source: str
    reason: str
    undo: bool


@use_case(Verb.SEE_RECORD)
def joined(actor: Actor, record_id: str) -> list[Joined]:
    """The records that were joined to this one, the latest first."""
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record = sights.find(eyes, record_id)
    return [
        Joined(
            id=one.turn.other,
            name=eyes.name(catalogue, record.entity, records.name(one.turn.other)),
            at=one.turn.at,
            who=one.who,
            source=one.source,
            reason=_told_why(actor, one.reason),
            undo=may_join(actor),
        )
        for one in reversed(turns.joined(record.id))
    ]


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling over a record and another: that they are one, or two again."""

    deed: Deed
    name: str
    at: Instant
    who: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """The records that lead to one, and all that was ever ruled of it, with the names that they are told in."""

    joined: list[Joined]
    rulings: list[Ruled]
    names: Names


@use_case(Verb.SEE_RECORD)
def open_joined(actor: Actor, record_id: str, *, at: Instant | None = None) -> JoinedPage:
    """The same for the record's page; as of an instant only what was ruled until then."""
    found: list[Joined] = joined(actor, record_id) if at is None else []
    eyes = sights.eyes_of(actor)
    record = sights.find(eyes, record_id, at=at)
    ruled = [one for one in turns.ruled(record.id) if at is None or one.turn.at <= at]
    names = records.names(one.turn.other for one in ruled)
    rulings = [
        Ruled(
            one.turn.deed,
            eyes.name(standard.present(), record.entity, names.get(one.turn.other, "")),
            *(one.turn.at, one.who, one.source, _told_why(actor, one.reason)),
        )
        for one in ruled
    ]
    return JoinedPage(found, rulings, names_of([*(one.who for one in found), *(one.who for one in rulings)]))


def _told_why(actor: Actor, reason: str) -> str:
    """A reason is words of a person about persons: for those who rule, or review."""
    return reason if actor.role in (Role.SECRETARY, Role.DEPARTMENT_ADMIN) else ""


@dataclass(frozen=True, slots=True)
class PairsPage:
    """What is probably one, with the names that it is told in."""

    pairs: list[Pair]
    names: Names


@use_case(Verb.SEE_REVIEW)
def open_probable(actor: Actor) -> PairsPage:
    """The same as `probable` for a page."""
    return PairsPage(probable(actor), names_of())


def _eyes(actor: Actor) -> Eyes:
    """The eyes of somebody who may rule over two records (R25): the area's secretary, or who keeps the addresses.

    :raises NotThere: for any other department there is nothing to rule
    """
    if not may_join(actor):
        raise NotThere()
    return sights.eyes_of(actor)


def _why(reason: str) -> str:
    if not reason.strip():
        raise WhyMissing(at="reason")
    return reason.strip()[:LONGEST_REASON]


def _lock(*ids: str) -> dict[str, Record]:
    """Records, locked in the order of their ids: two rulings at once wait for each other, and do not stand still."""
    found = {one: records.lock(one) for one in sorted(set(ids))}
    return {id: record for id, record in found.items() if record is not None}


def _two(eyes: Eyes, record_id: str, other_id: str, *, lock: bool) -> tuple[Record, Record]:
    """Two records that could be one, each by an id that leads to it."""
    if lock:
        _lock(record_id, other_id)
    one, other = sights.find(eyes, record_id, lock=lock), sights.find(eyes, other_id, lock=lock)
    if one.id == other.id:
        raise OneAlready()
    if one.entity != other.entity:
        raise OtherKind(at="other")
    return one, other
