"""A system's own table, made from the ledger through its mapping and given out: whole, or what changed (R22, R23)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from formbuilder.permissions import Actor
from metadata.stamps import Instant


@dataclass(frozen=True, slots=True)
class Projected:
    """One row of a system's table. `gone`: it left the table; its cells are then those of the row's key alone.

    `cells`: every column of the mapping, in its order, as text; `lost`: what could not be expressed and is empty
    (`metadata.transforms.Lost`); `feed`: the number under which the feed tells of it.
    """

    row_key: str
    record: str
    cells: Mapping[str, str]
    lost: tuple[Any, ...] = field(default=())
    feed: int = 0
    gone: bool = False


class HandOver(Iterator[Projected]):
    """Rows on their way out, a batch at a time: what was given is on disk before it is seen.

    `cursor`: where the next reader goes on, of the rows that were taken so far (`since=`); `more`: the limit ended it.
    """

    cursor: str = ""
    more: bool = False

    def __next__(self) -> Projected:
        raise StopIteration


def hand_over(actor: Actor, system: str, *, since: str = "", now: Instant, limit: int = 0) -> HandOver:
    """A system's table: all rows that it covers, or those that changed since a cursor, with those that left.

    Remembers what it gives, so that reading it back claims nothing (R22). Refuses at once, before the first row.

    :param since: a `cursor` of an earlier one; '' for the whole table
    :param limit: at most so many rows (0: all); `cursor` then goes on behind them
    :raises NotThere: no such system for this actor
    :raises ForeignCursor: a cursor that was not given out for this system by this instance
    """
    return HandOver()
