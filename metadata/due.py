"""What a page asks: cut-offs, and which facts are due for an assignment (R5, R5b)."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from metadata import days
from metadata.catalogue import Catalogue
from metadata.documents import freshness
from metadata.fields import Field, Status
from metadata.forms import ALWAYS, Assignment, Form, Item
from metadata.memo import Memo
from metadata.records import Fact, Record
from metadata.stamps import Instant

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
    field = catalogue.field(item.field)
    if field.status is Status.RETIRED:
        return False
    fact = record.facts.get(item.field)
    if fact is None:
        return True
    if fact.answered is not None and fact.answered >= assignment.sent:
        return False
    if fact.proposals:  # R17: it waits for the owner, and is not asked again meanwhile
        return False
    if not fact.held or fact.open or not fact.conforms or item.freshness_days == ALWAYS:
        return True
    limit = cutoff(item, assignment.sent, assignment.reference, zone)
    if limit is not None and fact.verified.before(limit):
        return True
    return _has_passed(field, fact, assignment.reference) or _depends_on_change(field, fact, record)


def _has_passed(field: Field, fact: Fact, reference: date) -> bool:
    """The end date that it holds lies before the reference day, in whole: 2026-05 has passed in June."""
    if field.clock != "value" or not isinstance(fact.value, str):
        return False
    return days.last(fact.value) < reference


def _depends_on_change(field: Field, fact: Fact, record: Record) -> bool:
    """A value that the standard says it depends on was written after it was verified."""
    for code in field.depends_on:
        other = record.facts.get(code)
        if other is not None and other.held and other.observed.end > fact.verified.end:
            return True
    return False


def due_items(
    assignment: Assignment,
    record: Record | None,
    catalogue: Catalogue,
    zone: tzinfo,
    derived: Container[str] = (),
) -> tuple[Item, ...]:
    """The items of an assignment that are due at a record, in the form's order; empty: the assignment is done (R11).

    Most items of most records are held, in order and young enough: that is seen without reading their facts.
    """
    if record is None:
        return assignment.form.items
    is_fresh = freshness(record.facts)
    return tuple(
        item
        for item, code, by_stamps, limit, depends_on in _limits(assignment, catalogue, zone)
        if not (by_stamps and is_fresh(code, limit, depends_on))
        and is_due(item, record, assignment, catalogue, zone, derived)
    )


class _Limit(NamedTuple):
    """An item with its cut-off; `by_stamps`: whether a fact in order is due does not hang on its value."""

    item: Item
    code: str
    by_stamps: bool
    limit: Instant | None
    depends_on: tuple[str, ...]


#: Of the assignments that were sent together: one entry (8 KB) for thousands of records.
_kept_limits: Memo[tuple[Form, tuple[_Limit, ...]]] = Memo(128)


def _limits(assignment: Assignment, catalogue: Catalogue, zone: tzinfo) -> tuple[_Limit, ...]:
    form = assignment.form
    key = (form.id, form.version, assignment.sent, assignment.reference, zone, catalogue.digest)
    kept = _kept_limits.get(key, lambda: (form, _limits_of(assignment, catalogue, zone)))
    return kept[1] if kept[0] is form or kept[0] == form else _limits_of(assignment, catalogue, zone)


def _limits_of(assignment: Assignment, catalogue: Catalogue, zone: tzinfo) -> tuple[_Limit, ...]:
    found = []
    for item in assignment.form.items:
        field = catalogue.field(item.field)
        by_stamps = item.freshness_days != ALWAYS and field.clock != "value"
        limit = cutoff(item, assignment.sent, assignment.reference, zone)
        found.append(_Limit(item, item.field, by_stamps, limit, field.depends_on))
    return tuple(found)


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
