"""Numbers of status as its page shows them: a bar of what is done and what is left, and every number beside it."""

from dataclasses import dataclass

from formbuilder.language import gettext as _
from formbuilder.language import language
from formbuilder.status.service import Overview
from formbuilder.status.store import Claims, Work
from metadata.fields import Label
from renderer.show import department


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar, in percent of its width. `look`: the class that it is drawn with."""

    look: str
    begin: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `href`: the next step down, or the same areas of this task alone."""

    name: str
    href: str
    work: Work
    claims: Claims | None
    bar: tuple[Part, ...]
    #: In whole percent, rounded down: 100 is said only where nothing is left.
    percent: int | None
    department: str = ""
    over: bool = False
    running: bool = True
    chosen: bool = False


def bar(work: Work) -> tuple[Part, ...]:
    """What is done, what ended otherwise, and, as the ground that is left, what is to visit."""
    parts = (
        ("f-known", work.known),
        ("f-done", work.done + work.ended),
        ("f-refused", work.refused),
        ("f-missed", work.missed),
    )
    found: list[Part] = []
    begin = 0.0
    for look, number in parts:
        width = 100 * number / work.all if work.all else 0.0
        if width:
            found.append(Part(look, round(begin, 2), round(width, 2)))
        begin += width
    return tuple(found)


def percent(work: Work) -> int | None:
    """How much needs nobody any more; None where nothing was sent."""
    return 100 * (work.all - work.open) // work.all if work.all else None


def area_rows(page: Overview) -> list[Row]:
    """The areas below the one that the page is of."""
    task = f"&task={page.chosen.id}" if page.chosen else ""
    return [
        Row(
            name=area_name(line.code, line.label, below=line.below),
            href=f"/status?area={line.code}{task}" if line.below else "",
            work=line.work,
            claims=line.claims,
            bar=bar(line.work),
            percent=percent(line.work),
        )
        for line in page.areas
    ]


def area_name(code: str, label: Label, *, below: bool) -> str:
    """How a line of an area is called; what lies in no area below stands at the area itself."""
    name = label.get(language())
    return name if below or not code else _("%(area)s, no grid") % {"area": name}


def task_rows(page: Overview) -> list[Row]:
    """The tasks there."""
    area = f"area={page.step.area}&" if page.step.area else ""
    return [
        Row(
            name=line.task.get_title(language()),
            href=f"/status?{area}task={line.task.id}",
            work=line.work,
            claims=None,
            bar=bar(line.work),
            percent=percent(line.work),
            department=department(line.task.department, page.catalogue, language()),
            over=line.task.over,
            running=line.task.state == "running",
            chosen=page.chosen is not None and page.chosen.id == line.task.id,
        )
        for line in page.tasks
        if line.task is not None
    ]
