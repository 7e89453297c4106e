"""How far a system's feed has come: the last number it gave, and how far the outbox was read for it (R23).

Numbers are given under the lock of the system's row, so two readers never give the same one twice. The outbox is read
in windows of its marks that end before the oldest transaction that may still write: whoever commits late is in the
next window, and nobody is in two.
"""

from dataclasses import dataclass

from formbuilder.db import Statement
from formbuilder.problems import NotThere


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one system: the last number given, the mark up to which the outbox was read, what rows were made through."""

    feed: int
    mark: int
    digest: str


_read = Statement("select feed, feed_mark, feed_digest from system where code = :system")
_lock = Statement(
    "select feed, feed_mark, feed_digest from system where code = :system",
    postgresql="select feed, feed_mark, feed_digest from system where code = :system for update",
)
_count = Statement("update system set feed = :feed where code = :system")
_settle = Statement(
    "update system set feed_mark = :mark, feed_digest = :digest"
    " where code = :system and feed_mark = :was_mark and feed_digest = :was_digest"
)
_end = Statement(
    "select coalesce(max(id), 0) + 1 from outbox",
    postgresql="select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)",
)


def read(system: str) -> Standing:
    """Where the feed stands.

    :raises NotThere: no such system
    """
    return _standing(_read.row(system=system))


def lock(system: str) -> Standing:
    """The same; until the transaction ends nobody else gives numbers."""
    return _standing(_lock.row(system=system))


def _standing(row: tuple[int, int, str] | None) -> Standing:
    if row is None:
        raise NotThere()
    return Standing(*row)


def count(system: str, feed: int) -> None:
    """The last number that was given, under the lock."""
    _count.run(system=system, feed=feed)


def settle(system: str, was: Standing, mark: int, digest: str) -> None:
    """The outbox was read up to a mark; nothing happens if another reader has come further since."""
    if (mark, digest) != (was.mark, was.digest):
        _settle.run(system=system, mark=mark, digest=digest, was_mark=was.mark, was_digest=was.digest)


def end_of_outbox() -> int:
    """The mark before which nobody writes any more."""
    row = _end.row()
    assert row is not None
    return int(row[0])
