"""Numbers of status, read from the tallies that triggers keep: no assignment and no claim is counted to draw a page."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, to_json
from formbuilder.permissions import Actor, Role, sees_placeless
from metadata.stamps import Instant

#: How long a task that has ended still stands among the present ones: what was missed is looked at afterwards.
ENDED_FOR = 60 * 24 * 60 * 60 * 1000
#: Stands for an area where what has no place does not count.
NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Work:
    """What became of the assignments of an area or a task: how many are in each state.

    `known`: done at once, because nothing was due (R10): nobody had to go. `missed`: the window ended first.
    """

    open: int = 0
    done: int = 0
    known: int = 0
    refused: int = 0
    missed: int = 0
    ended: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(
            self.open + other.open,
            self.done + other.done,
            self.known + other.known,
            self.refused + other.refused,
            self.missed + other.missed,
            self.ended + other.ended,
            self.withdrawn + other.withdrawn,
        )

    @property
    def all(self) -> int:
        """Everything that holds or held: what was withdrawn needs nobody."""
        return self.open + self.done + self.known + self.refused + self.missed + self.ended


@dataclass(frozen=True, slots=True)
class Claims:
    """How many claims wait, by where they are settled: the next door, review, the owner of the field."""

    door: int = 0
    review: int = 0
    proposal: int = 0

    def __add__(self, other: "Claims") -> "Claims":
        return Claims(self.door + other.door, self.review + other.review, self.proposal + other.proposal)


@dataclass(frozen=True, slots=True)
class Listed:
    """A task as status names it. `over`: its window has ended."""

    id: int
    title: str
    title_en: str
    department: str
    state: str
    over: bool = False

    def get_title(self, language: str) -> str:
        """Its title in `zh` or `en`."""
        return self.title_en if language == "en" and self.title_en else self.title


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: tasks, those of them whose window is over, an area, and whose claims (empty: everybody's).

    What lies open when a window has ended is missed from the next day on, whether or not anybody has noted it yet.
    """

    tasks: tuple[int, ...]
    over: tuple[int, ...] = ()
    area: str = ""
    owner: str = ""
    placeless: str = NOWHERE

    def params(self) -> dict[str, Any]:
        return {
            "tasks": to_json(self.tasks),
            "over": to_json(self.over),
            "area": self.area,
            "end": self.area + "~",
            "placeless": self.placeless,
        }


_LISTED = "(select value from json_each(:{}))"
_LISTED_PG = "(select cast(v as int) from jsonb_array_elements_text(cast(:{} as jsonb)) v)"
_HERE = "(area_code >= :area and area_code < :end or area_code = :placeless)"


def _work(key: str) -> Statement:
    """Numbers by a key, in every state."""

    def sql(listed: str) -> str:
        over = f"case when state = 'open' and task_id in {listed.format('over')} then 'missed' else state end"
        return (
            f"select {key}, {over} as stands, sum(number) from assignment_tally"
            f" where task_id in {listed.format('tasks')} and {_HERE} group by 1, 2"
        )

    return Statement(sql(_LISTED), postgresql=sql(_LISTED_PG))


_by_area = _work("substr(area_code, 1, :digits)")
_by_task = _work("task_id")
_claims_by_area = Statement(
    "select substr(area_code, 1, :digits), route, sum(number) from claim_tally"
    f" where {_HERE} and (:owner = '' or owner = :owner) group by 1, 2",
    postgresql="select substr(area_code, 1, cast(:digits as int)), route, sum(number) from claim_tally"
    f" where {_HERE} and (cast(:owner as text) = '' or owner = :owner) group by 1, 2",
)
_claims_by_owner = Statement(
    f"select owner, route, sum(number) from claim_tally where {_HERE} and (:owner = '' or owner = :owner)"
    " group by 1, 2",
    postgresql=f"select owner, route, sum(number) from claim_tally where {_HERE}"
    " and (cast(:owner as text) = '' or owner = :owner) group by 1, 2",
)
_tasks = Statement(
    "select id, title, title_en, department, state from task where state <> 'draft'"
    " and (:department = '' or department = :department) and (state = 'running' or updated >= :since) order by id desc",
    postgresql="select id, title, title_en, department, state from task where state <> 'draft'"
    " and (cast(:department as text) = '' or department = :department) and (state = 'running' or updated >= :since)"
    " order by id desc",
)
_workers = Statement(
    "select username, name, area_code from account where role = 'worker' and disabled is null"
    " and area_code >= :area and area_code < :end and area_code <> '' order by area_code, username"
)


def work_by_area(scope: Scope, digits: int) -> dict[str, Work]:
    """Area, cut to so many digits → what became of its assignments. '' is what has no place."""
    return _gathered(_by_area.rows(digits=digits, **scope.params()))


def work_by_task(scope: Scope) -> dict[int, Work]:
    """The same by task."""
    return _gathered(_by_task.rows(**scope.params()))


def _gathered(rows: Iterable[tuple[Any, str, Any]]) -> dict[Any, Work]:
    numbers: dict[Any, dict[str, int]] = {}
    for key, state, number in rows:
        numbers.setdefault(key, {})[state] = int(number)
    return {key: Work(**states) for key, states in numbers.items() if any(states.values())}


def claims_by_area(scope: Scope, digits: int) -> dict[str, Claims]:
    """Area, cut to so many digits → the claims that wait there."""
    return _waiting(_claims_by_area.rows(digits=digits, owner=scope.owner, **_of_area(scope)))


def claims_by_owner(scope: Scope) -> dict[str, Claims]:
    """Department → the claims that wait on its fields."""
    return _waiting(_claims_by_owner.rows(owner=scope.owner, **_of_area(scope)))


def _of_area(scope: Scope) -> dict[str, str]:
    return {"area": scope.area, "end": scope.area + "~", "placeless": scope.placeless}


def _waiting(rows: Iterable[tuple[str, str, Any]]) -> dict[str, Claims]:
    numbers: dict[str, dict[str, int]] = {}
    for key, route, number in rows:
        numbers.setdefault(key, {})[route] = int(number)
    return {key: Claims(**routes) for key, routes in numbers.items() if any(routes.values())}


def tasks_of(department: str, *, now: Instant, over: Collection[int], ever: bool = False) -> list[Listed]:
    """Tasks that run or have ended lately, the newest first; of one department, unless it is empty.

    :param over: the running ones whose window has ended
    :param ever: those that ended long ago too
    """
    rows = _tasks.rows(department=department, since=0 if ever else now - ENDED_FOR)
    return [Listed(id, title, title_en, owner, state, id in over) for id, title, title_en, owner, state in rows]


def workers_in(area: str) -> Sequence[tuple[str, str, str]]:
    """Username, name and area of the grid workers of an area."""
    return [(row[0], row[1], row[2]) for row in _workers.rows(area=area, end=area + "~")]


def scope_of(actor: Actor, tasks: Sequence[Listed], area: str) -> Scope:
    """What an actor may count inside an area: of a department its own tasks, and claims on its own fields."""
    return Scope(
        tasks=tuple(task.id for task in tasks),
        over=tuple(task.id for task in tasks if task.over),
        area=area,
        owner=actor.department if actor.role is Role.DEPARTMENT_ADMIN else "",
        # The whole instance has what lies nowhere; of an area's secretaries those that look after it (R12).
        placeless="" if area == actor.area and sees_placeless(actor) else NOWHERE,
    )
