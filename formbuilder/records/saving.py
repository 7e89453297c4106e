"""The one way to change a record: it is kept, and its assignments are brought to where it is now."""

from collections.abc import Mapping, Sequence

from formbuilder.catalogue import store as standard
from formbuilder.dispatch.settle import Settled, settle
from formbuilder.records import following, keeping
from metadata.catalogue import Catalogue
from metadata.records import Record
from metadata.stamps import Instant
from metadata.writeback import Answer, Merged


def save(
    before: Record | None,
    merged: Merged,
    *,
    now: Instant,
    submission_id: str = "",
    answers: Mapping[str, Answer] | None = None,
    catalogue: Catalogue | None = None,
    prepared: keeping.Prepared | None = None,
) -> tuple[Record, list[Settled]]:
    """Keep what a merge made (`keeping.save`), then settle the record's assignments (R10a–R12), in the transaction.

    What lies where it lies moves with it (R12). Where nothing was merged nothing is settled: a row that repeats itself
    costs nothing.

    :returns: the record as it is kept, and what became of its assignments
    """
    catalogue = catalogue or standard.present()
    change = keeping.save(
        before,
        merged,
        now=now,
        submission_id=submission_id,
        answers=answers,
        catalogue=catalogue,
        prepared=prepared,
    )
    settled = after([change], now=now, catalogue=catalogue)
    return change.record, settled.get(change.record.id, [])


def save_all(changes: Sequence[keeping.Change], *, now: Instant, catalogue: Catalogue) -> None:
    """The same for many records at once: a fixed number of statements, and some more for each that others follow."""
    keeping.keep(changes, now=now, catalogue=catalogue)
    after(changes, now=now, catalogue=catalogue)


def after(changes: Sequence[keeping.Change], *, now: Instant, catalogue: Catalogue) -> dict[str, list[Settled]]:
    """Assignments, and the records that lie where these lie, are brought to where these are now."""
    settled = settle([change.record for change in changes if change.merges], now=now, catalogue=catalogue)
    for change in changes:
        if change.moved and change.before is not None:
            following.follow(change.before, change.record, catalogue, now=now)
    return settled
