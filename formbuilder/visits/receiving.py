"""The parts of receiving a visit: whose record it is, what its page had shown, what was answered, how it ended."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from formbuilder import clock
from formbuilder.dispatch import settle
from formbuilder.dispatch import store as assignments
from formbuilder.permissions import Actor
from formbuilder.problems import AccountDisabled, DayUnreadable, Malformed, NotThere, OutcomeUnknown
from formbuilder.records import keys
from formbuilder.records import store as records
from formbuilder.records.ids import new_id
from formbuilder.visits import store
from formbuilder.visits.submissions import Ending, Submission
from metadata import conditions
from metadata.asked import Asked
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.fieldtypes.reference import NotARecord
from metadata.forms import Form
from metadata.immutable import dataclass
from metadata.problems import Fault
from metadata.records import Key, Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value
from metadata.writeback import Answer
from renderer.answers import Questions, read_answers, read_json
from renderer.jsonforms import read_data

#: Ends of a visit after which its assignments stay open, and the one that closes them as refused (R13).
COME_AGAIN = ("nobody_home", "come_again")
REFUSED = "refused"
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def lock(
    asked: Asked, record_id: str, ticket: str, forms: tuple[Form, ...], seen: records.Seen | None = None
) -> Record:
    """The record that a ticket is of, kept for this transaction; one that was merged into another leads there (R19a).

    Of a blank ticket: the new record, or the one that an earlier submission under the same ticket has made.
    """
    found = records.lock(record_id, seen)
    while found is not None and found.merged_into:
        found = records.lock(found.merged_into)
    if asked.record is not None:
        if found is None:
            raise NotThere()
        return found
    if found is None:
        return Record(record_id, forms[0].entity, 0)
    if last_number((found.id, record_id), ticket):
        return found
    return Record(new_id(), forms[0].entity, 0)


def last_number(ids: Collection[str], ticket: str) -> int:
    """The highest number that was sent under a ticket before; its record may have been joined to another since."""
    return max(store.last_number(one, ticket) for one in set(ids))


def meet(
    before: Record, answers: Mapping[str, Answer], catalogue: Catalogue, actor: Actor
) -> tuple[Record, frozenset[Key]]:
    """Whom a newcomer is (R19): the record of its key, if the name agrees; and the key that may not be written."""
    entity = catalogue.entity(before.entity)
    arriving: dict[str, Value | Absent] = {code: said(answer) for code, answer in answers.items()}
    if not before.revision:
        meeting = keys.meet(entity, arriving, area=actor.area)
        if meeting is not None and meeting.is_it:
            found = records.led_to(meeting.record_id, records.lock)
            if found is not None:
                return found, frozenset()
        before = replace(before, area=actor.area)  # should nothing be written: who looks at what is parked
    return before, keys.taken(before if before.revision else None, entity, arriving, area=actor.area)


def said(answer: Answer) -> Value | Absent:
    """The value that an answer brings; ABSENT: none of its own."""
    match answer.verdict.value:
        case "change":
            return answer.value
        case "none":
            return None
        case _:
            return ABSENT


def shown_since(record: Record, asked: Asked, forms: tuple[Form, ...], sent: Submission) -> dict[str, Value | Absent]:
    """Field → what was held at the ticket's revision, of facts that have changed since.

    Only of those that it matters for: confirmed ones, whose value the page showed, and what conditions read.
    """
    if record.revision <= asked.revision:
        return {}
    read = {code for form in forms for item in form.items for code in conditions.fields_of(item.condition)}
    asked_for = {item.field for form in forms for item in form.items}
    wanted = read | {code for code in asked_for if sent.confirms(code)}
    facts = {code: record.facts.get(code) for code in wanted}
    changed = [code for code, fact in facts.items() if fact is not None and fact.changed > asked.revision]
    return records.values_at(record.id, changed, asked.revision) if changed else {}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was sent, understood beside a record; worth nothing beside another, or under another standard.

    `since`: see `shown_since`. `elsewhere`: the page was of a record that was joined to this one since: all that it
    showed stands in `since` then, and these are the open claims that it could show (R19a).
    """

    record: Record
    catalogue: Catalogue
    since: dict[str, Value | Absent]
    answers: dict[str, Answer]
    faults: list[Fault]
    elsewhere: frozenset[str] | None = None


def hear(
    record: Record, catalogue: Catalogue, asked: Asked, forms: tuple[Form, ...], sent: Submission, now: Instant
) -> Heard:
    """Understand what was sent: what its page had shown, the answers, and what is wrong with them."""
    elsewhere: frozenset[str] | None = None
    if asked.record is not None and asked.record != record.id:
        there = records.as_of_revision(asked.record, asked.revision, catalogue)
        since = {code: there.held(code) for code in {*record.facts, *there.facts}}
        elsewhere = frozenset(claim.id for claim in there.open_claims)
    else:
        since = shown_since(record, asked, forms, sent)
    zone = settle.zone()
    asks = Questions(asked, forms, catalogue, record, today=clock.day_of(now, zone), zone=zone, since=since)
    answers, faults = read_sent(asks, sent)
    faults += astray(answers, catalogue)
    return Heard(record, catalogue, since, answers, faults, elsewhere)


def astray(answers: Mapping[str, Answer], catalogue: Catalogue) -> list[Fault]:
    """Relations to records that are not there, or of another entity (R2b): only the ledger can say so."""
    found = []
    for code, answer in answers.items():
        field = catalogue.fields.get(code)
        if field is not None and field.type == "reference" and isinstance(answer.value, str):
            other = records.load(answer.value)
            if other is None or other.entity != field.refers_to:
                found.append(Fault(code, NotARecord(at=code)))
    return found


def read_sent(asks: Questions, sent: Submission) -> tuple[dict[str, Answer], list[Fault]]:
    """The answers that were sent, from a browser's form, a form client or as JSON, and what is wrong with them."""
    if sent.data is not None:
        return read_data(asks, sent.data, required=sent.page_is_open and sent.ending is None)
    if sent.answers is not None:
        return read_json(asks, sent.answers, required=sent.page_is_open and sent.ending is None)
    return read_answers(asks, sent.form or {})


def all_parked(answers: Mapping[str, Answer], faults: list[Fault], ending: Ending | None) -> list[Fault]:
    """Everything that a disabled account sent, with that as its reason: nothing of it is merged (R18)."""
    said = [*answers, *(fault.field for fault in faults), *(("outcome",) if ending else ())]
    return [Fault(code, AccountDisabled(at=code)) for code in dict.fromkeys(said)]


def how_it_ended(
    ending: Ending | None, record: Record, entity: Entity, now: Instant
) -> tuple[Ending | None, list[Fault]]:
    """How the visit ended, and what is wrong with that (R13). Of somebody new there is no status to claim."""
    if ending is None:
        return None, []
    if ending.code not in (*COME_AGAIN, REFUSED, *(entity.outcomes if record.revision else ())):
        return None, [Fault("outcome", OutcomeUnknown(at="outcome", outcome=ending.code))]
    if ending.again_on and not is_coming(ending.again_on, settle.today(now)):
        return replace(ending, again_on=""), [Fault("again_on", DayUnreadable(at="again_on"))]
    return ending, []


def end(record: Record, ending: Ending, settled: list[settle.Settled], now: Instant) -> list[settle.Settled]:
    """What the end of a visit without answers does to what is still open at the record (R13)."""
    if ending.code in COME_AGAIN:
        assignments.nobody_home(record.id, ending.again_on)
        return settled or settle.standing_of(record.id)
    if ending.code == REFUSED:
        assignments.refuse(record.id, now)
        return settle.standing_of(record.id)
    return settled


def is_coming(text: str, today: str) -> bool:
    """Whether a text is a day from today on."""
    try:
        return date.fromisoformat(text).isoformat() >= today
    except ValueError:
        return False


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID."""
    return _UUID.fullmatch(text) is not None


def derived_id(ticket: str) -> str:
    """The id of a new record for which none was chosen: the same for everything that comes under one blank ticket."""
    if len(ticket) < 32:
        raise Malformed(reason="ticket")
    number = int(ticket[:32], 16) & ~(0xF << 76 | 3 << 62)
    return str(UUID(int=number | 8 << 76 | 2 << 62))  # version 8, of our own making (RFC 9562)
