"""Who, when and note of a row: what its stamps say, and what dates it (R22)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.days import span as days_of
from metadata.fields import Field
from metadata.fieldtypes.date import FOREVER
from metadata.mappings.shapes import Dates, Direction, SystemMapping
from metadata.problems import Empty, NoneNotAdmitted, Problem
from metadata.stamps import Span
from metadata.transforms.kinds import Judge, Reading
from metadata.transforms.patterns import Moment, Pattern, first_read, patterns_of, without_time
from metadata.transforms.problems import AfterDelivery

#: Stamps that are text: field → attribute of a row that was read.
_TEXTS: Final = {"grid_worker": "who", "remark": "note"}


class StampReader:
    """Reads a row's stamps, as its mapping has them."""

    def __init__(self, mapping: SystemMapping, catalogue: Catalogue) -> None:
        self._texts = [
            (mapped.column.name, _TEXTS[mapped.field], Judge(catalogue.stamps[mapped.field], catalogue))
            for mapped in mapping.columns
            if mapped.field in _TEXTS and mapped.field in catalogue.stamps and mapped.direction is not Direction.OUT
        ]
        self._dates = mapping.dates
        self._column = mapping.date_column
        dated = mapping.column(mapping.date_column)
        self._patterns: tuple[Pattern, ...] = patterns_of(dated.args) if dated and dated.transform == "date" else ()

    def texts(self, row: Reading) -> Mapping[str, str]:
        """Who, and the note: `who`, `note` → text, where the row says them."""
        said: dict[str, str] = {}
        for column, name, judge in self._texts:
            text = row.cells.get(column, "")
            if not text or text.isspace():
                continue
            try:
                said[name] = str(judge.parse(text, row))
            except (Empty, NoneNotAdmitted):
                continue
            except Problem as problem:
                row.faults.append((column, text, problem))
        return said

    def at(self, row: Reading) -> Span | None:
        """When the row was true, as far as the mapping's approval goes; None: nothing says it."""
        if self._dates is Dates.NOTHING or row.as_at is None:
            return None
        if self._dates is Dates.DELIVERY:
            return span_of(Moment(row.as_at.isoformat()), row.zone)
        text = row.cells.get(self._column, "")
        if not text or text.isspace():
            return None
        try:
            return self._dated(text, row)
        except (Empty, NoneNotAdmitted):
            return None
        except Problem as problem:
            row.faults.append((self._column, text, problem))
            return None

    def _dated(self, text: str, row: Reading) -> Span | None:
        moment = first_read(self._patterns, text, row.as_at) or _ISO.read(text, None)
        moment = moment or Moment(str(_DAY.parse(without_time(text), _FIELD, row.context)))
        days = days_of(moment.day)
        if days is None or moment.day == FOREVER:
            return None
        if row.as_at is not None and days[0] > row.as_at:
            raise AfterDelivery(value=moment.day)
        return span_of(moment, row.zone)


_DAY: Final = fieldtypes.get("date")
_FIELD: Final = Field("collected_at", "row", "date", _DAY.label, "")
_ISO: Final = Pattern("YYYY-MM-DD hh:mm:ss")


@lru_cache(maxsize=4096)
def span_of(moment: Moment, zone: tzinfo) -> Span | None:
    """The instants of a moment: a second of a time, the whole of a day, month or year. Midnight is a day's zeros."""
    days = days_of(moment.day)
    if days is None:
        return None
    if moment.time and moment.time != "00:00:00":
        at = _ms(days[0], time.fromisoformat(moment.time), zone)
        return Span(at, at + 999)
    try:
        after = days[1] + timedelta(days=1)
    except OverflowError:
        return None
    return Span(_ms(days[0], time(), zone), _ms(after, time(), zone) - 1)


def _ms(day: date, at: time, zone: tzinfo) -> int:
    return round(datetime.combine(day, at, zone).timestamp() * 1000)
