"""The one way to change a record: it is kept, and its assignments are brought to where it is now."""

from collections.abc import Mapping

from formbuilder.dispatch.settle import Settled, settle
from formbuilder.records import store
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
) -> tuple[Record, list[Settled]]:
    """Keep what a merge made (`store.save`), then settle the record's assignments (R10a–R12), in the open transaction.

    Where nothing was merged nothing is settled: a row that repeats itself costs nothing.

    :returns: the record as it is kept, and what became of its assignments
    """
    record = store.save(before, merged, now=now, submission_id=submission_id, answers=answers, catalogue=catalogue)
    return record, settle(record, now=now) if merged.lines else []
