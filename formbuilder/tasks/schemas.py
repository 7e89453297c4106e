"""A task in the JSON API: as it is read, and as it is written back (interfaces, tasks)."""

from typing import Any

from marshmallow import fields, validate

from formbuilder import clock
from formbuilder.exchange.schemas import Anything, Flag, Strict, Text, Whole, a_code
from formbuilder.tasks import drafts
from formbuilder.tasks.drafts import Draft, Window
from formbuilder.tasks.store import Task
from metadata.fields import Label
from metadata.values import JSONObject

DAY = r"^\d{4}-\d\d-\d\d$"


class ItemSchema(Strict):
    """A field in a task. `freshness_days`: 0 always asks; missing: the field's own."""

    field = a_code(required=True)
    required = Flag(load_default=True)
    freshness_days = Whole(load_default=None, allow_none=True, validate=validate.Range(0, 36_500))
    verification = Text(load_default="show", validate=validate.OneOf(["show", "blind", "evidence"]))
    blind_share = fields.Float(load_default=0.0, validate=validate.Range(0, 1))
    condition = Anything(
        load_default=None, allow_none=True, metadata={"description": "JSON Schema on the page's values"}
    )
    section = Text(load_default="", validate=validate.Length(max=60))
    label = Text(load_default="", validate=validate.Length(max=100))


class WindowSchema(Strict):
    """From the first day to the last."""

    begin = Text(data_key="from", required=True, validate=validate.Regexp(DAY, error="YYYY-MM-DD"))
    end = Text(data_key="to", required=True, validate=validate.Regexp(DAY, error="YYYY-MM-DD"))


class DraftSchema(Strict):
    """What one department wants of one kind of record."""

    title = Text(required=True, validate=validate.Length(min=1, max=100))
    title_en = Text(load_default="", validate=validate.Length(max=200))
    department = Text(load_default="", validate=validate.Length(max=20))
    entity = a_code(required=True)
    items = fields.List(fields.Nested(ItemSchema), load_default=list, validate=validate.Length(max=400))
    areas = fields.List(
        Text(validate=validate.Regexp(r"^\d{2,14}$")), load_default=list, validate=validate.Length(max=500)
    )
    filter = Anything(load_default=None, allow_none=True, metadata={"description": "JSON Schema on a record's values"})
    window = fields.Nested(WindowSchema, load_default=None, allow_none=True)
    recurrence = Text(load_default="", validate=validate.Length(max=40))
    purpose = Text(load_default="", validate=validate.Length(max=200))
    basis = Text(load_default="", validate=validate.Length(max=200))


def draft_from(loaded: dict[str, Any]) -> Draft:
    """The draft of a body that `DraftSchema` let through."""
    window = loaded["window"]
    return Draft(
        title=Label(loaded["title"], loaded["title_en"]),
        department=loaded["department"],
        entity=loaded["entity"],
        items=tuple(map(drafts.item_from, loaded["items"])),
        areas=tuple(loaded["areas"]),
        filter=loaded["filter"] or None,
        window=Window(window["begin"], window["end"]) if window else None,
        recurrence=loaded["recurrence"],
        purpose=loaded["purpose"],
        basis=loaded["basis"],
    )


def task_document(task: Task) -> JSONObject:
    """A task as the API gives it."""
    draft = task.draft
    return {
        "id": task.id,
        "title": draft.title.zh,
        "title_en": draft.title.en,
        "department": draft.department,
        "entity": draft.entity,
        **drafts.to_document(draft),
        "state": task.state,
        "sending": task.sending,
        "revision": task.revision,
        "form": {"id": task.form.id, "version": task.form.version} if task.form else None,
        "created": clock.to_text(task.created),
        "updated": clock.to_text(task.updated),
    }


TASK: JSONObject = {
    "type": "object",
    "required": ["id", "title", "department", "entity", "items", "areas", "state", "revision"],
    "properties": {
        "id": {"type": "integer"},
        "state": {"enum": ["draft", "running", "closed"]},
        "sending": {"type": "boolean", "description": "it runs, but has not arrived in all its areas yet"},
        "revision": {"type": "integer"},
        **{name: {"type": "string"} for name in ("title", "title_en", "department", "entity", "purpose", "basis")},
        "items": {"type": "array", "items": {"type": "object"}},
        "areas": {"type": "array", "items": {"type": "string"}},
        "filter": {"type": ["object", "null"]},
        "window": {"type": ["object", "null"]},
    },
}
SPLIT: JSONObject = {
    "type": "object",
    "required": ["records", "to_visit", "already_known", "inputs_median"],
    "properties": {
        "records": {"type": "integer"},
        "to_visit": {"type": "integer"},
        "already_known": {"type": "integer"},
        "inputs_median": {"type": "number"},
    },
}
