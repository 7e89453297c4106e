"""A system's table, read from beginning to end: batches, each of which is on disk or not at all (R14, R22a)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from formbuilder.permissions import Actor
from formbuilder.systems import deliveries, service
from formbuilder.systems.deliveries import Delivery
from formbuilder.systems.problems import TableProblem
from metadata.stamps import Instant

#: Rows of one transaction: others who write wait for about a tenth of a second.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a delivery was read, and what came of it: word → how many (`systems.receiving.rows.counted`)."""

    delivery: int
    rows: int
    counts: Mapping[str, int]
    done: bool = False


def take_in(
    actor: Actor,
    system: str,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    *,
    now: Instant,
    as_at: str = "",
    area: str = "",
    name: str = "",
    digest: str = "",
    tell: Callable[[Progress], None] | None = None,
) -> Progress:
    """Read a table and merge its rows. It streams: no more than two batches are held at once.

    The same file again goes on where it stopped, or does nothing where it was read to its end. A file that turns out
    broken is refused from there on: what was read before stays.

    :param rows: number (from 1, growing) and cells by column
    :param as_at: the day that the table shows; '' today
    :param area: the area that it is of: names of grids are looked up in it; '' everywhere
    :param digest: SHA-256 of the file, by which it is known again; '' it is not
    :param tell: called after every batch
    :raises TableProblem: the file is broken
    """
    delivery = service.begin(actor, system, name=name, digest=digest, as_at=as_at, area=area, now=now)
    if delivery.state == deliveries.DONE:
        return progress(delivery)
    try:
        for some, last in _batches(row for row in rows if row[0] > delivery.rows):
            read = service.read(actor, delivery, some, now=now)
            delivery, _outcomes = service.take(actor, delivery, read, now=now, last=last)
            if tell is not None:
                tell(progress(delivery))
    except TableProblem as problem:
        service.refuse(actor, delivery, problem)
        raise
    return progress(delivery)


def progress(delivery: Delivery) -> Progress:
    """How far it is."""
    return Progress(delivery.id, delivery.rows, delivery.counts, delivery.state == deliveries.DONE)


def _batches(
    rows: Iterator[tuple[int, Mapping[str, Any]]],
) -> Iterator[tuple[list[tuple[int, Mapping[str, Any]]], bool]]:
    """Rows by batches; with the last one it is said that it is the last. An empty table is one empty batch."""
    before = list(islice(rows, BATCH))
    while following := list(islice(rows, BATCH)):
        yield before, False
        before = following
    yield before, True
