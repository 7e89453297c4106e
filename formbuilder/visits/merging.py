"""What was sent becomes part of its record: worked out before other writers must wait, where nothing can come between.

A merge hangs on the record, the standard, the key that may not be written and the ticket's last number. All of that is
read again once nobody else writes; only if it is still the same does the merge that was made ahead count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from formbuilder.permissions import Actor
from formbuilder.records import keeping
from formbuilder.records.ids import new_id
from formbuilder.records.keeping import Prepared
from formbuilder.visits import receiving, store
from formbuilder.visits.receiving import Heard
from formbuilder.visits.submissions import Ending, Submission
from metadata.asked import Asked
from metadata.forms import Form
from metadata.problems import Fault
from metadata.records import Key, Record
from metadata.stamps import Instant
from metadata.writeback import Merged, write_back


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of a page: who sent what, under which ticket (its digest), and when it came.

    `record`: the id that the ticket names, or that the phone chose; it may lead to another record by now (R19a).
    """

    actor: Actor
    sent: Submission
    asked: Asked
    forms: tuple[Form, ...]
    ticket: str
    now: Instant
    record: str

    def last_number(self, record: Record) -> int:
        """The highest number that was sent under its ticket before."""
        return receiving.last_number((record.id, self.record), self.ticket)

    def spoken(self, record: Record) -> dict[str, int]:
        """Field → the highest number under its ticket that spoke of it (M2)."""
        found: dict[str, int] = {}
        for one in {record.id, self.record}:
            for code, number in store.spoken(one, self.ticket).items():
                found[code] = max(number, found.get(code, 0))
        return found

    def number(self, last: int) -> int:
        """Its number under the ticket: the phone's own, else the order in which it came."""
        return self.sent.number or last + 1


@dataclass(frozen=True, slots=True)
class Ahead:
    """A merge that was made ahead, and what it hangs on."""

    heard: Heard
    taken: frozenset[Key]
    last: int
    prepared: Prepared

    def holds(self, heard: Heard, before: Record, taken: frozenset[Key], last: int) -> bool:
        """Whether nothing that it hangs on has changed."""
        return self.heard is heard and heard.record is before and (self.taken, self.last) == (taken, last)


def merge(
    sending: Sending,
    before: Record,
    heard: Heard,
    *,
    faults: Sequence[Fault],
    ending: Ending | None,
    taken: frozenset[Key],
    last: int,
) -> Merged:
    """Table M, for every answer of one sending.

    :param last: the highest number that was sent under its ticket before
    """
    number = sending.number(last)
    return write_back(
        before,
        heard.answers,
        asked=sending.asked,
        forms=sending.forms,
        catalogue=heard.catalogue,
        source=sending.actor.source,
        by=sending.actor.who,
        received=sending.now,
        ticket=sending.ticket,
        number=number,
        ids=new_id,
        spoken=sending.spoken(before) if number <= last else None,
        shown=heard.since,
        parked={fault.field: fault.problem for fault in faults},
        outcome=ending.code if ending else "",
        note=ending.note if ending else sending.sent.note,
        taken=taken,
        elsewhere=heard.elsewhere,
    )


def ahead(sending: Sending, heard: Heard) -> Ahead | None:
    """The merge made ahead, in the common case: a record that is there, nothing wrong, the ticket's newest word."""
    record, catalogue, sent = heard.record, heard.catalogue, sending.sent
    if heard.faults or sending.actor.disabled or record.merged_into or not record.revision:
        return None
    ending, wrong = receiving.how_it_ended(sent.ending, record, catalogue.entity(record.entity), sending.now)
    last = sending.last_number(record)
    if wrong or sending.number(last) <= last:
        return None
    before, taken = receiving.meet(record, heard.answers, catalogue, sending.actor)
    merged = merge(sending, before, heard, faults=(), ending=ending, taken=taken, last=last)
    return Ahead(heard, taken, last, keeping.prepare(merged, catalogue))
