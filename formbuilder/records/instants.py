"""Times as people and programs write them in an address: a day of the instance's zone, or RFC 3339."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from formbuilder.records.problems import BadInstant
from metadata.stamps import Instant


def read_instant(text: str, zone: ZoneInfo) -> Instant | None:
    """A written time as an instant; a day is its end ('as it stood on that day'); None where nothing is written.

    :raises BadInstant: it cannot be read
    """
    written = text.strip()
    if not written:
        return None
    try:
        if len(written) == 10:
            day = datetime.combine(datetime.fromisoformat(written).date(), time.min, zone)
            return int((day + timedelta(days=1)).timestamp() * 1000) - 1
        moment = datetime.fromisoformat(written.replace(" ", "+"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        # A second that names no milliseconds is meant whole.
        whole = 999 if "." not in written else 0
        return int(moment.astimezone(UTC).timestamp() * 1000) + whole
    except (ValueError, OverflowError):  # or it lies beyond the calendar's ends
        raise BadInstant(text=written[:40]) from None
