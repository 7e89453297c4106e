"""After every change of a record, by whatever way: which of its assignments are done, left, moved or new (R10a–R12)."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import current_app

from formbuilder import clock
from formbuilder.config import Settings
from formbuilder.dispatch import store
from formbuilder.dispatch.store import Sending, Sent
from formbuilder.tasks import store as tasks
from formbuilder.tasks.store import Published
from metadata import conditions, derive, due
from metadata.catalogue import Catalogue
from metadata.documents import held_values
from metadata.forms import Assignment, AssignmentState, Item
from metadata.immutable import dataclass
from metadata.memo import Memo
from metadata.records import Record
from metadata.stamps import Instant
from metadata.values import JSONObject, Value

#: For how long nothing is sent to a record that refused, unless a secretary sends again (R13).
REFUSED_FOR = 30 * 24 * 60 * 60 * 1000
#: Why an assignment was withdrawn although its task goes on: it comes back if the record does.
LEFT_AREA, LEFT_FILTER = "left-area", "left-filter"
#: Why an assignment was withdrawn of a record that leads to another (R19a).
MERGED = "record-merged"
#: By the digest of a catalogue.
_ever_derived: Memo[frozenset[str]] = Memo(16)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one assignment: `state` is open where it still waits, or is new."""

    task: int
    form: int
    department: str
    title: Mapping[str, str]
    state: AssignmentState
    reason: str = ""


def settle(records: Sequence[Record], *, now: Instant, catalogue: Catalogue) -> dict[str, list[Settled]]:
    """Bring records' assignments to where the records are now, in the transaction that changed them.

    Done is final, by whatever way the facts came (R11). A record that has ended is neither due nor sent; one that
    left a task's areas or filter loses what nobody has begun; one that came into them is sent (R10a). What stays open
    follows the record's place (R12). A fixed number of statements, however many records there are.

    :returns: of each record whose assignments were looked at, what became of them
    """
    rows = store.of_records([record.id for record in records])
    running = tasks.running()
    found: dict[str, list[Settled]] = {}
    changes = Changes()
    for record in records:
        mine = rows.get(record.id, [])
        if mine or running:
            found[record.id] = _settle(Standing(record, catalogue), mine, running, changes, now)
    changes.carry_out(now)
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of assignments, until all of it is known."""

    closed: list[tuple[Sent, AssignmentState, str]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    sent: list[Sending] = field(default_factory=list)
    again: list[Sending] = field(default_factory=list)

    def carry_out(self, now: Instant) -> None:
        """Write it down: one statement for each kind."""
        store.close_all(self.closed, now)
        store.move(self.moved)
        store.reopen(self.again)
        store.insert(self.sent)


def _settle(
    now_is: "Standing", rows: Sequence[Sent], running: Sequence[Published], changes: Changes, now: Instant
) -> list[Settled]:
    """One record."""
    record = now_is.record
    found: list[Settled] = []
    moved = False
    for row in rows:
        if not row.is_open:
            continue
        published = tasks.published(row.form)
        state, reason = _state_of(row, published, now_is, now)
        if state is not AssignmentState.OPEN:
            changes.closed.append((row, state, reason))
        moved = moved or (state is AssignmentState.OPEN and row.area != record.area)
        found.append(settled(published, state, reason))
    if moved:
        changes.moved.append((record.id, record.area))
    if not record.ended and not record.merged_into:
        found += _enter(rows, running, now_is, changes, now)
    return found


def settled(published: Published, state: AssignmentState, reason: str = "") -> Settled:
    """What a receipt says of one task."""
    form = published.form
    return Settled(form.task, form.id, form.department, form.title, state, reason)


def standing_of(record: str) -> list[Settled]:
    """How all that was ever sent to a record stands."""
    return [
        settled(tasks.published(row.form), AssignmentState(row.state), row.reason) for row in store.of_record(record)
    ]


class Standing:
    """A record as it is now, with what is known of it, worked out where somebody asks: few tasks have conditions."""

    def __init__(self, record: Record, catalogue: Catalogue) -> None:
        self.record, self.catalogue = record, catalogue

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Field → value of all that is known, derived values among it."""
        return {**self._held, **self.derived}

    @cached_property
    def derived(self) -> Mapping[str, Value]:
        """What the standard derives from what is held."""
        return derive.values(self._held, self.catalogue)

    @cached_property
    def _held(self) -> Mapping[str, Value]:
        return held_values(self.record.facts)

    def passes(self, condition: JSONObject | None) -> bool:
        """Whether a condition holds of what is known (R7)."""
        return condition is None or conditions.holds(condition, self.values)

    def remaining(self, assignment: Assignment) -> tuple[Item, ...]:
        """The items of an assignment that a page would ask now: due (R5), and their condition holds (R7)."""
        items = due.due_items(assignment, self.record, self.catalogue, zone(), Derived(self))
        return tuple([item for item in items if self.passes(item.condition)])


class Derived(Container[str]):
    """The fields that are derived at a record; of most the standard says that they never are."""

    def __init__(self, stands: Standing) -> None:
        self._stands, self._ever = stands, ever_derived(stands.catalogue)

    def __contains__(self, code: object) -> bool:
        return code in self._ever and code in self._stands.derived


def ever_derived(catalogue: Catalogue) -> frozenset[str]:
    """The fields that the standard derives from others, where those are held."""
    fields = catalogue.fields.values()
    return _ever_derived.get(catalogue.digest, lambda: frozenset(field.code for field in fields if field.derived_from))


def _state_of(row: Sent, published: Published, now_is: Standing, now: Instant) -> tuple[AssignmentState, str]:
    record = now_is.record
    if record.ended:
        return AssignmentState.ENDED, "record-ended"
    if record.merged_into:
        return AssignmentState.WITHDRAWN, MERGED
    if not now_is.remaining(row.assignment()):
        return AssignmentState.DONE, ""
    if not row.begun(now):
        if record.area and not published.covers(record.area):
            return AssignmentState.WITHDRAWN, LEFT_AREA
        if not now_is.passes(published.filter):
            return AssignmentState.WITHDRAWN, LEFT_FILTER
    return AssignmentState.OPEN, ""


def _enter(
    rows: Sequence[Sent], running: Sequence[Published], now_is: Standing, changes: Changes, now: Instant
) -> list[Settled]:
    """Send what the record has come into the scope of."""
    record = now_is.record
    newest = {row.task: row for row in rows}
    found: list[Settled] = []
    for published in running:
        form = published.form
        if form.entity != record.entity or not published.covers(record.area):
            continue
        row = newest.get(form.task)
        if row is not None and row.reason not in (LEFT_AREA, LEFT_FILTER):
            continue
        if refused_lately(rows, now) or over(published, now) or not now_is.passes(published.filter):
            continue
        known = not now_is.remaining(assignment_now(published, now))
        sending = Sending(
            record=record.id,
            task=form.task,
            round=1 if row is None else row.round,
            form=form.id,
            area=record.area,
            sent=now,
            reference=reference_day(published, now),
            known=known,
        )
        (changes.sent if row is None else changes.again).append(sending)
        found.append(settled(published, AssignmentState.DONE if known else AssignmentState.OPEN, "entered"))
    return found


def refused_lately(rows: Sequence[Sent], now: Instant) -> bool:
    """Whether somebody refused here within the last 30 days (R13)."""
    return any(
        row.state == AssignmentState.REFUSED and row.closed is not None and row.closed > now - REFUSED_FOR
        for row in rows
    )


def over(published: Published, now: Instant) -> bool:
    """Whether a task's window has ended."""
    return published.window is not None and published.window.end < today(now)


def reference_day(published: Published, now: Instant) -> str:
    """The window's last day; without a window the day that it is sent (R5)."""
    return published.window.end if published.window else today(now)


def assignment_now(published: Published, now: Instant) -> Assignment:
    """What sending a record now would ask of it."""
    return Assignment(published.form, sent=now, reference=store.day_from(reference_day(published, now)))


def today(now: Instant) -> str:
    """The day of the instance that an instant falls on."""
    return clock.day_of(now, zone()).isoformat()


def zone() -> ZoneInfo:
    """The instance's zone, whose days are its days."""
    settings: Settings = current_app.extensions["settings"]
    return settings.timezone
