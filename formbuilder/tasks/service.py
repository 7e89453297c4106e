"""A department makes a task of fields, sees whom it would send, and publishes it (R9, R10, R25a)."""

from flask import current_app

from formbuilder import audit, clock
from formbuilder.areas import store as areas
from formbuilder.areas.store import Area
from formbuilder.catalogue import store as catalogue
from formbuilder.config import Settings
from formbuilder.db import database
from formbuilder.dispatch import sending
from formbuilder.dispatch.pieces import next_piece
from formbuilder.dispatch.sending import Counts
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import NotPublishable, NotThere, Published, Stale
from formbuilder.tasks import drafts, store
from formbuilder.tasks.drafts import Draft
from formbuilder.tasks.models import FormRow, TaskRow
from formbuilder.tasks.store import Task
from formbuilder.use_case import use_case
from formbuilder.visits.reading import reading_of
from metadata.catalogue import Catalogue
from metadata.forms import Assignment, Form
from metadata.problems import Problem
from metadata.stamps import Instant
from metadata.values import JSONObject
from renderer.compose import compose
from renderer.jsonforms import Dialect, schema_json

#: Digits of a street's code.
STREET = 9


@use_case(Verb.SEE_TASKS)
def browse(actor: Actor, *, after: int = 0, limit: int = 100) -> list[Task]:
    """Tasks that the actor may see, the newest first; `after`: the last id already seen."""
    own = actor.department if actor.role is Role.DEPARTMENT_ADMIN else ""
    states = () if actor.role in (Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN) else ("running", "closed")
    rows = store.find_tasks(department=own, states=states, after=after, limit=limit)
    return store.tasks_from(rows)


@use_case(Verb.SEE_TASKS)
def see(actor: Actor, task_id: int) -> Task:
    """One task.

    :raises NotThere: there is none, it is another department's, or it is a draft that is not the actor's to see
    """
    return store.task_from(_visible(actor, task_id))


@use_case(Verb.DRAFT_TASK)
def begin(actor: Actor) -> Catalogue:
    """What a new task is chosen from, for those who may make one."""
    return catalogue.present()


@use_case(Verb.DESIGN_TASK)
def make(actor: Actor, draft: Draft, *, now: Instant) -> Task:
    """A new draft. A department admin makes it for the own department, whatever the draft says.

    :raises UnknownEntity: there is no such kind of record
    """
    catalogue.present().entity(draft.entity)
    row = TaskRow(
        department=actor.department if actor.role is Role.DEPARTMENT_ADMIN else draft.department,
        entity=draft.entity,
        title=draft.title.zh,
        title_en=draft.title.en,
        state="draft",
        draft=drafts.to_document(draft),
        revision=1,
        made_by=actor.who,
        created=now,
        updated=now,
    )
    database.session.add(row)
    database.session.flush()
    audit.remember(subject=f"task:{row.id}", items=len(draft.items))
    return store.task_from(row)


@use_case(Verb.DESIGN_TASK)
def change(actor: Actor, task_id: int, draft: Draft, *, revision: int, now: Instant) -> Task:
    """Replace what a draft says.

    :raises Stale: it has changed since `revision`
    :raises Published: it is published already
    """
    row = _changeable(actor, task_id, revision)
    row.entity, row.title, row.title_en = draft.entity, draft.title.zh, draft.title.en
    if actor.role is Role.ADMINISTRATOR and draft.department:
        row.department = draft.department
    row.draft = drafts.to_document(draft)
    row.revision += 1
    row.updated = now
    database.session.flush()
    audit.remember(subject=f"task:{row.id}", items=len(draft.items))
    return store.task_from(row)


@use_case(Verb.SPLIT_TASK)
def split(actor: Actor, task_id: int, *, now: Instant) -> Counts:
    """Whom publishing it now would send, counted set-wise; of a running task: whom it would send today (R10).

    :raises NotPublishable: it could not be published
    """
    task = store.task_from(_visible(actor, task_id))
    _refuse_unready(task.draft, now)
    published = sending.as_published(task.draft, _frozen(task), now)
    return sending.count(published, catalogue.present(), now)


@use_case(Verb.SPLIT_TASK)
def hindrances(actor: Actor, task_id: int, *, now: Instant) -> list[Problem]:
    """What still stands in the way of publishing; empty: nothing does."""
    task = store.task_from(_visible(actor, task_id))
    return _hindering(task.draft, now)


@use_case(Verb.SEE_TASKS)
def places(actor: Actor) -> list[Area]:
    """The streets, communities and grids of the instance, by code."""
    return [area for code, area in sorted(areas.names().items()) if len(code) >= STREET]


@use_case(Verb.SEE_TASKS)
def schema(actor: Actor, task_id: int, dialect: Dialect, *, language: str = "zh", now: Instant) -> JSONObject:
    """The JSON Schema of a task's data, everything asked: of the published form, else of what publishing would make."""
    task = store.task_from(_visible(actor, task_id))
    form = _frozen(task)
    settings: Settings = current_app.extensions["settings"]
    assignment = Assignment(form, sent=now, reference=clock.day_of(now, settings.timezone))
    page = compose([assignment], None, catalogue.present(), holder=actor.account, now=now, zone=settings.timezone)
    found = schema_json(page, reading_of(language, page), dialect)
    if dialect is Dialect.CANONICAL:
        found |= {"$id": f"urn:formbuilder:form:{form.id}:{form.version}", "title": form.title["zh"]}
    return found


@use_case(Verb.PUBLISH_TASK)
def publish(actor: Actor, task_id: int, *, revision: int, now: Instant) -> Task:
    """Compile the form, freeze it, and send one assignment to every record in scope (R10).

    Of a task for more than some thousand records the first grids are sent here; `send_on` sends the others.

    :raises NotPublishable: with everything that is missing
    """
    row = _changeable(actor, task_id, revision)
    task = store.task_from(row)
    _refuse_unready(task.draft, now)
    form = FormRow(task_id=row.id, version=1, document={}, published=now, published_by=actor.who)
    database.session.add(form)
    database.session.flush()
    frozen_form = drafts.freeze(task.draft, catalogue.present(), form=form.id, task=row.id, version=1)
    form.document = {"form": drafts.form_document(frozen_form), **drafts.to_document(task.draft)}
    row.state, row.updated = "running", now
    row.revision += 1
    database.session.flush()
    store.changed()
    sent, known = _send(row, sending.as_published(task.draft, frozen_form, now))
    audit.remember(subject=f"task:{row.id}", form=form.id, sent=sent, already_known=known)
    return store.task_from(row)


@use_case(Verb.SEND_TASK)
def send_on(actor: Actor, task_id: int) -> Task:
    """Send a task to the next of its areas that it has not arrived in; nothing happens where it has in all (R10).

    What is asked is what was due when it was published, as if all had been sent then.
    """
    row = _visible(actor, task_id, lock=True)
    task = store.task_from(row)
    if not task.sending or task.form is None:
        audit.nothing_happened()
        return task
    sent, known = _send(row, store.published(task.form.id))
    audit.remember(subject=f"task:{row.id}", form=task.form.id, sent=sent, already_known=known)
    return store.task_from(row)


def _send(row: TaskRow, published: store.Published) -> tuple[int, int]:
    """Send the next piece, and keep where the one after it begins."""
    piece = next_piece(published, row.sent_before)
    row.sent_before = "" if piece.last else piece.end
    database.session.flush()
    return sending.send(published, catalogue.present(), published.published, piece)


@use_case(Verb.CLOSE_TASK)
def close(actor: Actor, task_id: int, *, revision: int, now: Instant) -> Task:
    """End a task: what is open is withdrawn; what was learnt stays.

    :raises Stale: it has changed since `revision`
    """
    row = _visible(actor, task_id)
    if row.revision != revision:
        raise Stale()
    if row.state == "running":
        withdrawn = sending.withdraw(row.id, "task-closed", now)
        audit.remember(withdrawn=withdrawn)
    row.state, row.updated = "closed", now
    row.revision += 1
    database.session.flush()
    store.changed()
    audit.remember(subject=f"task:{row.id}")
    return store.task_from(row)


def _visible(actor: Actor, task_id: int, *, lock: bool = False) -> TaskRow:
    """The row of a task that the actor may see, else NotThere."""
    row = store.find(task_id, lock=lock)
    mine = row is not None and (
        actor.role is Role.ADMINISTRATOR
        or (actor.role is Role.DEPARTMENT_ADMIN and row.department == actor.department)
        or (actor.role in (Role.SECRETARY, Role.INTEGRATOR) and row.state != "draft")
    )
    if row is None or not mine:
        raise NotThere()
    return row


def _changeable(actor: Actor, task_id: int, revision: int) -> TaskRow:
    """The row of a draft as it was at a revision."""
    row = _visible(actor, task_id)
    if row.state != "draft":
        raise Published()
    if row.revision != revision:
        raise Stale()
    return row


def _hindering(draft: Draft, now: Instant) -> list[Problem]:
    """What stands in the way of publishing a draft today."""
    settings: Settings = current_app.extensions["settings"]
    known = {area for area in draft.areas if areas.known(area)}
    return drafts.problems(draft, catalogue.present(), known, clock.day_of(now, settings.timezone))


def _refuse_unready(draft: Draft, now: Instant) -> None:
    """NotPublishable with everything that stands in the way, if anything does."""
    if found := _hindering(draft, now):
        raise NotPublishable(found)


def _frozen(task: Task) -> Form:
    """The form of a task: the published one, else what publishing would make of the draft."""
    return task.form or drafts.freeze(task.draft, catalogue.present(), form=0, task=task.id, version=0)
