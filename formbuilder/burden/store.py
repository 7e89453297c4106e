"""What burden is drawn from, read from tallies: rows that systems' tables have, inputs that were answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, is_postgresql, to_json
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from metadata.burden import Counted, Inputs
from metadata.mappings import SystemMapping
from metadata.stamps import Instant
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Here:
    """Inside which area; numbers by area are cut to `digits` of its code."""

    area: str
    digits: int

    def params(self) -> dict[str, Any]:
        return {"area": self.area, "end": self.area + "~", "digits": self.digits}


_CUT, _CUT_PG = "substr(area_code, 1, :digits)", "substr(area_code, 1, cast(:digits as int))"
_HERE = "area_code >= :area and area_code < :end"


def _by_area(sql: str) -> Statement:
    return Statement(sql.format(cut=_CUT), postgresql=sql.format(cut=_CUT_PG))


_sent = _by_area(f"select system, {{cut}}, sum(number) from coverage_tally where {_HERE} group by 1, 2")
_living = _by_area(f"select {{cut}}, sum(records) from record_tally where entity = :entity and {_HERE} group by 1")
#: Day by day, so that each leads to its areas in the primary key.
_DAYS = "day in (select value from json_each(:days))"
_DAYS_PG = "day in (select jsonb_array_elements_text(cast(:days as jsonb)))"
_asked = Statement(
    f"select field, tasks, sum(asked), sum(typed) from input_tally where {_DAYS} and {_HERE} group by 1, 2",
    postgresql="select field, tasks, sum(asked), sum(typed) from input_tally"
    f" where {_DAYS_PG} and {_HERE} group by 1, 2",
)
_asked_by_area = Statement(
    f"select {_CUT}, tasks, sum(asked), sum(typed) from input_tally where {_DAYS} and {_HERE} group by 1, 2",
    postgresql=f"select {_CUT_PG}, tasks, sum(asked), sum(typed) from input_tally"
    f" where {_DAYS_PG} and {_HERE} group by 1, 2",
)
_departments = Statement("select id, department from task")
_tasks = Statement(
    "select t.id, t.title, t.title_en, t.department, f.id, f.published from task t join form f on f.task_id = t.id"
    " where (:department = '' or t.department = :department) and f.published < :until"
    " and (t.state = 'running' or t.updated >= :since) order by t.id desc",
    postgresql="select t.id, t.title, t.title_en, t.department, f.id, f.published"
    " from task t join form f on f.task_id = t.id"
    " where (cast(:department as text) = '' or t.department = :department) and f.published < :until"
    " and (t.state = 'running' or t.updated >= :since) order by t.id desc",
)
_sent_of_tasks = Statement(
    "select task_id, sum(number) from assignment_tally where state <> 'withdrawn'"
    f" and task_id in (select value from json_each(:tasks)) and {_HERE} group by task_id",
    postgresql="select task_id, sum(number) from assignment_tally where state <> 'withdrawn' and task_id in"
    f" (select cast(v as int) from jsonb_array_elements_text(cast(:tasks as jsonb)) v) and {_HERE} group by task_id",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """A task that ran in a period, with its form, and when that was published."""

    id: int
    title: str
    title_en: str
    department: str
    form: int
    published: Instant


def rows_of(mappings: Iterable[SystemMapping], here: Here) -> dict[str, dict[str, int]]:
    """System → area → the records that its table covers there (R23).

    A table without a filter covers what it has sent or was given; one that covers every record of its kind, all that
    the ledger has; one with a filter, besides what it has sent, those that pass.
    """
    sent: dict[str, dict[str, int]] = {}
    for system, area, number in _sent.rows(**here.params()):
        sent.setdefault(system, {})[area] = int(number)
    found: dict[str, dict[str, int]] = {}
    for mapping in mappings:
        rows = dict(sent.get(mapping.system, {}))
        if mapping.filter == {}:
            _more(rows, _living.rows(entity=mapping.entity, **here.params()))
        elif mapping.filter is not None:
            _more(rows, _passing(mapping.entity, mapping.filter, here))
        found[mapping.system] = {area: number for area, number in rows.items() if number}
    return found


def _more(rows: dict[str, int], counted: Iterable[tuple[str, Any]]) -> None:
    for area, number in counted:
        rows[area] = max(rows.get(area, 0), int(number))


def _passing(entity: str, condition: JSONObject, here: Here) -> list[tuple[str, Any]]:
    """Records of a kind that pass a filter, by area: counted, for no tally knows the values that it asks about."""
    params = Params()
    put = params.put
    digits = f"cast({put(here.digits)} as int)"
    return Statement(
        f"select substr(r.area_code, 1, {digits}), count(*) from record r where r.entity = {put(entity)}"
        f" and r.area_code >= {put(here.area)} and r.area_code < {put(here.area + '~')} and r.merged_into = ''"
        f" and {ConditionSQL(is_postgresql(), params).holds(condition)} group by 1"
    ).rows(**params.values)


def asked(here: Here, days: Sequence[str]) -> list[Counted]:
    """The inputs that were answered on these days."""
    rows = _asked.rows(days=to_json(days), area=here.area, end=here.area + "~")
    return [_counted(field, tasks, asked, typed) for field, tasks, asked, typed in rows]


def asked_by_area(here: Here, days: Sequence[str]) -> dict[str, list[Counted]]:
    """Area → the inputs that were answered there on these days, whatever their field."""
    found: dict[str, list[Counted]] = {}
    for area, tasks, asked, typed in _asked_by_area.rows(days=to_json(days), **here.params()):
        found.setdefault(area, []).append(_counted("", tasks, asked, typed))
    return found


def _counted(field: str, tasks: str, asked: Any, typed: Any) -> Counted:
    numbers = tuple(int(task) for task in tasks.split(",")) if tasks else ()
    return Counted(field, numbers, Inputs(int(asked), int(typed)))


def departments() -> dict[int, str]:
    """Task → its department."""
    return dict(_departments.rows())


def tasks_in(department: str, since: int, until: int) -> list[Ran]:
    """Tasks that ran between two instants, the newest first; of one department, unless it is empty."""
    return [Ran(*row) for row in _tasks.rows(department=department, since=since, until=until)]


def sent_of(tasks: Collection[int], here: Here) -> Mapping[int, int]:
    """Task → the records that it was sent to, less the withdrawn ones."""
    rows = _sent_of_tasks.rows(tasks=to_json(list(tasks)), area=here.area, end=here.area + "~")
    return {task: int(number) for task, number in rows}
