"""Whether the tallies are what a count of their tables gives: `doctor` asks, and every test run."""

from collections.abc import Iterator

from formbuilder.db import Statement

#: Tally → its keys, and the count of what it tallies.
_COUNTS = {
    "assignment_tally": (
        "task_id, area_code, state",
        "select task_id, area_code, case when state = 'done' and closed = sent then 'known' else state end as state,"
        " count(*) as number from assignment group by 1, 2, 3",
    ),
    "claim_tally": (
        "area_code, route, owner",
        "select area_code, route, owner, count(*) as number from open_claim where closed_by = '' group by 1, 2, 3",
    ),
    "coverage_tally": (
        "system, area_code",
        "select s.system, coalesce(r.area_code, '') as area_code, count(*) as number"
        " from system_row s left join record r on r.id = s.record_id where s.main = s.record_id and not s.gone"
        " group by 1, 2",
    ),
}


def _differences(tally: str, keys: str, count: str) -> Statement:
    return Statement(
        f"select {keys}, sum(kept), sum(there) from"
        f" (select {keys}, number as kept, 0 as there from {tally}"
        f" union all select {keys}, 0, number from ({count}) c) d"
        f" group by {keys} having sum(kept) <> sum(there) order by {keys} limit 20"
    )


_DIFFERENCES = {tally: _differences(tally, keys, count) for tally, (keys, count) in _COUNTS.items()}


def wrong(*tallies: str) -> Iterator[str]:
    """Every number that is not what it counts, as a sentence; of all tallies that triggers keep, or of some."""
    for tally in tallies or _DIFFERENCES:
        for *keys, kept, there in _DIFFERENCES[tally].rows():
            yield f"{tally} says {int(kept)} of ({', '.join(map(str, keys))}), it is {int(there)}"
