"""Whether what was asked is what history says: visits of the latest days are counted again, each from its claims."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from formbuilder import clock, tickets
from formbuilder.burden.tallying import text_of
from formbuilder.catalogue.store import present
from formbuilder.db import Statement, from_json, to_json
from formbuilder.dispatch import settle
from formbuilder.records import store as records
from formbuilder.tasks import store as tasks
from metadata import burden
from metadata.catalogue import Catalogue
from metadata.records import VISIT, Verdict
from metadata.values import ABSENT

#: So many visits at most are counted again, the latest first, by whole days.
VISITS = 2000

_latest = Statement(
    "select received, record_id, id, ticket, number, signed from submission order by received desc limit :count"
)
_parked = Statement("select field, answer from parked where record_id = :record and submission_id = :id")
_kept = Statement(
    "select day, field, tasks, sum(asked), sum(typed) from input_tally"
    " where day in (select value from json_each(:days)) group by day, field, tasks",
    postgresql="select day, field, tasks, sum(asked), sum(typed) from input_tally"
    " where day in (select jsonb_array_elements_text(cast(:days as jsonb))) group by day, field, tasks",
)

Count = Counter[tuple[str, str, str, str]]


def wrong() -> Iterator[str]:
    """Every number of the latest days that is not what their visits make, as a sentence."""
    there = Count()
    days = _latest_days()
    for day, visits in days.items():
        for visit in visits:
            for one in _counted(visit, present()):
                there[day, one.field, text_of(one.tasks), "asked"] += one.inputs.asked
                there[day, one.field, text_of(one.tasks), "typed"] += one.inputs.typed
    kept = Count()
    for day, field, wanted, asked, typed in _kept.rows(days=to_json(list(days))):
        kept[day, field, wanted, "asked"] += int(asked)
        kept[day, field, wanted, "typed"] += int(typed)
    for key in sorted(there.keys() | kept.keys()):
        if there[key] != kept[key]:
            day, field, wanted, what = key
            yield f"input_tally says {kept[key]} {what} of {field} on {day} for tasks {wanted}, it is {there[key]}"


def _latest_days() -> dict[str, list[Sequence[Any]]]:
    """Day → its visits; the oldest day is left out where not all of its visits were read."""
    rows = _latest.rows(count=VISITS + 1)
    days: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        days.setdefault(clock.day_of(row[0], settle.zone()).isoformat(), []).append(row)
    if len(rows) > VISITS:
        days.popitem()
    return days


def _counted(visit: Sequence[Any], catalogue: Catalogue) -> list[burden.Counted]:
    received, record, id_, ticket, number, signed = visit
    said = [
        (line.claim.field, line.claim.verdict, line.claim.value)
        for line in records.history(record)
        if line.claim.through is VISIT
        and not line.echo
        and (line.claim.ticket, line.claim.number, line.claim.received) == (ticket, number, received)
    ]
    for field, answer in _parked.rows(record=record, id=id_):
        document = from_json(answer)
        if "verdict" in document:
            said.append((field, Verdict(document["verdict"]), document.get("value", ABSENT)))
    return burden.count(said, tasks.forms(tickets.open_ticket(signed).forms), catalogue)
