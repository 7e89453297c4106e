"""A composed page as JSON for programs, in the canonical dialect: schema, data, and where each value is from."""

from formbuilder import clock, tickets
from formbuilder.visits.opening import Opened
from metadata import schemas
from metadata.asked import Asked
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.forms import Form
from metadata.values import ABSENT, JSONObject
from renderer.page import Mode, PageItem

SUBMISSIONS = "/api/v1/submissions"


def form_of(opened: Opened, *, record: str, language: str) -> JSONObject:
    """The page as the API gives it (interfaces, GET /records/{id}/form). What the viewer may not see is not in it."""
    page, catalogue = opened.page, opened.reading.catalogue
    asked = [(item, part) for item in page.items for part in item.group]
    known = list(page.known)
    everything = [part for _, part in asked] + known
    properties = {item.code: schema_of(item.field, catalogue) for item in everything}
    for item in known:
        properties[item.code]["readOnly"] = True
    return {
        "form": form_document(page.asked),
        "subject": {"record": record, "entity": page.entity, "revision": page.revision, "name": page.subject},
        "schema": {
            "type": "object",
            "properties": properties,
            "required": [part.code for item, part in asked if item.required and not item.live],
        },
        "uischema": {
            "sections": [
                *({"title": section.title, "fields": codes(section.items)} for section in page.sections),
                {"title": opened.reading.words.gettext("Known already"), "known": True, "fields": codes(known)},
            ]
        },
        "data": {item.code: item.value for item in everything if item.value is not ABSENT and not item.masked},
        "fields": {f"/{item.code}": field_document(item) for item in everything},
        "departments": list(page.departments),
        "ticket": tickets.sign(page.asked),
        "submit": {"href": SUBMISSIONS, "method": "POST", "record": record, "headers": ["Idempotency-Key"]},
    }


def form_document(asked: Asked) -> JSONObject:
    """Which page this is: the published forms that it merges, and when it was composed."""
    return {"ids": list(asked.forms), "composed": clock.to_text(asked.composed), "dialect": "canonical"}


def codes(items: tuple[PageItem, ...] | list[PageItem]) -> list[str]:
    """The fields of some items in order, bound ones each for itself."""
    return [part.code for item in items for part in item.group]


def schema_of(field: Field, catalogue: Catalogue) -> JSONObject:
    """A field's schema inside a larger one."""
    schema = schemas.field_schema(field, catalogue)
    schema.pop("$schema", None)
    return schema


def field_document(item: PageItem) -> JSONObject:
    """What a program must know of an item beside its schema: how it stands, whose it is, who said it and when."""
    field, fact = item.field, item.fact
    document: JSONObject = {
        "code": field.code,
        "mode": (Mode.ASK if item.mode is Mode.BLIND else item.mode).value,
        "owner": field.owner,
        "departments": list(item.departments),
        "source": fact.source if fact is not None and item.value is not ABSENT else None,
        "observed": span_of(fact.observed.begin, fact.observed.end) if fact is not None else None,
        "verified": span_of(fact.verified.begin, fact.verified.end) if fact is not None else None,
        "sensitivity": field.sensitivity.value,
        "required": item.required,
    }
    if item.masked:
        document["masked"] = True
    if item.competing:
        document["open_claims"] = [
            {"value": None if claim.value is ABSENT else claim.value, "source": claim.source}
            for claim in item.competing
        ]
    if item.conditions:
        document["conditions"] = list(item.conditions)
    return document


def span_of(begin: int | None, end: int) -> JSONObject:
    """From not-before to not-after."""
    return {"from": clock.to_text(begin) if begin is not None else None, "to": clock.to_text(end)}


def published_schema(form: Form, catalogue: Catalogue) -> JSONObject:
    """The schema of a task's form: every item as it was pinned, all of them asked (interfaces, tasks/{id}/schema)."""
    properties = {
        item.field: schema_of(catalogue.version(item.field, form.versions.get(item.field, 1)), catalogue)
        for item in form.items
    }
    return {
        "$schema": schemas.DIALECT,
        "$id": f"urn:formbuilder:form:{form.id}:{form.version}",
        "title": form.title["zh"],
        "type": "object",
        "properties": properties,
        "required": [item.field for item in form.items if item.required and item.condition is None],
        "x-formbuilder": {
            "task": form.task,
            "entity": form.entity,
            "department": form.department,
            "conditions": {item.field: item.condition for item in form.items if item.condition is not None},
            "sections": {item.field: item.section for item in form.items if item.section},
        },
    }
