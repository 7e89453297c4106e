"""What must be true of the data whatever happened: looked for by `doctor`, in one reading transaction."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from formbuilder import audit
from formbuilder.burden import counting as inputs
from formbuilder.catalogue.store import present
from formbuilder.db import Statement
from formbuilder.joining import checking as joining
from formbuilder.records import findable
from formbuilder.records import store as records
from formbuilder.status import counting
from metadata.catalogue import Catalogue
from metadata.records import Fact, Record, Route

#: Records whose whole history is played again, the latest changed first.
SAMPLE = 200

_latest = Statement("select id from record where merged_into = '' order by updated desc, id limit :count")
_doubles = Statement(
    "select entity, kind, count(*) from record_key where current group by entity, kind, normal having count(*) > 1"
)
_lost_keys = Statement(
    "select k.record_id from record_key k left join record r on r.id = k.record_id where r.id is null limit 10"
)
_gaps = Statement(
    "select r.id from record r left join"
    " (select record_id, max(revision) as last from history group by record_id) h on h.record_id = r.id"
    " where r.merged_into = '' and coalesce(h.last, 0) > r.revision limit 10"
)


def audit_chain() -> Iterator[str]:
    """R26: every line of the log carries the digest of the one before it."""
    yield from audit.broken_links()


def keys() -> Iterator[str]:
    """R19: a current key leads to one record, and the record is there."""
    for entity, kind, count in _doubles.rows():
        yield f"{count} records of {entity} share one current {kind}"
    for (record_id,) in _lost_keys.rows():
        yield f"a key leads to record {record_id}, which is not there"


def revisions() -> Iterator[str]:
    """R20: no history is later than its record."""
    for (record_id,) in _gaps.rows():
        yield f"record {record_id} has history that it does not know"


def facts() -> Iterator[str]:
    """R16: the latest records are what their histories make, and count the claims that wait on each fact."""
    catalogue = present()
    for (record_id,) in _latest.rows(count=SAMPLE):
        record = records.load(record_id)
        if record is None:
            continue
        yield from _replay(record, catalogue)
        yield from _counts(record)


def _replay(record: Record, catalogue: Catalogue) -> Iterator[str]:
    again = records.replayed(record, catalogue)
    held, made = _plain(record), _plain(again)
    for code in sorted(held.keys() | made.keys()):
        if held.get(code) != made.get(code):
            yield f"record {record.id}: {code} is not what its history makes"


def _plain(record: Record) -> dict[str, Fact]:
    """Facts without the mark that a narrowing sets: it is no history."""
    return {code: replace(fact, conforms=True) for code, fact in record.facts.items()}


def _counts(record: Record) -> Iterator[str]:
    for code, fact in record.facts.items():
        waiting = [claim for claim in record.open_claims if claim.field == code]
        proposals = sum(claim.route is Route.PROPOSAL for claim in waiting)
        if (fact.open, fact.proposals) != (len(waiting) - proposals, proposals):
            yield f"record {record.id}: {code} counts {fact.open} open claims, {len(waiting) - proposals} wait"


def status_tallies() -> Iterator[str]:
    """R24: what status shows is what a count of assignments and open claims gives."""
    yield from counting.wrong("assignment_tally", "claim_tally")


def burden_tallies() -> Iterator[str]:
    """R24: what burden shows is what the rows of systems' tables and the claims of visits give."""
    yield from counting.wrong("coverage_tally")
    yield from inputs.wrong()


#: name -> what looks for faults; each yields a sentence for every one.
INVARIANTS: dict[str, Callable[[], Iterator[str]]] = {
    "audit chain": audit_chain,
    "keys": keys,
    "revisions": revisions,
    "facts and history": facts,
    "joined records": joining.wrong,
    "names and counts": findable.faults,
    "status tallies": status_tallies,
    "burden tallies": burden_tallies,
}
