"""What people ask of burden: what was demanded in a period, what was asked, and how much of it was typed (R24)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from formbuilder import clock
from formbuilder.areas import walking
from formbuilder.areas.walking import Step
from formbuilder.burden import store
from formbuilder.burden.periods import Period, period
from formbuilder.burden.store import Here, Ran
from formbuilder.catalogue import store as standard
from formbuilder.dispatch import settle
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.systems import store as systems
from formbuilder.systems.store import System
from formbuilder.tasks import store as tasks
from formbuilder.use_case import use_case
from metadata import burden
from metadata.burden import NO_INPUTS, Counted, Inputs
from metadata.catalogue import Catalogue
from metadata.fields import Label
from metadata.mappings import SystemMapping
from metadata.stamps import Instant


class By(StrEnum):
    """What the lines of burden are of."""

    DEPARTMENT = "department"
    SYSTEM = "system"
    TASK = "task"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Basis:
    """How what was demanded came about: columns × rows × rounds of a system, items × records of a task."""

    columns: int
    rows: int
    rounds: Fraction = Fraction(1)
    cycle_days: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One department, system, task or area. `below`: an area that can be stepped down to."""

    code: str
    label: Label
    demanded: Fraction = Fraction()
    inputs: Inputs = NO_INPUTS
    basis: Basis | None = None
    below: bool = False
    department: str = ""

    @property
    def ratio(self) -> float | None:
        """Asked ÷ demanded; None where nothing was demanded."""
        return burden.ratio(self.inputs.asked, self.demanded)


@dataclass(frozen=True, slots=True)
class Bill:
    """Burden by one thing. `total` counts every input once, however many it served."""

    by: By
    period: Period
    step: Step
    #: The area that was chosen; empty: none was.
    chosen: str
    lines: tuple[Line, ...]
    total: Line
    #: In which departments are named.
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Asking:
    """A system with its mapping, and the rows that its table has, by area."""

    system: System
    mapping: SystemMapping
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that its columns ask of people."""
        return frozenset(code for mapped in self.mapping.asks for code in mapped.fields)

    def demanded(self, days: int, area: str | None = None) -> Fraction:
        """The values that it demands in so many days: everywhere, or in one area."""
        rows = sum(self.rows.values()) if area is None else self.rows.get(area, 0)
        return burden.demanded(len(self.mapping.asks), rows, days, self.mapping.cycle_days)


@use_case(Verb.SEE_BURDEN)
def see(
    actor: Actor, by: By, *, begin: date | None = None, end: date | None = None, area: str = "", now: Instant
) -> Bill:
    """What was demanded and asked in a period, inside an area: of a secretary the own one; a department sees its own
    systems and tasks, and what was asked for it.

    :raises NotThere: there is no such area for this actor
    :raises Malformed: the period begins after it ends, or after today
    """
    when = period(begin, end, now)
    where = walking.step(actor, area)
    here = Here(area or actor.area, where.digits)
    own = actor.department if actor.role is Role.DEPARTMENT_ADMIN else ""
    catalogue = standard.present()
    owners = store.departments()
    asking: list[Asking] = [] if by is By.TASK else _asking(own, here, catalogue)
    demanded = sum((one.demanded(when.days) for one in asking), Fraction())
    lines: Iterable[Line]
    match by:
        case By.DEPARTMENT | By.SYSTEM:
            counted = _mine(store.asked(here, when.each()), owners, own)
            every = burden.total(counted)
            if by is By.SYSTEM:
                lines = _system_lines(asking, counted, when)
            else:
                inputs = burden.by_department(counted, owners)
                wanted = {code: found for code, found in inputs.items() if own in ("", code)}
                lines = _department_lines(asking, wanted, when, catalogue)
        case By.AREA:
            by_area = store.asked_by_area(here, when.each())
            found = {code: burden.total(_mine(some, owners, own)) for code, some in by_area.items()}
            every = sum(found.values(), NO_INPUTS)
            lines = _area_lines(asking, found, when, where)
        case By.TASK:
            ran = store.tasks_in(own, *when.instants())
            counted = _of_tasks(ran, here, when)
            every = burden.total(counted)
            lines = tuple(_task_lines(ran, counted, here))
            demanded = sum((line.demanded for line in lines), Fraction())
    total = Line("", Label("合计", "Total"), demanded, every)
    return Bill(by, when, where, area, tuple(lines), total, catalogue)


def _mine(counted: Iterable[Counted], owners: Mapping[int, str], own: str) -> list[Counted]:
    """The inputs that served a department; all, where none is named."""
    return [one for one in counted if not own or own in {owners.get(task) for task in one.tasks}]


def _asking(own: str, here: Here, catalogue: Catalogue) -> list[Asking]:
    """The systems of a department, or all, with the rows of their tables."""
    found = [
        (system, systems.mapping_of(system, catalogue))
        for system in systems.all_systems()
        if own in ("", system.department)
    ]
    rows = store.rows_of([mapping for _system, mapping in found], here)
    return [Asking(system, mapping, rows[system.code]) for system, mapping in found]


def _department_lines(
    asking: Sequence[Asking], inputs: dict[str, Inputs], when: Period, catalogue: Catalogue
) -> Iterable[Line]:
    demanded: dict[str, Fraction] = {}
    for one in asking:
        department = one.system.department
        demanded[department] = demanded.get(department, Fraction()) + one.demanded(when.days)
    for code in sorted(demanded.keys() | inputs.keys(), key=lambda code: (-demanded.get(code, Fraction()), code)):
        yield Line(code, catalogue.department(code), demanded.get(code, Fraction()), inputs.get(code, NO_INPUTS))


def _system_lines(asking: Sequence[Asking], counted: Sequence[Counted], when: Period) -> Iterable[Line]:
    """Each system with the inputs of the fields that it asks."""
    for one in sorted(asking, key=lambda one: (-one.demanded(when.days), one.system.code)):
        system, mapping = one.system, one.mapping
        yield Line(
            system.code,
            Label(system.name, system.name_en),
            one.demanded(when.days),
            burden.of_fields(counted, one.fields),
            Basis(
                len(mapping.asks),
                sum(one.rows.values()),
                burden.rounds(when.days, mapping.cycle_days),
                mapping.cycle_days,
            ),
            department=system.department,
        )


def _area_lines(asking: Sequence[Asking], inputs: dict[str, Inputs], when: Period, where: Step) -> Iterable[Line]:
    """Every area below; then what lies in no area below, and what has no place."""
    named = {one.code for one in where.below}
    others = (inputs.keys() | {area for one in asking for area in one.rows}) - named
    for code in [*(one.code for one in where.below), *sorted(others, reverse=True)]:
        demanded = sum((one.demanded(when.days, code) for one in asking), Fraction())
        yield Line(code, walking.label(code), demanded, inputs.get(code, NO_INPUTS), below=code in named)


def _of_tasks(ran: Sequence[Ran], here: Here, when: Period) -> list[Counted]:
    """The inputs that served tasks, each of them as a whole: from its publishing to the period's end."""
    first = min((clock.day_of(one.published, settle.zone()) for one in ran), default=when.begin)
    some = {one.id for one in ran}
    return [one for one in store.asked(here, Period(first, when.end).each()) if not some.isdisjoint(one.tasks)]


def _task_lines(ran: Sequence[Ran], counted: Iterable[Counted], here: Here) -> Iterable[Line]:
    """Tasks that ran in the period, with what they demanded of the records that they were sent to."""
    sent = store.sent_of([one.id for one in ran], here)
    inputs = burden.by_task(counted)
    for one in ran:
        items, records = len(tasks.published(one.form).form.items), sent.get(one.id, 0)
        if records or one.id in inputs or not here.area:
            yield Line(
                str(one.id),
                Label(one.title, one.title_en),
                Fraction(items * records),
                inputs.get(one.id, NO_INPUTS),
                Basis(items, records),
                department=one.department,
            )
