"""A system's own table, made from the ledger through its mapping and given out: whole, or what changed (R22, R23)."""

from collections.abc import Iterator

from formbuilder.permissions import Actor
from formbuilder.systems.feed import batches, cursors
from formbuilder.systems.feed.batches import Projected, Start
from formbuilder.systems.feed.pages import Changed, Known, Pair, Told, Unknown, Walk

__all__ = ["HandOver", "Projected", "hand_over", "look_over"]

#: So many rows are made, remembered and given at once, each batch a deed of its own.
BATCH = 500


class HandOver(Iterator[Projected]):
    """Rows on their way out, a batch at a time: what is given was remembered on disk before it is seen.

    `cursor`: from where to go on, once the rows so far were taken; '' while that is the beginning of the whole table.
    `more`: the limit ended it, and there are more rows.
    """

    def __init__(self, actor: Actor, system: str, start: Start, *, whole: bool, limit: int = 0) -> None:
        self.more = False
        self._actor, self._system, self._start, self._limit = actor, system, start, limit
        self._seen: int | None = None if whole else start.after
        self._rows = self._whole() if whole else self._changed()

    @classmethod
    def look(cls, actor: Actor, system: str, start: Start) -> "HandOver":
        """The whole table as it would be given."""
        handed = cls(actor, system, start, whole=True)
        handed._rows = handed._shown()
        return handed

    @property
    def cursor(self) -> str:
        return "" if self._seen is None else cursors.cursor_of(self._system, self._seen, self._start.cluster)

    def __next__(self) -> Projected:
        return next(self._rows)

    def _whole(self) -> Iterator[Projected]:
        """Every covered row, by its key; then those that have none yet. What changed meanwhile comes in the feed."""
        seen, alone = self._start.standing.feed, True
        ahead = set[Pair]()  # rows that go on under another key: they are met again further on
        for walk in self._walks():
            way: Walk | None = walk
            while way is not None:
                handed = batches.give(self._actor, self._system, way, BATCH, whole=True)
                # Numbers that another reader gave in between may be of rows that had passed here before.
                alone = alone and (not handed.first or handed.first == seen + 1)
                seen = handed.last if alone and handed.last else seen
                for row in handed.rows:
                    if (pair := (row.record, row.row_key)) in ahead:
                        continue
                    if pair in handed.keyed:
                        ahead.add(pair)
                    yield row
                way = handed.next
        batches.end(self._actor, self._system, self._start)
        self._seen = seen

    def _shown(self) -> Iterator[Projected]:
        for walk in self._walks():
            way: Walk | None = walk
            while way is not None:
                shown = batches.show(self._actor, self._system, way, BATCH)
                yield from shown.rows
                way = shown.next

    def _walks(self) -> Iterator[Walk]:
        yield Known()
        if self._start.filter is not None:
            yield Unknown(self._start.entity, self._start.filter)

    def _changed(self) -> Iterator[Projected]:
        """What has a number after the cursor's, once all that is news has one."""
        start, told = self._start, self._start.is_outdated
        news = self._walks() if start.is_outdated else iter([Changed(start.standing.mark, start.end)])
        for walk in news:
            way: Walk | None = walk
            while way is not None:
                way, count = batches.settle(self._actor, self._system, way, BATCH)
                told = told or bool(count)
        until = batches.end(self._actor, self._system, start, told=told)
        left = self._limit or until
        way = Told(start.after, until)
        while way is not None and left:
            handed = batches.give(self._actor, self._system, way, min(BATCH, left), whole=False)
            way, left = handed.next, left - len(handed.rows)
            for row in handed.rows:
                self._seen = row.feed
                yield row
        self.more = way is not None
        if way is None:
            self._seen = until


def look_over(actor: Actor, system: str) -> HandOver:
    """A system's whole table as it would be given now, and is not: for who wants to know what its cells cannot say.

    :raises NotThere: no such system for this actor
    """
    return HandOver.look(actor, system, batches.begin(actor, system, ""))


def hand_over(actor: Actor, system: str, *, since: str = "", limit: int = 0) -> HandOver:
    """A system's table: all rows that it covers, or those that changed since a cursor, with those that left.

    Remembers what it gives, so that reading it back claims nothing (R22). Refuses at once, before the first row.
    With a limit the whole table, too, comes by the numbers of the feed, and can be gone on with.

    :param since: a `cursor` of an earlier one; '' for the whole table
    :param limit: at most so many rows (0: all); `cursor` then goes on behind them
    :raises NotThere: no such system for this actor
    :raises ForeignCursor: a cursor that was not given out for this system by this instance
    """
    start = batches.begin(actor, system, since)
    return HandOver(actor, system, start, whole=not since and not limit, limit=limit)
