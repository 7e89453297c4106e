"""Going live in numbers: what the next door asks, what waits and where, and what a second night changes.

`python -m formbuilder.demo.figures` prints them of the instance that the settings name, as JSON.
"""

import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby

import click
from flask import current_app

from formbuilder import clock
from formbuilder.app import create_app
from formbuilder.config import Settings, read_settings
from formbuilder.db import Statement, from_json, transaction
from formbuilder.demo.build import integrator
from formbuilder.demo.deliveries import deliveries
from formbuilder.demo.world.sizes import SIZES, Size
from formbuilder.permissions import Actor, Role
from formbuilder.systems import importing
from formbuilder.visits import service as visits
from metadata.catalogue import standard
from metadata.mappings import shipped
from metadata.stamps import Instant
from renderer.page import Mode

_people = Statement("select count(*) from record where entity = 'person' and not ended and merged_into = ''")
_to_visit = Statement(
    "select distinct a.record_id, r.area_code from assignment a join record r on r.id = a.record_id"
    " where a.state = 'open' and r.entity = 'person' and length(r.area_code) = 14 order by r.area_code, a.record_id"
)
_records = Statement("select entity, count(*) from record where merged_into = '' group by entity order by entity")
_waiting = Statement(
    "select r.entity, c.route, count(*) from open_claim c join record r on r.id = c.record_id"
    " group by r.entity, c.route order by r.entity, c.route"
)
_disputed = Statement("select field, count(*) from open_claim where route = 'door' group by field order by 2 desc")
_deliveries = Statement("select system, rows, counts from delivery where id <= :until order by id")
_last = Statement("select coalesce(max(id), 0) from delivery")
_standing = Statement(
    "select (select count(*) from history), (select count(*) from outbox), (select count(*) from open_claim),"
    " (select count(*) from record), (select sum(revision) from record)"
)


@dataclass(frozen=True, slots=True)
class Doors:
    """What the running tasks ask of people at the next door."""

    people: int  # whom the ledger knows and who have not ended
    to_visit: int
    median: float  # inputs of a page, over all people: none where nobody is sent
    mean: float
    median_of_visited: float
    mean_of_visited: float
    asked: Mapping[str, int]  # by mode: ask, verify; and how many of them in conflict
    fields: Mapping[str, int]  # by field, the most asked first


def doors(now: Instant) -> Doors:
    """Composes the page of everybody who is to be visited, as the worker of their grid would open it."""
    with transaction(writing=False):
        people = (_people.row() or (0,))[0]
        to_visit = _to_visit.rows()
    counts: list[int] = []
    modes: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for area, records in groupby(to_visit, key=lambda row: row[1]):
        worker = Actor(0, "figures", "", Role.WORKER, "", area)
        for record, _area in records:
            inputs = list(visits.open(worker, record, now=now).page.inputs)
            counts.append(len(inputs))
            modes.update(("verify" if item.mode is Mode.VERIFY else "ask") for item in inputs)
            modes["conflict"] += sum(bool(item.competing) for item in inputs)
            fields.update(item.code for item in inputs)
    everybody = counts + [0] * (people - len(counts))
    return Doors(
        people=people,
        to_visit=len(counts),
        median=statistics.median(everybody or [0]),
        mean=round(statistics.fmean(everybody or [0]), 2),
        median_of_visited=statistics.median(counts or [0]),
        mean_of_visited=round(statistics.fmean(counts or [0]), 2),
        asked=dict(modes),
        fields=dict(fields.most_common()),
    )


def waiting() -> dict[str, dict[str, int]]:
    """Open claims by entity and where they wait (door, review, proposal), and the fields of those at the door."""
    found: dict[str, dict[str, int]] = {}
    with transaction(writing=False):
        for entity, route, count in _waiting.rows():
            found.setdefault(entity, {})[route] = count
        found["fields at the door"] = dict(_disputed.rows())
    return found


def imports(until: int) -> dict[str, Mapping[str, int]]:
    """What became of the rows of each system: written, beside, open, faulty, waiting, refused …"""
    found: dict[str, Counter[str]] = {}
    with transaction(writing=False):
        for system, rows, counts in _deliveries.rows(until=until):
            found.setdefault(system, Counter()).update({"rows": rows, **from_json(counts)})
    return {system: dict(counts) for system, counts in found.items()}


def second_night(size: Size, now: Instant) -> dict[str, object]:
    """Takes the same files in once more under other names, and says what of the ledger is different then: nothing."""
    settings: Settings = current_app.extensions["settings"]
    before, repeated = standing(), 0
    for delivery in deliveries(size, shipped(), standard(), clock.day_of(now, settings.timezone)):
        actor = integrator(delivery.system)
        name = f"second-{delivery.name}"
        repeated += importing.take_in(
            actor, delivery.system, delivery.rows, now=now, as_at=delivery.as_at, name=name
        ).rows
    after = standing()
    return {"rows": repeated, "changed": [what for what in before if before[what] != after[what]], "after": after}


def standing() -> dict[str, int]:
    """How much there is of what an import could add to."""
    with transaction(writing=False):
        row = _standing.row() or ()
    return dict(zip(("history", "outbox", "open", "records", "revisions"), row, strict=True))


def lines(size: Size, *, again: bool) -> Iterator[tuple[str, object]]:
    """Every figure, as soon as it is known."""
    now = clock.now()
    with transaction(writing=False):
        until = (_last.row() or (0,))[0]
        yield "records", dict(_records.rows())
    yield "imports", imports(until)
    yield "waiting", waiting()
    yield "doors", asdict(doors(now))
    if again:
        yield "second night", second_night(size, now)


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="community", show_default=True)
@click.option("--again", is_flag=True, help="Take the same files in once more and say what that changes.")
def figures(size: str, again: bool) -> None:
    """Print what going live looked like, one figure a line as JSON."""
    app = create_app(read_settings())
    with app.app_context():
        for name, figure in lines(SIZES[size], again=again):
            sys.stdout.write(json.dumps({name: figure}, ensure_ascii=False) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    figures()
