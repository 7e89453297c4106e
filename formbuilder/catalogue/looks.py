"""How a field that is being defined will look on a phone, and what programs will read of it."""

import json
from dataclasses import dataclass, replace

from flask import current_app

from formbuilder.language import language
from formbuilder.visits.reading import words_of
from metadata import schemas
from metadata.catalogue import Catalogue
from metadata.fields import Field, Label
from metadata.forms import Verification
from metadata.problems import Problem
from renderer.page import Mode, PageItem
from renderer.plan import PlanItem
from renderer.show import Reading
from renderer.widgets import Widget


@dataclass(frozen=True, slots=True)
class Looks:
    """An input as the visit page draws it, and the JSON Schema of its values."""

    widget: Widget
    schema: str


def looks_of(field: Field, catalogue: Catalogue) -> Looks | None:
    """Both; None while the definition cannot be drawn yet (a list without its code list)."""
    named = field if field.label.zh else _named(field)
    reading = Reading(catalogue, language(), words_of(language()), current_app.extensions["settings"].timezone)
    planned = PlanItem(
        code=named.code or "field",
        field=named,
        required=True,
        verification=Verification.SHOW,
        conditions=(),
        section="",
        label="",
        departments=(),
        limit=None,
        asked_by=(),
        bound=(),
        sensitive=False,
    )
    try:
        return Looks(Widget(PageItem(planned, Mode.ASK), reading), schema_text(field, catalogue))
    except (Problem, KeyError):
        return None


def schema_text(field: Field, catalogue: Catalogue) -> str:
    """The JSON Schema of a field's values to be read; no control characters in a page."""
    text = json.dumps(schemas.field_schema(field, catalogue), ensure_ascii=False, indent=2)
    return text.replace("\x7f", "\\u007f")


def _named(field: Field) -> Field:
    return replace(field, label=Label("…", "…"))
