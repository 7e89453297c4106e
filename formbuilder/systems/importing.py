"""A system's table, read from beginning to end: batches, each of which is on disk or not at all (R14, R22a)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formbuilder.permissions import Actor
from formbuilder.systems import ahead, deliveries, service
from formbuilder.systems.batching import Batch, batches
from formbuilder.systems.deliveries import Delivery
from formbuilder.systems.files import Fitted
from formbuilder.systems.problems import TableProblem
from formbuilder.systems.receiving.rows import Row
from metadata.stamps import Instant

#: Rows from which on another process reads ahead: it takes a second to start.
AHEAD = 2000


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
    return _take(actor, delivery, _read_here(actor, delivery, rows, now), now, tell)


def take_in_file(
    actor: Actor,
    system: str,
    path: Path,
    table: Fitted,
    *,
    now: Instant,
    as_at: str = "",
    area: str = "",
    name: str = "",
    tell: Callable[[Progress], None] | None = None,
) -> Progress:
    """The same of a file that was opened: what is long is understood by another process while this one merges.

    :param table: what was found at `path`, fitted to the system's columns
    """
    digest = table.table.digest
    delivery = service.begin(actor, system, name=name, digest=digest, as_at=as_at, area=area, now=now)
    long = table.table.total > AHEAD and delivery.state != deliveries.DONE
    read = ahead.read(actor, delivery, path, now) if long else _read_here(actor, delivery, table.rows(), now)
    return _take(actor, delivery, read, now, tell)


def _read_here(
    actor: Actor, delivery: Delivery, rows: Iterable[tuple[int, Mapping[str, Any]]], now: Instant
) -> Iterator[Batch]:
    for some, last in batches(rows, delivery):
        yield service.read(actor, delivery, some, now=now), last


def _take(
    actor: Actor,
    delivery: Delivery,
    read: Iterator[tuple[Sequence[Row], bool]],
    now: Instant,
    tell: Callable[[Progress], None] | None,
) -> Progress:
    if delivery.state == deliveries.DONE:
        return progress(delivery)
    try:
        for rows, last in read:
            delivery, _outcomes = service.take(actor, delivery, rows, now=now, last=last)
            if tell is not None:
                tell(progress(delivery))
    except TableProblem as problem:
        service.refuse(actor, delivery, problem)
        raise
    return progress(delivery)


def progress(delivery: Delivery) -> Progress:
    """How far it is."""
    return Progress(delivery.id, delivery.rows, delivery.counts, delivery.state == deliveries.DONE)
