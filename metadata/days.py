"""Partial dates as spans of days: '2026-05' is the whole of May, and a comparison holds if it holds for all of it."""

import calendar
import re
from datetime import date
from functools import lru_cache

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", re.ASCII)


@lru_cache(maxsize=4096)
def span(text: str) -> tuple[date, date] | None:
    """First and last day of YYYY[-MM[-DD]], or the day of a datetime as it was written; None: it is no date.

    >>> span("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    found = _PARTIAL.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def last(text: str) -> date:
    """The last day of a partial date; what is no date never ends."""
    found = span(text)
    return found[1] if found else date.max


def says_less(text: str, than: str) -> bool:
    """It is a date that agrees with a more precise one: a month for a day (M11)."""
    return len(text) < len(than) and than.startswith(f"{text}-") and span(text) is not None
