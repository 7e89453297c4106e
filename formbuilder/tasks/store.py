"""Tasks and forms in their tables; published ones kept per process, since they never change (R10)."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from formbuilder.db import Statement, database, from_json, in_transaction
from formbuilder.tasks import drafts
from formbuilder.tasks.drafts import Draft, Window
from formbuilder.tasks.models import FormRow, TaskRow
from metadata.fields import Label
from metadata.forms import Form
from metadata.stamps import Instant
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its department sees it. `state`: draft, running, closed. `form`: the published one, if there is.

    `sending`: it runs, but has not arrived in all its areas yet.
    """

    id: int
    draft: Draft
    state: str
    revision: int
    made_by: str
    created: Instant
    updated: Instant
    form: Form | None = None
    sending: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What holds while a task runs (R10a): its form, and whom it is for, as published. Immutable."""

    form: Form
    areas: tuple[str, ...]
    filter: JSONObject | None
    window: Window | None
    published: Instant
    purpose: str = ""
    basis: str = ""

    def covers(self, area: str) -> bool:
        """Whether a place lies in one of its areas. A record without a place belongs to nobody's areas yet."""
        return area.startswith(self.areas) if area else False


_forms = Statement("select document, published from form where id = :id")
_state = Statement("select (select max(id) from form), (select count(*) from task where state = 'running')")
_close = Statement("update task set state = 'closed', revision = revision + 1, updated = :now where id = :task")
_being_sent = Statement("select id from task where state = 'running' and sent_before <> '' order by id")
_running = Statement(
    "select f.document, f.published from form f join task t on t.id = f.task_id where t.state = 'running' order by f.id"
)


def forms(ids: Sequence[int]) -> tuple[Form, ...]:
    """Published forms by id, in the order asked; each read once per process. KeyError: there is none."""
    return tuple([published(form).form for form in ids])


def published(form_id: int) -> Published:
    """A published form with its areas, filter and window. KeyError: there is none."""
    kept: dict[int, Published] = current_app.extensions.setdefault("forms", {})
    found = kept.get(form_id)
    if found is None:
        row = _forms.row(id=form_id)
        if row is None:
            raise KeyError(form_id)
        found = published_from(from_json(row[0]), row[1])
        if not _published_here():
            kept[form_id] = found
    return found


def running() -> tuple[Published, ...]:
    """Every task that is published and not closed: one tiny select, unless one was published or closed.

    Forms are only added and tasks only closed, so the newest form and the number of running tasks tell them all.
    """
    state = _state.row()
    kept: tuple[object, tuple[Published, ...]] | None = current_app.extensions.get("running")
    if kept and kept[0] == state:
        return kept[1]
    found = tuple(published_from(from_json(document), at) for document, at in _running.rows())
    if not _published_here():
        current_app.extensions["running"] = (state, found)
    return found


def published_from(document: JSONObject, at: Instant) -> Published:
    """A row of `form`."""
    window = document["window"]
    return Published(
        form=drafts.form_from(document["form"]),
        areas=tuple(document["areas"]),
        filter=document["filter"],
        window=Window(window["from"], window["to"]) if window else None,
        published=at,
        purpose=document.get("purpose", ""),
        basis=document.get("basis", ""),
    )


def _published_here() -> bool:
    """Whether the transaction that is open has published or closed something: it may yet fail, so nothing is kept."""
    return "tasks" in in_transaction().touched


def changed() -> None:
    """A task is published or closed in the transaction that is open."""
    in_transaction().touched.add("tasks")


def close_ended(task: int, now: Instant) -> None:
    """A task whose window has ended runs no more."""
    _close.run(task=task, now=now)
    changed()


def find(task_id: int, *, lock: bool = False) -> TaskRow | None:
    """The row of a task; with `lock`, others who want to change it wait."""
    return database.session.get(TaskRow, task_id, with_for_update=lock, populate_existing=lock)


def being_sent() -> list[int]:
    """The tasks that run but have not arrived in all their areas yet."""
    return [int(task) for (task,) in _being_sent.rows()]


def task_from(row: TaskRow) -> Task:
    """A task with its newest form."""
    return tasks_from([row])[0]


def tasks_from(rows: Sequence[TaskRow]) -> list[Task]:
    """Tasks with their newest forms, read for all of them at once."""
    ids = [row.id for row in rows]
    forms = database.session.scalars(sa.select(FormRow).where(FormRow.task_id.in_(ids)).order_by(FormRow.version))
    newest = {form.task_id: form for form in forms}
    return [_task(row, newest.get(row.id)) for row in rows]


def _task(row: TaskRow, newest: FormRow | None) -> Task:
    draft = drafts.from_document(Label(row.title, row.title_en), row.department, row.entity, row.draft)
    form = drafts.form_from(newest.document["form"]) if newest else None
    sending = row.state == "running" and row.sent_before != ""
    return Task(row.id, draft, row.state, row.revision, row.made_by, row.created, row.updated, form, sending)


def find_tasks(*, department: str = "", states: Sequence[str] = (), after: int = 0, limit: int = 100) -> list[TaskRow]:
    """Tasks, the newest first; `after`: the last id already seen."""
    query = sa.select(TaskRow).order_by(TaskRow.id.desc()).limit(limit)
    if department:
        query = query.where(TaskRow.department == department)
    if states:
        query = query.where(TaskRow.state.in_(states))
    if after:
        query = query.where(TaskRow.id < after)
    return list(database.session.scalars(query))
