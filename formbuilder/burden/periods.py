"""The period that burden is counted in: whole days of the instance, until today at most."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from formbuilder import clock
from formbuilder.dispatch import settle
from formbuilder.problems import Malformed
from metadata.stamps import Instant

#: Days of the period that is shown where none is chosen.
DAYS = 30
#: Days of a period that inputs are looked up for: nothing was asked before.
LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    begin: date
    end: date

    @property
    def days(self) -> int:
        return max((self.end - self.begin).days + 1, 0)

    def texts(self) -> tuple[str, str]:
        """Its two days, YYYY-MM-DD."""
        return self.begin.isoformat(), self.end.isoformat()

    def each(self) -> list[str]:
        """Every day of it, of a very long one the last ten years."""
        return [(self.end - timedelta(days=ago)).isoformat() for ago in range(min(self.days, LONGEST))]

    def instants(self) -> tuple[Instant, Instant]:
        """When it begins, and when it is over."""
        return _midnight(self.begin), _midnight(self.end + timedelta(days=1))


def period(begin: date | None, end: date | None, now: Instant) -> Period:
    """The period that was asked for: without an end until today, without a begin 30 days.

    :raises Malformed: it begins after it ends, or after today
    """
    today = clock.day_of(now, settle.zone())
    last = min(end or today, today)
    first = begin or date.fromordinal(max(last.toordinal() - DAYS + 1, 1))
    if first > last:
        raise Malformed(reason="the period begins after it ends, or after today")
    return Period(first, last)


def _midnight(day: date) -> Instant:
    return int(datetime.combine(day, time(), settle.zone()).timestamp() * 1000)
