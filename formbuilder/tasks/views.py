"""Pages of tasks: the list, a new one, and its design as one plain form."""

from dataclasses import dataclass

from flask import Blueprint, g, redirect, request
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.areas.store import Area
from formbuilder.catalogue import service as standard
from formbuilder.language import gettext as _
from formbuilder.pages import respond
from formbuilder.permissions import Role
from formbuilder.problems import FaultyRequest, Stale
from formbuilder.tasks import arriving, designing, service
from formbuilder.tasks.drafts import Draft, Window
from formbuilder.tasks.store import Task
from metadata.catalogue import Catalogue
from metadata.fields import Field, Label
from metadata.problems import Problem
from renderer.show import department

bp = Blueprint("tasks", __name__)

ROWS = 100
#: Digits of a community's code; smaller areas are written by their codes.
COMMUNITY = 12
#: Up to so many areas are ticked; more are written.
TICKED = 60
#: Up to so many fields are offered to be added.
OFFERED = 12


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a draft beside its field."""

    code: str
    label: str
    owner: str
    required: bool
    days: str
    own_days: str
    verification: str
    section: str
    condition: designing.Simple


@bp.get("/tasks")
def browse() -> ResponseReturnValue:
    """All tasks that the reader may see, the newest first."""
    who = actor()
    catalogue = standard.see(who)
    found = service.browse(who, limit=ROWS)
    return respond(
        "tasks/tasks.html",
        tasks=[
            (task, title_of(task.draft), department(task.draft.department, catalogue, g.language)) for task in found
        ],
        entities={code: kind.label.get(g.language) for code, kind in catalogue.entities.items()},
        may_design=who.role in (Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN),
    )


@bp.get("/tasks/new")
def new() -> ResponseReturnValue:
    """The first step: whom it is about, and what it is called."""
    return _new(200, {})


@bp.post("/tasks/new")
def make() -> ResponseReturnValue:
    """Make a draft, and go on to its design."""
    form = request.form
    title = form.get("title", "").strip()[:100]
    if not title:
        return _new(422, {"title": _("A task needs a name.")})
    draft = Draft(
        Label(title, form.get("title_en", "").strip()[:200]), form.get("department", ""), form.get("entity", "person")
    )
    task = service.make(actor(), draft, now=clock.now())
    return redirect(f"/tasks/{task.id}/design", 303)


def _new(status: int, faults: dict[str, str]) -> ResponseReturnValue:
    who = actor()
    catalogue = service.begin(who)
    return respond(
        "tasks/new.html",
        status=status,
        entities=[(code, kind.label.get(g.language)) for code, kind in catalogue.entities.items()],
        departments=departments(catalogue) if who.role is Role.ADMINISTRATOR else [],
        typed=request.form,
        faults=faults,
        fault=bool(faults),
    )


@bp.get("/tasks/<int:task_id>/design")
def design(task_id: int) -> ResponseReturnValue:
    """A task: its items, areas, filter and window; whom it would send; what is missing before it can be published."""
    return _design(service.see(actor(), task_id), words=request.args.get("q", "")[:60])


@bp.post("/tasks/<int:task_id>/design")
def change(task_id: int) -> ResponseReturnValue:
    """Keep the draft as it was sent; then add, move, remove, search, or publish, as the button says."""
    who, form, now = actor(), dict(request.form.lists()), clock.now()
    before = service.see(who, task_id)
    catalogue = standard.see(who)
    draft, faults = designing.draft_from(form, before.draft, catalogue)
    deed = designing.first(form, "do")
    draft = designing.carry_out(deed, draft, catalogue)
    if deed == "find" or faults:
        return _design(
            before, draft, faults=faults, words=designing.first(form, "q")[:60], status=422 if faults else 200
        )
    revision = designing.first(form, "revision")
    try:
        number = int(revision) if revision.isascii() and revision.isdigit() else 0
        task = service.change(who, task_id, draft, revision=number, now=now)
        if deed == "publish":
            arriving.publish(who, task_id, revision=task.revision, now=now)
    except FaultyRequest:
        return _design(service.see(who, task_id), status=422)
    except Stale as stale:
        return _design(before, draft, problem=stale, status=412)
    return redirect(f"/tasks/{task_id}/design", 303)


@bp.post("/tasks/<int:task_id>/close")
def close(task_id: int) -> ResponseReturnValue:
    """End a task: nobody need go any more."""
    revision = request.form.get("revision", "")
    number = int(revision) if revision.isascii() and revision.isdigit() else 0
    service.close(actor(), task_id, revision=number, now=clock.now())
    return redirect(f"/tasks/{task_id}/design", 303)


def _design(
    task: Task,
    draft: Draft | None = None,
    *,
    faults: dict[str, Problem] | None = None,
    problem: Problem | None = None,
    words: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    who, now = actor(), clock.now()
    catalogue = standard.see(who)
    draft = draft or task.draft
    may = who.role in (Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN)
    missing = service.hindrances(who, task.id, now=now) if may and task.state == "draft" else []
    split = service.split(who, task.id, now=now) if may and not missing and task.state == "draft" else None
    places = service.places(who)
    ticked = {code for code, *_rest in area_choices(places, draft.areas)}
    chosen = {item.field for item in draft.items}
    fields = [field for field in catalogue.of(draft.entity) if field.type != "photo"]
    return respond(
        "tasks/design.html",
        status=status,
        task=task,
        draft=draft,
        title_text=title_of(draft),
        entity=catalogue.entity(draft.entity).label.get(g.language),
        department=department(draft.department, catalogue, g.language),
        rows=[row_of(item.field, draft, catalogue) for item in draft.items],
        offered=offered(fields, chosen, words),
        fields=[(field.code, field.label.get(g.language)) for field in fields],
        filter=designing.from_schema(draft.filter),
        window=draft.window or Window("", ""),
        areas=area_choices(places, draft.areas),
        other_areas=" ".join(code for code in draft.areas if code not in ticked),
        comparisons=comparisons(),
        split=split,
        missing=[said(found, draft, catalogue) for found in missing],
        faults={prefix: found.say(g.language, _) for prefix, found in (faults or {}).items()},
        typed=request.form if faults else {},
        problem=problem.say(g.language, _) if problem else "",
        words=words,
        fault=status >= 400,
        may_change=may and task.state == "draft",
        may_close=may and task.state == "running",
    )


def title_of(draft: Draft) -> str:
    """A task's name in the reader's language."""
    return draft.title.get(g.language)


def row_of(code: str, draft: Draft, catalogue: Catalogue) -> Row:
    """An item as its row of the form."""
    item = next(item for item in draft.items if item.field == code)
    field = catalogue.field(code)
    return Row(
        code=code,
        label=field.label.get(g.language),
        owner=department(field.owner, catalogue, g.language),
        required=item.required,
        days="" if item.freshness_days is None else str(item.freshness_days),
        own_days="" if field.freshness_days is None else str(field.freshness_days),
        verification=item.verification.value,
        section=item.section,
        condition=designing.from_schema(item.condition),
    )


def offered(fields: list[Field], chosen: set[str], words: str) -> list[tuple[str, str]]:
    """Fields to add: those whose label, code or synonym has the words; without words all."""
    found = [field for field in fields if field.code not in chosen and named(field, words)]
    return [(field.code, field.label.get(g.language)) for field in (found[:OFFERED] if words else found)]


def named(field: Field, words: str) -> bool:
    """Whether a field is meant by some words."""
    text = words.casefold()
    return not text or any(
        text in name.casefold() for name in (field.label.zh, field.label.en, field.code, *field.synonyms)
    )


def area_choices(places: list[Area], chosen: tuple[str, ...]) -> list[tuple[str, str, bool, str]]:
    """Streets and communities to tick, the chosen ones ticked: code, name, ticked, level."""
    shown = [area for area in places if len(area.code) <= COMMUNITY][:TICKED]
    return [(area.code, area.get_name(g.language), area.code in chosen, area.level) for area in shown]


def departments(catalogue: Catalogue) -> list[tuple[str, str]]:
    """All departments, by code."""
    return [(code.code, code.label.get(g.language)) for code in catalogue.codelist("department").active]


def comparisons() -> list[tuple[str, str]]:
    """Comparisons of a simple condition, in words."""
    return [
        ("is", _("is")),
        ("is_not", _("is not")),
        ("at_least", _("is at least, or not before")),
        ("at_most", _("is at most, or not after")),
        ("known", _("is known")),
        ("unknown", _("is not known")),
    ]


def said(problem: Problem, draft: Draft, catalogue: Catalogue) -> str:
    """What is missing, in words."""
    return problem.say(g.language, _)
