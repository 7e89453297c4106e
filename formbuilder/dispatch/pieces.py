"""Where a task is sent in one transaction: on SQLite to a few grids, so that whoever writes meanwhile waits for those.

A piece is whole areas, in the order of their codes: the first grids can be visited while the last ones are still being
sent. On PostgreSQL nobody waits for who sends, and one piece is all there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formbuilder.db import Statement, is_postgresql
from formbuilder.tasks.store import Published

#: Records of a piece: others who write wait for about a tenth of a second.
PIECE = 2000
#: Behind every code of an area, and behind the very code that it is put to but before those of areas inside.
BEHIND_ALL, BEHIND = "~", "!"


@dataclass(frozen=True, slots=True)
class Piece:
    """The areas from one code on, as far as another one, which belongs to the next piece."""

    begin: str
    end: str

    @property
    def last(self) -> bool:
        """Nothing comes after it."""
        return self.end == BEHIND_ALL

    def ranges(self, areas: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What it has of each of some areas with all inside them: from one code on, as far as another one."""
        for area in areas:
            begin, end = max(area, self.begin), min(area + BEHIND_ALL, self.end)
            if begin < end:
                yield begin, end


EVERYWHERE = Piece("", BEHIND_ALL)

_area_at = Statement(
    "select area_code from record where entity = :entity and area_code >= :begin and area_code < :end"
    " order by area_code limit 1 offset :records"
)


def next_piece(published: Published, begin: str = "") -> Piece:
    """The areas to be sent next: on SQLite about PIECE records, or a single area with more of them.

    :param begin: where the piece before ended
    """
    if is_postgresql():
        return Piece(begin, BEHIND_ALL)
    begin = max(begin, min(published.areas))
    end = max(published.areas) + BEHIND_ALL
    first, beyond = (
        _area_at.row(entity=published.form.entity, begin=begin, end=end, records=records) for records in (0, PIECE)
    )
    if first is None or beyond is None:
        return Piece(begin, BEHIND_ALL)
    return Piece(begin, beyond[0] if beyond[0] > first[0] else first[0] + BEHIND)
