"""Rows by batches, each of which is merged in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from formbuilder.systems.deliveries import Delivery
from formbuilder.systems.receiving.rows import Row

#: Rows of one transaction: others who write wait for about a tenth of a second.
BATCH = 200

#: Rows that were understood, and whether they are the last.
Batch = tuple[Sequence[Row], bool]


def batches(
    rows: Iterable[tuple[int, Mapping[str, Any]]], delivery: Delivery
) -> Iterator[tuple[list[tuple[int, Mapping[str, Any]]], bool]]:
    """The rows behind those that were merged before; with the last batch it is said that it is the last.

    An empty table is one empty batch.
    """
    coming = (row for row in rows if row[0] > delivery.rows)
    before = list(islice(coming, BATCH))
    while following := list(islice(coming, BATCH)):
        yield before, False
        before = following
    yield before, True
