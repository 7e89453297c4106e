"""What was sent to two records, when they become one and when they part (R10a, R19a)."""

from collections.abc import Sequence

from formbuilder.dispatch import settle, store
from formbuilder.dispatch.store import Sending, Sent
from formbuilder.tasks import store as tasks
from metadata.forms import AssignmentState
from metadata.records import Record
from metadata.stamps import Instant


def take_over(other: Record, survivor: Record) -> list[list[object]]:
    """What was sent to the other is the survivor's now, but for tasks that were sent to both: those are asked once.

    `settle` withdraws the rest, and moves what is open to the survivor's place.

    :returns: task, round and state of each, as they were
    """
    asked = {row.task for row in store.of_record(survivor.id)}
    moved = [row for row in store.of_record(other.id) if row.task not in asked]
    store.hand_over(moved, survivor.id)
    return [[row.task, row.round, row.state] for row in moved]


def give_back(survivor: str, other: Record, kept: Sequence[Sequence[object]], *, now: Instant) -> None:
    """Assignments go back; what was done on the joined record stays done there, and is asked of the other again."""
    then = {(task, round): state for task, round, state in kept}
    rows = [row for row in store.of_record(survivor) if (row.task, row.round) in then]
    settled = [row for row in rows if then[row.task, row.round] == store.OPEN and not row.is_open]
    store.hand_over([row for row in rows if row not in settled], other.id)
    running = {published.form.task for published in tasks.running() if not settle.over(published, now)}
    store.insert([_again(row, other) for row in settled if row.task in running])
    withdrawn = [row for row in store.of_record(other.id) if _for_the_joining(row) and row.task in running]
    store.reopen([_again(row, other) for row in withdrawn])


def _for_the_joining(row: Sent) -> bool:
    return row.state == AssignmentState.WITHDRAWN and row.reason == settle.MERGED


def _again(row: Sent, record: Record) -> Sending:
    """The assignment as it was sent: its cut-offs stay (R5). What is not due any more is closed by `settle`."""
    return Sending(
        record=record.id,
        task=row.task,
        round=row.round,
        form=row.form,
        area=record.area,
        sent=row.sent,
        reference=row.reference,
        known=False,
    )
