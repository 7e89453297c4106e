"""The only clock: everything else is told what time it is."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from metadata.stamps import Instant


def now() -> Instant:
    """This instant, in milliseconds since 1970-01-01T00:00:00Z."""
    return time.time_ns() // 1_000_000


def day_of(instant: Instant, zone: ZoneInfo) -> date:
    """The day of the instance's time zone that an instant falls on."""
    return datetime.fromtimestamp(instant / 1000, zone).date()


def to_text(instant: Instant) -> str:
    """RFC 3339 in UTC with milliseconds, as the API writes instants."""
    moment = datetime.fromtimestamp(instant / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"
