"""Burden as its page shows it: what was demanded beside what was asked, and how each number came about."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from formbuilder.burden.periods import Period
from formbuilder.burden.service import Basis, Bill, By, Line
from formbuilder.language import gettext as _
from formbuilder.language import language
from formbuilder.status.drawing import Part, area_name
from renderer.show import department


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    href: str
    demanded: int
    asked: int
    typed: int
    #: How many were asked for every hundred demanded; '' where nothing was demanded.
    per_hundred: str
    bar: tuple[Part, ...]
    department: str = ""
    basis: Basis | None = None
    rounds: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A period to choose, or a way to break burden down."""

    label: str
    href: str
    current: bool


def row(line: Line, bill: Bill) -> Row:
    """One line, in the reader's language."""
    name = line.label.get(language())
    if bill.by is By.DEPARTMENT and line.code:
        name = department(line.code, bill.catalogue, language())
    elif bill.by is By.AREA:
        name = area_name(line.code, line.label, below=line.below)
    ratio = line.ratio
    return Row(
        name=name,
        href=_href(bill, area=line.code) if line.below else "",
        demanded=round(line.demanded),
        asked=line.inputs.asked,
        typed=line.inputs.typed,
        per_hundred="" if ratio is None else _number(100 * ratio),
        bar=_bar(ratio, line),
        department=department(line.department, bill.catalogue, language()) if line.department else "",
        basis=line.basis,
        rounds=_number(float(line.basis.rounds)) if line.basis else "",
    )


def rows(bill: Bill) -> list[Row]:
    """All lines."""
    return [row(line, bill) for line in bill.lines]


def _bar(ratio: float | None, line: Line) -> tuple[Part, ...]:
    """What was asked, within what was demanded; and of it what was typed. More than everything is drawn as all."""
    if not ratio:
        return ()
    width = min(100.0, 100 * ratio)
    typed = width * line.inputs.typed / line.inputs.asked
    parts = (Part("f-asked", 0, round(typed, 2)), Part("f-tapped", round(typed, 2), round(width - typed, 2)))
    return tuple(part for part in parts if part.width)


def _number(number: float) -> str:
    """Two digits that mean something, without a tail of zeros."""
    if number >= 10:
        return f"{number:,.0f}"
    return f"{number:.2f}".rstrip("0").rstrip(".") if number >= 0.01 or not number else "< 0.01"


def ways(bill: Bill) -> list[Chip]:
    """By what burden may be broken down."""
    words = {
        By.DEPARTMENT: _("By department"),
        By.SYSTEM: _("By system"),
        By.TASK: _("By task"),
        By.AREA: _("By area"),
    }
    return [Chip(words[by], _href(bill, by=by), by is bill.by) for by in By]


def periods(bill: Bill, today: Period) -> list[Chip]:
    """Periods to choose. `today`: the present day."""
    end = today.end
    found = [
        (_("30 days"), Period(end - timedelta(days=29), end)),
        (_("90 days"), Period(end - timedelta(days=89), end)),
        (_("This month"), Period(end.replace(day=1), end)),
        (_("This year"), Period(end.replace(month=1, day=1), end)),
    ]
    return [Chip(label, _href(bill, period=period), period == bill.period) for label, period in found]


def _href(bill: Bill, *, by: By | None = None, period: Period | None = None, area: str | None = None) -> str:
    begin, end = (period or bill.period).texts()
    parts = {"by": (by or bill.by).value, "from": begin, "to": end}
    here = area if area is not None else bill.chosen
    return f"/burden?{urlencode(parts | ({'area': here} if here else {}))}"


def path(bill: Bill) -> list[Chip]:
    """The areas from the reader's own down to the one that the page is of."""
    return [
        Chip(one.get_name(language()), _href(bill, area=one.code), one.code == bill.step.area) for one in bill.step.path
    ]
