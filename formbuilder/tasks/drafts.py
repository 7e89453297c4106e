"""What a task wants, while it can still be changed: items, areas, filter, window; and what must hold to publish it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from formbuilder.permissions import Actor, Role, Sight, sees
from formbuilder.problems import (
    AreaUnknown,
    ItemTwice,
    NoAreas,
    NoItems,
    NotVisibleToWorkers,
    OfAnotherEntity,
    PurposeMissing,
    RetiredItem,
    WindowOver,
    WindowReversed,
)
from metadata import conditions
from metadata.catalogue import Catalogue
from metadata.fields import Field, Label, Sensitivity
from metadata.forms import Form, Item, Verification
from metadata.problems import Problem
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day to the last, both included: YYYY-MM-DD."""

    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What one department wants of one kind of record. `areas` are codes; an area stands for all inside it.

    `filter`: a condition on a record's values, or None: all. `window`: None means standing: a record is sent when its
    first item falls due (R5b). `purpose` and `basis` are shown to the resident who asks (R25a).
    """

    title: Label
    department: str
    entity: str
    items: tuple[Item, ...] = ()
    areas: tuple[str, ...] = ()
    filter: JSONObject | None = None
    window: Window | None = None
    recurrence: str = ""
    purpose: str = ""
    basis: str = ""


def item_document(item: Item) -> JSONObject:
    """An item as the API shows it and the tables keep it: only what it says."""
    document: JSONObject = {"field": item.field, "required": item.required}
    if item.freshness_days is not None:
        document["freshness_days"] = item.freshness_days
    if item.verification is not Verification.SHOW:
        document["verification"] = item.verification.value
    if item.blind_share:
        document["blind_share"] = item.blind_share
    for name in ("condition", "section", "label"):
        if value := getattr(item, name):
            document[name] = value
    return document


def item_from(document: JSONObject) -> Item:
    """The item of a document that `item_document` wrote, or that a schema let through."""
    return Item(
        field=document["field"],
        required=document.get("required", True),
        freshness_days=document.get("freshness_days"),
        verification=Verification(document.get("verification") or "show"),
        condition=document.get("condition") or None,
        section=document.get("section", ""),
        label=document.get("label", ""),
        blind_share=document.get("blind_share", 0.0),
    )


def to_document(draft: Draft) -> JSONObject:
    """What the column `draft` holds: everything that has no column of its own."""
    return {
        "items": [item_document(item) for item in draft.items],
        "areas": list(draft.areas),
        "filter": draft.filter,
        "window": {"from": draft.window.begin, "to": draft.window.end} if draft.window else None,
        "recurrence": draft.recurrence,
        "purpose": draft.purpose,
        "basis": draft.basis,
    }


def from_document(title: Label, department: str, entity: str, document: JSONObject) -> Draft:
    """The draft of a row's columns."""
    window = document.get("window")
    return Draft(
        title=title,
        department=department,
        entity=entity,
        items=tuple(map(item_from, document.get("items", ()))),
        areas=tuple(document.get("areas", ())),
        filter=document.get("filter") or None,
        window=Window(window["from"], window["to"]) if window else None,
        recurrence=document.get("recurrence", ""),
        purpose=document.get("purpose", ""),
        basis=document.get("basis", ""),
    )


@cache
def a_worker() -> Actor:
    """Any grid worker, to ask what workers may see."""
    return Actor(0, "", "", Role.WORKER)


def problems(draft: Draft, catalogue: Catalogue, known_areas: Collection[str], today: date) -> list[Problem]:
    """Everything that stands in the way of publishing; empty: it may be (R9, R10, R25a)."""
    return [
        *item_problems(draft, catalogue),
        *(conditions.check(draft.filter, catalogue) if draft.filter else ()),
        *([] if draft.areas else [NoAreas(at="areas")]),
        *(AreaUnknown(at="areas", area=area) for area in draft.areas if area not in known_areas),
        *window_problems(draft.window, today),
    ]


def item_problems(draft: Draft, catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the items, each named by its place."""
    if not draft.items:
        yield NoItems(at="items")
    seen: set[str] = set()
    for place, item in enumerate(draft.items):
        at = f"items/{place}/field"
        field = catalogue.field(item.field)
        if item.field in seen:
            yield ItemTwice(at=at, label=field.label)
        seen.add(item.field)
        if field.entity != draft.entity:
            yield OfAnotherEntity(at=at, label=field.label, entity=catalogue.entity(draft.entity).label)
        if not field.active:
            yield RetiredItem(at=at, label=field.label)
        if item.condition:
            yield from conditions.check(item.condition, catalogue)
        for shown in (field, *condition_fields(item, catalogue)):
            if sees(a_worker(), shown, on_page=True) is Sight.NOT:
                yield NotVisibleToWorkers(at=at, label=shown.label)
        if field.sensitivity is Sensitivity.SENSITIVE and not (draft.purpose and draft.basis):
            yield PurposeMissing(at=at, label=field.label)


def condition_fields(item: Item, catalogue: Catalogue) -> list[Field]:
    """The fields that an item's condition reads, those that exist."""
    if not item.condition:
        return []
    return [catalogue.fields[code] for code in conditions.fields_of(item.condition) if code in catalogue.fields]


def window_problems(window: Window | None, today: date) -> Iterator[Problem]:
    """A window ends after it begins, and not in the past."""
    if window and window.end < window.begin:
        yield WindowReversed(at="window")
    if window and window.end < today.isoformat():
        yield WindowOver(at="window")


def freeze(draft: Draft, catalogue: Catalogue, *, form: int, task: int, version: int) -> Form:
    """The form of a draft without problems: each item with its field's own freshness where the task is silent.

    Pinned to the versions that fields have now (R1, R10). What is bound with an item comes along, asked as one (R2a).
    """
    chosen = {item.field for item in draft.items}
    items: list[Item] = []
    for item in draft.items:
        field = catalogue.field(item.field)
        bound = [code for code in field.bound_with if code not in chosen]
        chosen.update(bound)
        for code in (item.field, *bound):
            own = catalogue.field(code).freshness_days
            days = own if item.freshness_days is None else item.freshness_days
            items.append(replace(item, field=code, freshness_days=days))
    return Form(
        id=form,
        task=task,
        version=version,
        title={"zh": draft.title.zh, "en": draft.title.en},
        entity=draft.entity,
        department=draft.department,
        items=tuple(items),
        versions={item.field: catalogue.field(item.field).version for item in items},
    )


def form_document(form: Form) -> JSONObject:
    """A form as it is kept."""
    return {
        "id": form.id,
        "task": form.task,
        "version": form.version,
        "title": dict(form.title),
        "entity": form.entity,
        "department": form.department,
        "items": [item_document(item) for item in form.items],
        "versions": dict(form.versions),
    }


def form_from(document: JSONObject) -> Form:
    """The form that `form_document` wrote."""
    return Form(
        id=document["id"],
        task=document["task"],
        version=document["version"],
        title=document["title"],
        entity=document["entity"],
        department=document["department"],
        items=tuple(map(item_from, document["items"])),
        versions=document["versions"],
    )
