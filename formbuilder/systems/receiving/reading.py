"""A system's row in our own words, with when it was true (R16, stamps; R22)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from formbuilder.dispatch import settle
from formbuilder.systems.places import AreaPlaces
from formbuilder.systems.receiving.rows import Row, Sent
from metadata.catalogue import Catalogue
from metadata.mappings import Dates, SystemMapping
from metadata.problems import UnknownField
from metadata.stamps import Instant, Span
from metadata.transforms import CellFault, read_row
from metadata.values import Absent


class Reader:
    """Reads the rows of one delivery."""

    def __init__(
        self, mapping: SystemMapping, catalogue: Catalogue, places: AreaPlaces, as_at: str, now: Instant, area: str = ""
    ) -> None:
        self.area = area
        self.mapping, self.catalogue, self.places = mapping, catalogue, places
        self.zone: ZoneInfo = settle.zone()
        self.as_at = date.fromisoformat(as_at)
        self.now = now
        begin, end = _instants(self.as_at, self.zone)
        self.undated = Span(None, min(end, now))
        self.shown = Span(min(begin, now), min(end, now))

    def read(self, number: int, cells: Mapping[str, Any]) -> Row:
        """One row. An empty cell says nothing, so it is not kept."""
        said = {column: cell for column, cell in cells.items() if cell not in ("", None)}
        read = read_row(
            self.mapping, said, self.catalogue, self.places, as_at=self.as_at, zone=self.zone, area=self.area
        )
        return Row(
            number=number,
            cells=said,
            parts=read.parts,
            said_by=read.said_by,
            observed=self._span(read.at),
            key=self.mapping.key_of(said)[:200],
            faults=read.faults,
        )

    def read_own(self, number: int, sent: Sent) -> Row:
        """One row in our own words; *none* is a value of it."""
        said = {code: value for code, value in sent.cells.items() if not isinstance(value, Absent)}
        read = read_row(
            self.mapping, said, self.catalogue, self.places, as_at=self.as_at, zone=self.zone, area=self.area
        )
        observed = sent.observed or Span(None, self.now)
        strange = tuple(
            CellFault(code, "", UnknownField(at=code, field=code)) for code in said if self.mapping.column(code) is None
        )
        return Row(number, said, read.parts, read.said_by, observed, sent.key[:200], faults=read.faults + strange)

    def _span(self, own: Span | None) -> Span:
        """The row's own date; without one it begins at 'unknown' and ends at the delivery's as-at date, or its receipt.

        What is dated after it came was written down wrong: it is held at the receipt.
        """
        if self.mapping.dates is Dates.COLUMN and own is not None:
            begin = own.begin if own.begin is None else min(own.begin, self.now)
            return Span(begin, min(own.end, self.now))
        return self.shown if self.mapping.dates is Dates.DELIVERY else self.undated


def _instants(day: date, zone: ZoneInfo) -> tuple[Instant, Instant]:
    """The first and the last instant of a day."""
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return int(begin.timestamp() * 1000), int(end.timestamp() * 1000) - 1
