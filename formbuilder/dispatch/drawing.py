"""The day in words: weekday, names of areas and departments, about how long a door takes."""

from dataclasses import dataclass
from datetime import date

from formbuilder import clock
from formbuilder.areas import store as areas
from formbuilder.catalogue import store as catalogues
from formbuilder.db import transaction
from formbuilder.dispatch.doors import Day, Visit
from formbuilder.dispatch.settle import zone
from formbuilder.language import gettext as _
from formbuilder.language import ngettext
from metadata.stamps import Instant
from renderer.show import MONTHS, department

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the page of a day says beside its doors."""

    area: str
    date: str
    departments: dict[str, str]
    headings: tuple[tuple[str, str, int], ...]
    entities: tuple[tuple[str, str], ...]
    today: str

    def what(self, visit: Visit) -> str:
        """Who asks, and about how long it takes."""
        names = _(", ").join(self.departments[code] for code in visit.departments)
        return _("%(who)s · %(long)s") % {"who": names, "long": about(visit.seconds)} if visit.items else names

    def long(self, seconds: int) -> str:
        """About so long."""
        return about(seconds)


def drawn(day: Day, language: str, now: Instant) -> Drawn:
    """A day in a language."""
    with transaction(writing=False):
        catalogue = catalogues.present()
        area = "·".join(areas.path_of(day.area, language)[-2:]) if day.area else ""
    today = clock.day_of(now, zone())
    codes = {code for building in day.buildings for visit in building.visits for code in visit.departments}
    return Drawn(
        area=area,
        date=date_of(today, language),
        departments={code: department(code, catalogue, language) for code in codes},
        headings=tuple((name, heading, day.counts[name]) for name, heading in headings() if name in day.counts),
        entities=tuple((code, catalogue.entity(code).label.get(language)) for code in day.entities),
        today=today.isoformat(),
    )


def headings() -> tuple[tuple[str, str], ...]:
    """The headings of the list, in their order."""
    return (
        ("mine", _("Yours")),
        ("nowhere", _("No place")),
        ("open", _("To do")),
        ("later", _("Later")),
        ("away", _("Nobody met")),
        ("done", _("Done")),
    )


def date_of(day: date, language: str) -> str:
    """A day with its weekday: 11月22日 星期日, Sunday, 22 Nov."""
    weekday = _(WEEKDAYS[day.weekday()])
    if language == "en":
        return f"{weekday}, {day.day} {MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日 {weekday}"


def about(seconds: int) -> str:
    """About how long something takes."""
    if seconds < 60:
        return _("about %(num)s seconds") % {"num": seconds}
    minutes = -(-seconds // 60)
    return ngettext("about %(num)s minute", "about %(num)s minutes", minutes) % {"num": minutes}
