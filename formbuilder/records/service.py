"""What people do with records: see them, look back, reveal what is masked, correct them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import current_app

from formbuilder import audit, clock, limits
from formbuilder.areas import store as areas
from formbuilder.catalogue import store as standard
from formbuilder.config import Settings
from formbuilder.dispatch.settle import Settled, standing_of
from formbuilder.permissions import Actor, Role, Sight, Verb
from formbuilder.problems import NotThere
from formbuilder.records import keys, newcomers, related, saving, sidebyside, sights, store
from formbuilder.records.freshness import freshness
from formbuilder.records.ids import new_id
from formbuilder.records.problems import NothingToReveal, ReasonMissing
from formbuilder.records.reading import Names, names_of
from formbuilder.records.seen import (
    Claims,
    Related,
    SeenFact,
    SeenLine,
    SeenRecord,
)
from formbuilder.records.sights import Eyes
from formbuilder.tasks import store as tasks
from formbuilder.use_case import use_case
from metadata import writeback
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.forms import AssignmentState
from metadata.records import Outcome, Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value
from metadata.writeback import Answer, Merged

#: Characters of a reason that are kept.
LONGEST_REASON = 200


@use_case(Verb.SEE_RECORD)
def see(actor: Actor, record_id: str, *, now: Instant, at: Instant | None = None) -> SeenRecord:
    """A record with all that the actor may know of it: as it stands, or as it stood at an instant (R20).

    An earlier state is made anew from the history received until then, and masked by today's rights.

    :raises NotThere: there is none for this actor, or was none yet
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record = sights.find(eyes, record_id, at=at)
    if at is not None:
        record = store.replayed(record, catalogue, until=at)
        if not record.revision:
            raise NotThere()
    return _seen(record, eyes, catalogue, now=now, at=at)


def _seen(record: Record, eyes: Eyes, catalogue: Catalogue, *, now: Instant, at: Instant | None) -> SeenRecord:
    settings: Settings = current_app.extensions["settings"]
    today = clock.day_of(at or now, settings.timezone)
    values = store.known(record, catalogue)
    waits = {claim.field: claim.id for claim in reversed(record.open_claims)}
    facts: list[SeenFact] = []
    for field in _fields(record, catalogue, values):
        if eyes.of(field) is Sight.NOT:
            continue
        value, fact = values.get(field.code, ABSENT), record.facts.get(field.code)
        derived = value is not ABSENT and (fact is None or fact.value != value)
        facts.append(
            SeenFact(
                field=field,
                look=eyes.look(field, value),
                fact=None if derived or fact is None else replace(fact, value=ABSENT),
                freshness=freshness(field, fact, value, now=at or now, today=today),
                derived=derived,
                waits=waits.get(field.code, ""),
            )
        )
    return SeenRecord(
        id=record.id,
        entity=record.entity,
        revision=record.revision,
        name=eyes.name(catalogue, record.entity, store.name_of(catalogue.entity(record.entity), values)),
        place=record.place,
        area=record.area,
        ended=record.ended,
        facts=tuple(facts),
        tag=f"{record.id[-12:]}-{eyes.tag}-{catalogue.digest[:12]}",
        at=at,
    )


def _fields(record: Record, catalogue: Catalogue, values: Mapping[str, Value]) -> list[Field]:
    """The active fields of the entity, and after them those that are retired but hold something."""
    active = list(catalogue.of(record.entity))
    shown = {field.code for field in active}
    return active + [catalogue.field(code) for code in values if code not in shown and code in catalogue.fields]


@use_case(Verb.SEE_RECORD)
def history(actor: Actor, record_id: str, *, at: Instant | None = None) -> list[SeenLine]:
    """Every claim on a record that the actor may know of, the newest first, with what each did (R20).

    Those of records that are joined to it stand among them, with what they did there (R19a).

    :param at: only what was received until then, of the record as it was one then
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record = sights.find(eyes, record_id, at=at)
    held: dict[tuple[str, str], Value | Absent] = {}
    lines: list[SeenLine] = []
    for made_on, line in store.told(record.id, at=at):
        claim, field = line.claim, catalogue.field(line.claim.field)
        before = held.get((made_on, claim.field), ABSENT)
        if line.effect.outcome is Outcome.WRITTEN and not line.echo:
            held[made_on, claim.field] = claim.value
        if eyes.of(field) is Sight.NOT:
            continue
        lines.append(
            SeenLine(
                id=line.id,
                revision=line.revision,
                field=field,
                verdict=claim.verdict,
                look=eyes.look(field, claim.value),
                effect=line.effect,
                source=claim.source,
                by=claim.by,
                through=claim.through,
                observed=claim.observed,
                received=claim.received,
                note=claim.note,
                echo=line.echo,
                before=eyes.look(field, before) if before is not ABSENT else None,
                made_on="" if made_on == record.id else made_on,
            )
        )
    return lines[::-1]


@use_case(Verb.SEE_RECORD)
def claims(actor: Actor, record_id: str) -> Claims:
    """Fields of which others than the holder speak: what holds, the claims that wait, the last cells of all systems."""
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record = sights.find(eyes, record_id)
    settings: Settings = current_app.extensions["settings"]
    return sidebyside.of(record, eyes, catalogue, settings.timezone)


@use_case(Verb.SEE_RECORD)
def relations(actor: Actor, record_id: str) -> list[Related]:
    """The records that this one names, and those that name it, as far as they exist for the actor (R2b)."""
    eyes = sights.eyes_of(actor)
    return related.of(sights.find(eyes, record_id), eyes, standard.present())


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that the page of a record shows, read in one transaction, with the names that it is told in."""

    seen: SeenRecord
    lines: list[SeenLine]
    claims: Claims
    related: list[Related]
    names: Names
    address: str
    #: What departments have asked of it, and what became of that (R10, R11); `refused`: a secretary may send it again.
    sent: tuple[Settled, ...] = ()
    refused: bool = False


@use_case(Verb.SEE_RECORD)
def open_page(actor: Actor, record_id: str, *, now: Instant, at: Instant | None = None) -> RecordPage:
    """A record for its page: facts, claims side by side, history, and what it stands in relation to."""
    seen = see(actor, record_id, now=now, at=at)
    lines: list[SeenLine] = history(actor, record_id, at=at)
    side_by_side: Claims = claims(actor, record_id) if at is None else {}
    found = relations(actor, record_id)
    people = [line.by for line in lines] + [said.by for voices in side_by_side.values() for said in voices]
    people += [fact.fact.by for fact in seen.facts if fact.fact is not None]
    known_place = areas.address(seen.place) if seen.place else None
    sent = _sent(actor, seen.id) if at is None else ()
    running = {published.form.task for published in tasks.running()}
    return RecordPage(
        seen=seen,
        lines=lines,
        claims=side_by_side,
        related=found,
        names=names_of(people, {one.record_id: one.name for one in found}),
        address=known_place.text if known_place else "",
        sent=sent,
        refused=any(one.state is AssignmentState.REFUSED and one.task in running for one in sent),
    )


def _sent(actor: Actor, record_id: str) -> tuple[Settled, ...]:
    """A record's assignments; a department sees those of its own tasks."""
    found = standing_of(record_id)
    if actor.role is Role.DEPARTMENT_ADMIN:
        found = [one for one in found if one.department == actor.department]
    return tuple(found)


@use_case(Verb.REVEAL)
def reveal(actor: Actor, record_id: str, fields: Sequence[str], reason: str) -> dict[str, Value]:
    """The values of masked fields, in clear. An act with a reason; without its audit line it does not happen (R26).

    :raises ReasonMissing: no reason was given
    :raises NothingToReveal: none of the fields holds a value that the actor may see at all
    :raises TooMany: more than thirty within an hour
    """
    if not reason.strip():
        raise ReasonMissing(at="reason")
    limits.spend("reveal", actor.who)
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record = sights.find(eyes, record_id)
    values = store.known(record, catalogue)
    shown = {code: values[code] for code in fields if code in values and _may_reveal(eyes, catalogue, code)}
    if not shown:
        raise NothingToReveal(at="fields")
    audit.remember(subject=record.id, fields=sorted(shown), reason=reason.strip()[:LONGEST_REASON])
    return shown


def _may_reveal(eyes: Eyes, catalogue: Catalogue, code: str) -> bool:
    return code in catalogue.fields and eyes.of(catalogue.field(code)) is not Sight.NOT


@use_case(Verb.CORRECT_RECORD)
def correct(
    actor: Actor, record_id: str, answers: Mapping[str, Answer], *, shown: int, since: Instant, now: Instant
) -> Merged:
    """What somebody at a desk knows better, merged like any claim (R16).

    Of a value that stood masked on the page nobody can say that it was seen: then nothing on the page counts as seen.

    :param shown: the revision of the page that was corrected; `since`: when it was composed
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    record = sights.find(eyes, record_id, lock=True)
    entity = catalogue.entity(record.entity)
    hidden = any(eyes.of(catalogue.field(code)) is not Sight.CLEAR for code in answers)
    merged = writeback.correct(
        record,
        newcomers.with_places(answers, catalogue),
        shown=0 if hidden else shown,
        since=since,
        catalogue=catalogue,
        source=actor.source,
        by=actor.who,
        received=now,
        ids=new_id,
        taken=keys.taken(record, entity, newcomers.values_of(answers)),
    )
    saved, _settled = saving.save(record, merged, now=now, answers=answers, catalogue=catalogue)
    audit.remember(subject=record.id, fields=sorted(answers), revision=saved.revision)
    return merged


@use_case(Verb.CORRECT_RECORD)
def add(
    actor: Actor, entity: str, answers: Mapping[str, Answer], *, now: Instant, record_id: str = ""
) -> tuple[Record, Merged]:
    """A record made at a desk, of somebody whom no system has sent; or the one that already is this one (R19)."""
    catalogue = standard.present()
    complete = newcomers.with_places(answers, catalogue)
    newcomer = newcomers.receive(record_id, entity, newcomers.values_of(complete), catalogue)
    merged = writeback.correct(
        newcomer.record,
        complete,
        shown=0,
        since=now,
        catalogue=catalogue,
        source=actor.source,
        by=actor.who,
        received=now,
        ids=new_id,
        taken=newcomer.taken,
    )
    record, _settled = saving.save(newcomer.record, merged, now=now, answers=answers, catalogue=catalogue)
    audit.remember(subject=record.id, entity=entity, fields=sorted(answers), met=newcomer.met)
    return record, merged
