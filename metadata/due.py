"""What a page asks: cut-offs, and which facts are due for an assignment (R5, R5b)."""

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from metadata import days
from metadata.catalogue import Catalogue
from metadata.documents import stamps_of
from metadata.factdocuments import (
    CHANGED,
    HELD,
    IN_ORDER,
    OBSERVED_TO,
    STANDING,
    VERIFIED_FROM,
    VERIFIED_TO,
    FactDocument,
)
from metadata.fields import Status
from metadata.forms import ALWAYS, Assignment, Form, Item
from metadata.memo import Memo
from metadata.records import Fact, Record
from metadata.stamps import Instant
from metadata.values import Absent, Value

_DAY = 24 * 60 * 60 * 1000


@lru_cache(maxsize=4096)
def day_begins(day: date, zone: tzinfo) -> Instant:
    """Midnight of a day in a zone."""
    return int(datetime.combine(day, time.min, zone).timestamp()) * 1000


def cutoff(item: Item, sent: Instant, reference: date, zone: tzinfo) -> Instant | None:
    """The instant before which a verification is too old (R5); None: the item has no limit.

    N days before the reference day begins, but never after *sent*; of an item that says 'always' it is *sent*.
    Both dates are fixed when the assignment is sent, so a page asks the same on every day of its window.

    :param zone: the instance's; days are its days
    """
    limit = item.freshness_days
    if limit is None:
        return None
    if limit == ALWAYS:
        return sent
    return min(sent, day_begins(reference - timedelta(days=limit), zone))


def is_due(
    item: Item,
    record: Record | None,
    assignment: Assignment,
    catalogue: Catalogue,
    zone: tzinfo,
    derived: Container[str] = (),
) -> bool:
    """The item asks for a verdict (R5). Whether its condition holds is the page's to say (R7).

    :param record: None for a blank: everything is due
    :param derived: fields that the standard derives from what is held (`derive.values`): computed, never asked (R6)
    """
    if record is None:
        return True
    if record.ended or item.field in derived:
        return False
    return _asks(_check_of(item, assignment, catalogue, zone), record, stamps_of(record.facts), assignment)


def due_items(
    assignment: Assignment,
    record: Record | None,
    catalogue: Catalogue,
    zone: tzinfo,
    derived: Container[str] = (),
) -> tuple[Item, ...]:
    """The items of an assignment that are due at a record, in the form's order; empty: the assignment is done (R11).

    Most items of most records are held, in order and young enough: they are passed over at one glance.
    """
    if record is None:
        return assignment.form.items
    if record.ended:
        return ()
    stamps = stamps_of(record.facts)
    found = []
    for check in _checks(assignment, catalogue, zone):
        item, code, by_age, limit, depends_on, _, _ = check
        document = stamps.get(code)
        if by_age and document is not None and document[STANDING] == IN_ORDER:
            begin = document[VERIFIED_FROM]
            is_young = limit is None or (begin is not None and begin >= limit)
            if is_young and not (depends_on and _has_changed(depends_on, document, stamps)):
                continue
        if code not in derived and _asks(check, record, stamps, assignment):
            found.append(item)
    return tuple(found)


class _Check(NamedTuple):
    """An item with what decides whether it is due and is the same for every record.

    `by_age`: of a fact in order its age decides, and what it depends on. `limit`: verified before it is too old.
    `depends_on`: fields that must not have changed since. `runs_out`: it holds the day from which it is due.
    `retired`: nobody is asked.
    """

    item: Item
    code: str
    by_age: bool
    limit: Instant | None
    depends_on: tuple[str, ...]
    runs_out: bool
    retired: bool


def _asks(check: _Check, record: Record, stamps: Mapping[str, FactDocument], assignment: Assignment) -> bool:
    """The rule itself (R5), on the stamps of a record that has not ended; the field is not derived."""
    if check.retired:
        return False
    document = stamps.get(check.code)
    if document is None:
        return True
    begin, _, answered, conflicts, proposals, nonconforming, held = document[:CHANGED]
    if answered is not None and answered >= assignment.sent:
        return False
    if proposals:  # R17: it waits for the owner, and is not asked again meanwhile
        return False
    if not held or conflicts or nonconforming or check.item.freshness_days == ALWAYS:
        return True
    if check.limit is not None and (begin is None or begin < check.limit):  # unknown is older than any limit
        return True
    if check.runs_out and _has_passed(record.held(check.code), assignment.reference):
        return True
    return _has_changed(check.depends_on, document, stamps)


def _has_passed(value: Value | Absent, reference: date) -> bool:
    """The end date that is held lies before the reference day, in whole: 2026-05 has passed in June."""
    return isinstance(value, str) and days.last(value) < reference


def _has_changed(fields: Sequence[str], document: FactDocument, stamps: Mapping[str, FactDocument]) -> bool:
    """A value that the standard says it depends on was written after it was verified."""
    verified = document[VERIFIED_TO]
    for code in fields:
        other = stamps.get(code)
        if other is not None and other[HELD] and other[OBSERVED_TO] > verified:
            return True
    return False


#: Of the assignments that were sent together: one entry (8 KB) for thousands of records.
_kept_checks: Memo[tuple[Form, tuple[_Check, ...]]] = Memo(128)


def _checks(assignment: Assignment, catalogue: Catalogue, zone: tzinfo) -> tuple[_Check, ...]:
    form = assignment.form
    key = (form.id, form.version, assignment.sent, assignment.reference, zone, catalogue.digest)
    kept = _kept_checks.get(key, lambda: (form, _checks_of(assignment, catalogue, zone)))
    return kept[1] if kept[0] is form or kept[0] == form else _checks_of(assignment, catalogue, zone)


def _checks_of(assignment: Assignment, catalogue: Catalogue, zone: tzinfo) -> tuple[_Check, ...]:
    return tuple(_check_of(item, assignment, catalogue, zone) for item in assignment.form.items)


def _check_of(item: Item, assignment: Assignment, catalogue: Catalogue, zone: tzinfo) -> _Check:
    field = catalogue.field(item.field)
    runs_out, retired = field.clock == "value", field.status is Status.RETIRED
    return _Check(
        item=item,
        code=item.field,
        by_age=not (runs_out or retired or item.freshness_days == ALWAYS),
        limit=cutoff(item, assignment.sent, assignment.reference, zone),
        depends_on=field.depends_on,
        runs_out=runs_out,
        retired=retired,
    )


def falls_due(item: Item, fact: Fact | None) -> Instant | None:
    """When a fact grows too old for an item of a task without a window (R5b); None: never by age."""
    if not item.freshness_days or fact is None or not fact.held or fact.verified.begin is None:
        return None
    return fact.verified.begin + item.freshness_days * _DAY


def stagger(due: Instant, freshness_days: int, dwelling: str) -> Instant:
    """When a task without a window sends a record (R5b): up to a tenth of the limit before its first item falls due.

    The share is fixed by the dwelling: never late, one door together; an import of one day never falls due on one day.

    :param dwelling: whatever names the door: the dwelling's id, else the record's own
    """
    share = int.from_bytes(blake2b(dwelling.encode(), digest_size=4).digest(), "big") / 2**32
    return due - int(share * freshness_days * _DAY / 10)
