"""A receipt in words, whenever it is looked at; and where to go next."""

from dataclasses import dataclass

from formbuilder.dispatch import doors
from formbuilder.permissions import Actor
from formbuilder.records import store as records
from formbuilder.records import times
from formbuilder.visits.opening import in_reach
from formbuilder.visits.reading import reading_of
from formbuilder.visits.receipts import Receipt
from metadata.records import Outcome
from metadata.stamps import Instant
from renderer import receipt
from renderer.receipt import short_number


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a receipt shows; `next`: the record of the next door and what it is called."""

    told: receipt.Told
    next: tuple[str, str] | None = None


def tell(actor: Actor, found: Receipt, language: str, now: Instant) -> Told:
    """A receipt in words. A record that lies elsewhere by now is not named any more."""
    reading = reading_of(language)
    record = records.load(found.record)
    near = record is not None and in_reach(actor, record.area)
    told = receipt.tell(
        reading,
        number=short_number(found.key),
        subject=records.name(found.record) if near else "",
        received=times.when(found.received, now, reading.zone),
        effects={
            Outcome.VERIFIED: found.verified,
            Outcome.WRITTEN: found.written,
            Outcome.OPEN: found.open,
            Outcome.BESIDE: found.beside,
            Outcome.PROPOSAL: found.proposals,
            Outcome.ANSWERED: found.answered,
        },
        parked=[(code, reading.words.gettext("It is kept, and somebody will look at it.")) for code, _ in found.parked],
        tasks=[(s.department, s.title, s.state.value) for s in found.settled],
        demanded=found.demanded,
        asked=found.asked,
        outcome=found.outcome,
        entity=record.entity if record is not None else "person",
    )
    return Told(told, doors.next_door(actor, found.record, now))
