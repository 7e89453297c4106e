"""What people ask of status: what is to visit, done, refused and missed, and which claims wait; where, and for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from formbuilder.areas import walking
from formbuilder.areas.store import Area
from formbuilder.areas.walking import COMMUNITY, GRID, Step
from formbuilder.catalogue import store as standard
from formbuilder.dispatch import settle
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import NotThere
from formbuilder.status import store
from formbuilder.status.store import Claims, Listed, Scope, Work
from formbuilder.tasks import store as tasks
from formbuilder.use_case import use_case
from metadata.catalogue import Catalogue
from metadata.fields import Label
from metadata.stamps import Instant


class By(StrEnum):
    """What the lines of status are of."""

    AREA = "area"
    GRID = "grid"
    TASK = "task"
    DEPARTMENT = "department"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one area, task, department or worker. `claims`: None where claims belong to none (tasks).

    `below`: an area that can be stepped down to. `task`, where it is one.
    """

    code: str
    label: Label
    work: Work = field(default_factory=Work)
    claims: Claims | None = None
    below: bool = False
    task: Listed | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Numbers by one thing, and of all together. A grid of two workers stands at both, and once in `work`."""

    by: By
    area: str
    lines: tuple[Line, ...]
    work: Work
    claims: Claims


@use_case(Verb.SEE_STATUS)
def see(actor: Actor, by: By, *, area: str = "", task: int = 0, ever: bool = False, now: Instant) -> Board:
    """Numbers of the tasks that run or ended within 60 days, inside an area: of a secretary the own one, of a
    department its own tasks and the claims on its own fields.

    :param task: of this task alone
    :param ever: of all tasks that were ever published
    :raises NotThere: there is no such area or task for this actor
    """
    where = walking.step(actor, area)
    here = area or actor.area
    listed = _tasks(actor, here, task, now, ever=ever)
    scope = store.scope_of(actor, listed, here)
    digits = where.digits if by is By.AREA else GRID
    by_area = store.work_by_area(scope, digits)
    lines: Iterable[Line]
    match by:
        case By.AREA:
            lines = _area_lines(by_area, store.claims_by_area(scope, digits), where.below)
        case By.GRID:
            lines = _area_lines(by_area, store.claims_by_area(scope, digits), walking.grids(here), whole=True)
        case By.TASK:
            lines = _task_lines(store.work_by_task(scope), listed, here)
        case By.DEPARTMENT:
            lines = _department_lines(store.work_by_task(scope), listed, store.claims_by_owner(scope))
        case By.WORKER:
            lines = _worker_lines(scope, by_area)
    return Board(by, here, tuple(lines), sum(by_area.values(), Work()), _all_claims(scope))


@dataclass(frozen=True, slots=True)
class Overview:
    """The page of status: the areas below one, and the tasks there; of one task alone, where it was chosen."""

    step: Step
    areas: tuple[Line, ...]
    tasks: tuple[Line, ...]
    work: Work
    claims: Claims
    chosen: Listed | None
    #: In which departments are named.
    catalogue: Catalogue


@use_case(Verb.SEE_STATUS)
def open_page(actor: Actor, *, area: str = "", task: int = 0, now: Instant) -> Overview:
    """The page of status.

    :raises NotThere: there is no such area or task for this actor
    """
    where = walking.step(actor, area)
    here = area or actor.area
    listed = _tasks(actor, here, 0, now)
    chosen = next((one for one in listed if one.id == task), None)
    if task and chosen is None:
        raise NotThere()
    every = store.scope_of(actor, listed, here)
    scope = store.scope_of(actor, [chosen], here) if chosen else every
    by_area = store.work_by_area(scope, where.digits)
    claims = store.claims_by_area(scope, where.digits)
    return Overview(
        step=where,
        areas=tuple(_area_lines(by_area, claims, where.below)),
        tasks=tuple(_task_lines(store.work_by_task(every), listed, here)),
        work=sum(by_area.values(), Work()),
        claims=sum(claims.values(), Claims()),
        chosen=chosen,
        catalogue=standard.present(),
    )


def _tasks(actor: Actor, area: str, task: int, now: Instant, *, ever: bool = False) -> list[Listed]:
    """The tasks that an actor's numbers are of: of one, where it is named."""
    running = tasks.running()
    over = {published.form.task for published in running if settle.over(published, now)}
    own = actor.department if actor.role is Role.DEPARTMENT_ADMIN else ""
    listed = store.tasks_of(own, now=now, over=over, ever=ever or bool(task))
    if not task:
        return listed
    found = [one for one in listed if one.id == task]
    if not found:
        raise NotThere()
    return found


def _area_lines(
    work: Mapping[str, Work],
    claims: Mapping[str, Claims],
    below: Iterable[Area],
    *,
    whole: bool = False,
) -> Iterable[Line]:
    """Every area below, also where nothing is to be done; then what lies in no area below, and what has no place.

    :param whole: a grid is named with its community
    """
    named = {one.code: one for one in below}
    for code in [*named, *sorted((work.keys() | claims.keys()) - named.keys(), reverse=True)]:
        yield Line(
            code=code,
            label=_whole_label(code) if whole and len(code) == GRID else walking.label(code),
            work=work.get(code, Work()),
            claims=claims.get(code, Claims()),
            below=code in named,
        )


def _whole_label(grid: str) -> Label:
    above, own = walking.label(grid[:COMMUNITY]), walking.label(grid)
    return Label(f"{above.zh}·{own.zh}", f"{above.en}·{own.en}")


def _task_lines(work: Mapping[int, Work], listed: Iterable[Listed], here: str) -> Iterable[Line]:
    """The tasks that have something here, and, above all areas, those that have nothing yet; most left comes first."""
    found = [
        Line(str(one.id), Label(one.title, one.title_en), work.get(one.id, Work()), task=one)
        for one in listed
        if one.id in work or not here
    ]
    return sorted(found, key=lambda line: -line.work.open)


def _department_lines(
    work: Mapping[int, Work], listed: Iterable[Listed], claims: Mapping[str, Claims]
) -> Iterable[Line]:
    numbers: dict[str, Work] = {}
    for one in listed:
        numbers[one.department] = numbers.get(one.department, Work()) + work.get(one.id, Work())
    catalogue = standard.present()
    for code in sorted(numbers.keys() | claims.keys()):
        yield Line(code, catalogue.department(code), numbers.get(code, Work()), claims.get(code, Claims()))


def _worker_lines(scope: Scope, work: Mapping[str, Work]) -> Iterable[Line]:
    """Of each worker what lies in the area that the worker is bound to."""
    claims = store.claims_by_area(scope, GRID)
    for username, name, area in store.workers_in(scope.area):
        mine = sum((found for code, found in work.items() if code.startswith(area)), Work())
        waiting = sum((found for code, found in claims.items() if code.startswith(area)), Claims())
        yield Line(username, Label(name, ""), mine, waiting)


def _all_claims(scope: Scope) -> Claims:
    return sum(store.claims_by_owner(scope).values(), Claims())
