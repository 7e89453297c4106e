"""Patterns of days and times, YYYY MM M DD D hh mm ss: read and written as a system's column has them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from metadata.fieldtypes.date import FOREVER, exists
from metadata.transforms.problems import LessPrecise
from metadata.writing import clean

_TOKENS: Final = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
}
_TOKEN = re.compile("YYYY|MM?|DD?|hh|mm|ss")
#: A database writes a time behind every day, asked or not.
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z?", re.ASCII)


class Moment(NamedTuple):
    """A day to the precision that was written (YYYY[-MM[-DD]]), and its time if one was."""

    day: str
    time: str = ""

    def instant(self, zone: tzinfo) -> str:
        """RFC 3339 in UTC; empty where no time was written."""
        if not self.time or len(self.day) < 10:
            return ""
        try:
            at = datetime.fromisoformat(f"{self.day}T{self.time}").replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return ""
        return at.strftime("%Y-%m-%dT%H:%M:%S") + "Z"


class Pattern:
    """One pattern."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tuple(_TOKEN.findall(text))
        between = _TOKEN.split(text)
        written = "".join(re.escape(b) + _TOKENS.get(t, "") for b, t in zip(between, (*self.tokens, ""), strict=True))
        self._written = re.compile(written, re.ASCII)

    def read(self, text: str, as_at: date | None) -> Moment | None:
        """What a text says; without a year that of the row's as-at day. None: it is not of this pattern, or no day."""
        plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
        found = self._written.fullmatch(plain.strip()) or self._written.fullmatch(clean(plain))
        if found is None:
            return None
        said = found.groupdict()
        year = said.get("year") or (f"{as_at.year:04}" if as_at else "")
        parts = [year, *(said[part].zfill(2) for part in ("month", "day") if said.get(part))]
        day = "-".join(parts)
        if not year or ("day" in said and len(parts) < 3) or not exists(day):
            return None
        if "hour" not in said:
            return Moment(day)
        hour, minute, second = (int(said.get(part) or 0) for part in ("hour", "minute", "second"))
        return Moment(day, f"{hour:02}:{minute:02}:{second:02}") if hour < 24 and minute < 60 and second < 60 else None

    def write(self, day: str) -> str:
        """A date in this pattern: what it lacks is left off, the time of a date is zeros.

        :raises LessPrecise: the date is known to less than the pattern says
        """
        parts = dict(zip(("year", "month", "day"), day.split("-"), strict=False))
        if day == FOREVER and not {"YYYY"} < set(self.tokens):
            raise LessPrecise(value=day)
        return self._filled(parts | {"hour": "00", "minute": "00", "second": "00"}, day)

    def write_instant(self, instant: str, zone: tzinfo) -> str:
        """An instant in this pattern, in the instance's zone."""
        try:
            at = datetime.fromisoformat(instant).astimezone(zone)
        except (ValueError, OverflowError):
            raise LessPrecise(value=instant[:40]) from None
        parts = {"year": f"{at.year:04}", "month": f"{at.month:02}", "day": f"{at.day:02}"}
        return self._filled(parts | {"hour": f"{at:%H}", "minute": f"{at:%M}", "second": f"{at:%S}"}, instant)

    def _filled(self, parts: dict[str, str], value: str) -> str:
        def part(token: re.Match[str]) -> str:
            name = _NAMES[token[0][0]]
            if name not in parts:
                raise LessPrecise(value=value)
            return parts[name] if len(token[0]) > 1 else str(int(parts[name]))

        return _TOKEN.sub(part, self.text)


_NAMES: Final = {"Y": "year", "M": "month", "D": "day", "h": "hour", "m": "minute", "s": "second"}


@lru_cache(maxsize=256)
def patterns_of(args: str) -> tuple[Pattern, ...]:
    """The patterns of a transform's arguments, split by |; an ISO day where they say none."""
    return tuple(Pattern(text) for text in (args or "YYYY-MM-DD").split("|"))


def first_read(patterns: Iterable[Pattern], text: str, as_at: date | None) -> Moment | None:
    """What the first pattern says that the text is of."""
    return next((found for pattern in patterns if (found := pattern.read(text, as_at))), None)


def without_time(text: str) -> str:
    """A day that a database wrote with a time, as the day alone; anything else as it is.

    >>> without_time("2024-05-06 14:30:00"), without_time("2024-05")
    ('2024-05-06', '2024-05')
    """
    found = _WITH_TIME.fullmatch(text.strip())
    return found[1] if found else text
