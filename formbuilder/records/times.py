"""Instants as people read them: near ones by the clock, far ones by the day (look/README.md, Numbers and dates)."""

from datetime import date, datetime, timedelta, tzinfo

from formbuilder.language import gettext as _
from formbuilder.language import language
from metadata.stamps import Instant, Span
from renderer.show import MONTHS


def when(instant: Instant, now: Instant, zone: tzinfo) -> str:
    """An instant: today and yesterday with the clock, else its day."""
    moment, today = datetime.fromtimestamp(instant / 1000, zone), datetime.fromtimestamp(now / 1000, zone).date()
    clock = moment.strftime("%H:%M")
    if moment.date() == today:
        return _("today %(clock)s") % {"clock": clock}
    if moment.date() == today - timedelta(days=1):
        return _("yesterday %(clock)s") % {"clock": clock}
    return day(moment.date())


def day(of: date) -> str:
    """A day: 2026-11-22, or 22 Nov 2026."""
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}" if language() == "en" else of.isoformat()


def since(span: Span, zone: tzinfo) -> str:
    """When something was so: its day; of a span without a beginning only that it was not later; empty: never."""
    if not span.end:
        return ""
    end = day(datetime.fromtimestamp(span.end / 1000, zone).date())
    if span.begin is None:
        return _("not after %(day)s") % {"day": end}
    begin = day(datetime.fromtimestamp(span.begin / 1000, zone).date())
    return begin if begin == end else f"{begin} – {end}"


def waited(instant: Instant, now: Instant) -> int:
    """Whole days that something has waited."""
    return max(0, (now - instant) // 86_400_000)
