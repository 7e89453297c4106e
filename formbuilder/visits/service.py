"""A worker opens one page of a record, and sends it back: kept, merged, settled, with a receipt (R12–R18)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from formbuilder import audit, db, tickets
from formbuilder.burden import tallying
from formbuilder.catalogue import store as catalogues
from formbuilder.dispatch import store as assignments
from formbuilder.dispatch.service import TAKEN_FOR
from formbuilder.permissions import Actor, Verb
from formbuilder.problems import (
    KeyReused,
    NotThere,
    TicketOfAnother,
    Unconditional,
)
from formbuilder.records import keys, saving
from formbuilder.records import store as records
from formbuilder.records.ids import new_id
from formbuilder.tasks import store as tasks
from formbuilder.use_case import use_case
from formbuilder.visits import alike, keyfields, merging, opening, receipts, receiving, store, telling
from formbuilder.visits.alike import Alike
from formbuilder.visits.keyfields import FirstStep
from formbuilder.visits.merging import Sending
from formbuilder.visits.opening import Opened
from formbuilder.visits.receipts import Receipt
from formbuilder.visits.submissions import Submission
from formbuilder.visits.telling import Told
from metadata.asked import Asked
from metadata.keys import key_of
from metadata.problems import Fault, Problem
from metadata.records import Record
from metadata.stamps import Instant
from renderer.page import Page


@dataclass(frozen=True, slots=True)
class Returned:
    """A page that goes back to who sent it, with what was typed: faults to mend, or a key that was used before.

    `alike`: nothing is wrong with it, but what it registers may be on record already (R19). Without a page (`opened`
    is None) the record lies elsewhere by now, and there is only the problem.
    """

    opened: Opened | None
    problem: Problem | None = None
    alike: tuple[Alike, ...] = ()

    @property
    def page(self) -> Page:
        assert self.opened is not None, "faults go back only with their page"
        return self.opened.page


@use_case(Verb.OPEN_VISIT)
def open(
    actor: Actor, record_id: str, *, opened: Collection[str] = (), task: int = 0, language: str = "zh", now: Instant
) -> Opened:
    """The page of one record, for a worker of its grid or the secretary of its community.

    :param opened: known fields to be corrected; `task`: only this task's items
    :raises NotThere: there is no such record, or it lies in somebody else's area
    :raises NotOpen: no task was ever for it
    """
    return opening.of_record(actor, record_id, opened=opened, task=task, language=language, now=now)


@use_case(Verb.OPEN_VISIT)
def open_blank(
    actor: Actor, entity: str, *, typed: Mapping[str, Sequence[str]] | None = None, language: str = "zh", now: Instant
) -> Opened:
    """The page of a new record.

    :raises UnknownEntity: there is no such kind of record
    :raises NotOpen: no task asks for new ones in the actor's area
    """
    catalogues.present().entity(entity)
    opened = opening.blank(actor, entity, language, now)
    return replace(opened, page=opened.page.with_faults(typed, ())) if typed else opened


@use_case(Verb.OPEN_VISIT)
def reopen(
    actor: Actor, ticket: str, typed: Mapping[str, Sequence[str]], *, language: str = "zh", now: Instant
) -> Opened:
    """The page that a ticket was of, with what was typed and with the known items open that it asks for; nothing else.

    :raises TicketForged, TicketOfAnother: a page that is not ours, or not this actor's
    :raises NotThere: its record lies elsewhere by now: a ticket keeps the right to submit, not to look (R18, R25)
    """
    asked = _own_ticket(actor, ticket)
    record = records.led_to(asked.record) if asked.record else None
    if asked.record and not opening.is_near(actor, record):
        raise NotThere()
    opened = opening.again(actor, asked, record, typed, language, now)
    return replace(opened, page=opened.page.with_faults(typed, ()))


@dataclass(frozen=True, slots=True)
class Known:
    """Where registering something goes on: the record that we know already, or the first step with its faults."""

    step: FirstStep
    record: str = ""
    faults: Mapping[str, Problem] = field(default_factory=dict)


@use_case(Verb.OPEN_VISIT)
def first_step(
    actor: Actor, entity: str, typed: Mapping[str, Sequence[str]], *, language: str = "zh", now: Instant
) -> Known:
    """The key of something to be registered: what it shows, what is wrong with it, and the record that has it (R19).

    Only a record in the actor's area is told; another is met when the page is sent.

    :raises NotOpen: no task asks for new ones in the actor's area
    """
    catalogue = catalogues.present()
    kind = catalogue.entity(entity)
    forms = opening.forms_of_blank(actor, entity, now)
    step = keyfields.first_step(kind, forms, catalogue, typed, language)
    values, faults = keyfields.read(kind, forms, catalogue, typed)
    key = key_of(kind, values, area=actor.area, source="") if values and not faults else None
    if key is None:
        return Known(step, faults=faults)
    found = [holder for holder in keys.holders(entity, key.kind, key.normal) if opening.in_reach(actor, holder.area)]
    return Known(step, found[0].record_id if found else "")


@use_case(Verb.TAKE_VISIT)
def begin(actor: Actor, record_id: str, *, sensitive: Collection[str] = (), revision: int = 0, now: Instant) -> int:
    """A page was opened: its free assignments are taken, and what sensitive values it showed is remembered (R9, R12).

    :param revision: of the record, as the page showed it
    :returns: how many assignments the actor has now
    """
    taken = assignments.take(record_id, actor.account, now=now, until=now + TAKEN_FOR)
    audit.remember(subject=record_id, taken=taken)
    if sensitive:
        audit.remember(shown=sorted(sensitive), revision=revision)
    return taken


@use_case(Verb.OPEN_VISIT)
def told(actor: Actor, key: str, *, language: str = "zh", now: Instant) -> Told:
    """The receipt that a key was answered with, in words: what the record's history says of it.

    :raises NotThere: the actor has sent nothing under it
    """
    kept = store.kept(actor.account, key)
    if kept is None or not kept.receipt:
        raise NotThere()
    return telling.tell(actor, receipts.from_document(key, kept.digest, kept.receipt, first=True), language, now)


@use_case(Verb.SUBMIT_VISIT, reads_first=True)
def submit(actor: Actor, sent: Submission, *, language: str = "zh", now: Instant) -> Receipt | Returned:
    """Write the answers back and hand out a receipt; or return the open page with its faults, and write nothing.

    One transaction (R14). The key is taken first: of two at once the second waits, and gets the first receipt (R15).
    What was asked is the ticket's to say, not today's record's (R18). The answers are understood and merged
    before others must wait, and once more where the record or the standard has changed meanwhile.

    :raises Unconditional: without a key
    :raises TicketForged, TicketOfAnother: a page that is not ours, or not this actor's
    """
    if not receiving.is_uuid(sent.key):
        raise Unconditional(header="Idempotency-Key")
    asked = _own_ticket(actor, sent.ticket)
    digest, name, submission = sent.digest, tickets.digest(sent.ticket), new_id()
    record_id = asked.record or sent.record or receiving.derived_id(name)
    holder = actor.account
    catalogue, forms = catalogues.present(), tasks.forms(asked.forms)
    seen = records.see(asked.record) if asked.record else None
    sending = Sending(actor, sent, asked, forms, name, now, record_id)
    heard = receiving.hear(seen.record, catalogue, asked, forms, sent, now) if seen else None
    ahead = merging.ahead(sending, heard) if heard else None
    db.begin_writing()
    if not store.claim_key(holder=holder, key=sent.key, digest=digest, record=record_id, submission=submission):
        return _sent_before(actor, sent, asked, digest, language, now)
    catalogue, before = catalogues.present(), receiving.lock(asked, record_id, name, forms, seen)
    if heard is None or heard.record is not before or heard.catalogue is not catalogue:
        heard = receiving.hear(before, catalogue, asked, forms, sent, now)
    answers, faults = heard.answers, heard.faults
    ending, wrong = receiving.how_it_ended(sent.ending, before, catalogue.entity(before.entity), now)
    faults += wrong
    if actor.disabled:
        faults, ending = receiving.all_parked(answers, faults, ending), None
    elif faults and sent.page_is_open and (not before.revision or opening.is_near(actor, before)):
        store.forget_key(holder, sent.key)
        audit.nothing_happened()
        return _return(actor, asked, before if before.revision else None, sent, faults, language, now)
    before, taken = receiving.meet(before, answers, catalogue, actor)
    doubles = alike.find(before, answers, catalogue)
    shown = alike.shown(doubles, actor, catalogue, language) if sent.form is not None else ()
    if shown and not sent.distinct:
        store.forget_key(holder, sent.key)
        audit.nothing_happened()
        return replace(_return(actor, asked, None, sent, (), language, now), alike=shown)
    last = sending.last_number(before)
    store.keep(
        record=before.id,
        id=submission,
        holder=holder,
        key=sent.key,
        ticket=name,
        signed=sent.ticket,
        number=sending.number(last),
        body=sent.body,
        phone_time=sent.phone_time,
        received=now,
    )
    prepared = ahead.prepared if ahead and not faults and ahead.holds(heard, before, taken, last) else None
    if prepared is None:
        merged = merging.merge(sending, before, heard, faults=faults, ending=ending, taken=taken, last=last)
    else:
        merged = prepared.merged
    after, settled = saving.save(
        before,
        merged,
        now=now,
        submission_id=submission,
        answers=answers,
        catalogue=catalogue,
        prepared=prepared,
    )
    if len(doubles) > len(shown) and after.revision:
        alike.mark(after, submission, now)
    if ending:
        settled = receiving.end(after, ending, settled, now)
    tallying.count_visit(merged, answers, forms, catalogue, area=after.area, now=now)
    found = receipts.receipt_of(
        merged,
        record=after,
        key=sent.key,
        digest=digest,
        received=now,
        settled=settled,
        outcome=ending.code if ending else "",
        asked=len(answers),
        demanded=sum(len(form.items) for form in forms),
    )
    store.keep_receipt(holder=holder, key=sent.key, record=after.id, receipt=receipts.to_document(found))
    audit.remember(subject=after.id, submission=submission, revision=after.revision, fields=len(answers))
    return found


def _own_ticket(actor: Actor, ticket: str) -> Asked:
    """What a page asked; its holder alone may send it (R18)."""
    asked = tickets.open_ticket(ticket)
    if asked.holder != actor.account:
        raise TicketOfAnother()
    return asked


def _sent_before(
    actor: Actor, sent: Submission, asked: Asked, digest: str, language: str, now: Instant
) -> Receipt | Returned:
    """The same again: the first receipt. Another body: kept aside, and the page anew with what was typed (R15)."""
    kept = store.kept(actor.account, sent.key)
    assert kept is not None, "a key that is taken is there"
    if kept.digest == digest:
        audit.nothing_happened()
        return receipts.from_document(sent.key, digest, kept.receipt, first=False)
    store.keep_aside(id=new_id(), holder=actor.account, key=sent.key, body=sent.body, received=now)
    audit.remember(subject=kept.record, aside=1)
    problem = KeyReused()
    # Of a blank ticket: the record that came of it, if the key was used for this very page.
    mine = asked.record or (kept.record if store.last_number(kept.record, tickets.digest(sent.ticket)) else "")
    record = records.led_to(mine) if mine else None
    if mine and not opening.is_near(actor, record):
        return Returned(None, problem)
    returned = _return(actor, asked, record, sent, (Fault("", problem),), language, now)
    return replace(returned, problem=problem)


def _return(
    actor: Actor,
    asked: Asked,
    record: Record | None,
    sent: Submission,
    faults: Sequence[Fault],
    language: str,
    now: Instant,
) -> Returned:
    """The page composed anew, with what was typed and what is wrong with it."""
    typed = sent.form or {}
    opened = opening.again(actor, asked, record, typed, language, now)
    return Returned(replace(opened, page=opened.page.with_faults(typed, faults)))
