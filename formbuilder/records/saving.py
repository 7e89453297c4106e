"""The one way to change a record: it is kept, and its assignments are brought to where it is now."""

from collections.abc import Mapping

from formbuilder.catalogue import store as standard
from formbuilder.dispatch.settle import Settled, settle
from formbuilder.records import following, store
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
    prepared: store.Prepared | None = None,
) -> tuple[Record, list[Settled]]:
    """Keep what a merge made (`store.save`), then settle the record's assignments (R10a–R12), in the open transaction.

    What lies where it lies moves with it (R12). Where nothing was merged nothing is settled: a row that repeats itself
    costs nothing.

    :returns: the record as it is kept, and what became of its assignments
    """
    record = store.save(
        before,
        merged,
        now=now,
        submission_id=submission_id,
        answers=answers,
        catalogue=catalogue,
        prepared=prepared,
    )
    settled = settle(record, now=now, catalogue=catalogue) if merged.lines else []
    if before is not None and before.revision and (before.place, before.area) != (record.place, record.area):
        following.follow(before, record, catalogue or standard.present(), now=now)
    return record, settled
