"""JSON shapes of review."""

from marshmallow import fields, validate

from formbuilder.clock import to_text
from formbuilder.exchange.schemas import Strict, Text
from formbuilder.records.schemas import CLAIM, claim_document, look_document
from formbuilder.review.service import Case, Entry
from metadata.records import Ruling
from metadata.values import JSONObject

_TEXT: JSONObject = {"type": "string"}

ENTRY: JSONObject = {
    "type": "object",
    "required": ["id", "record", "entity", "field", "route", "received"],
    "properties": {
        **dict.fromkeys(("id", "record", "entity", "name", "field", "owner"), _TEXT),
        "route": {"enum": ["review", "proposal"]},
        "received": {"type": "string", "format": "date-time"},
        "claim": {"type": "object", "description": "value, or masked"},
        "held": {"type": "object", "description": "value, or masked; empty: nothing is held"},
    },
}
CASE: JSONObject = {
    "type": "object",
    "required": ["id", "record", "field", "revision", "held", "claims", "rulings"],
    "properties": {
        **dict.fromkeys(("id", "record", "entity", "name", "field", "owner", "other"), _TEXT),
        "revision": {"type": "integer"},
        "held": {"oneOf": [CLAIM, {"type": "null"}]},
        "claims": {"type": "array", "items": CLAIM},
        "rulings": {"type": "array", "items": {"enum": [ruling.value for ruling in Ruling]}},
    },
}
SETTLED: JSONObject = {
    "type": "object",
    "required": ["record", "revision", "written", "verified", "open", "proposals"],
    "properties": {
        "record": _TEXT,
        **{count: {"type": "integer"} for count in ("revision", "written", "verified", "open", "proposals")},
    },
}


class RulingSchema(Strict):
    """POST /review/{id}"""

    ruling = fields.Enum(Ruling, by_value=True, required=True)
    reason = Text(load_default="", validate=validate.Length(max=200), metadata={"description": "kept in history"})


def entry_document(entry: Entry) -> JSONObject:
    """One line of the queue."""
    return {
        "id": entry.id,
        "record": entry.record,
        "entity": entry.entity,
        "name": entry.name,
        "field": entry.field.code,
        "owner": entry.field.owner,
        "route": entry.route,
        "received": to_text(entry.received),
        "claim": look_document(entry.claim),
        "held": look_document(entry.held),
    }


def case_document(case: Case) -> JSONObject:
    """One case, side by side."""
    return {
        "id": case.id,
        "record": case.record,
        "entity": case.entity,
        "name": case.name,
        "field": case.field.code,
        "owner": case.field.owner,
        "revision": case.revision,
        "held": claim_document(case.held) if case.held else None,
        "claims": [claim_document(claim) for claim in case.claims],
        "other": case.other.strip("-"),
        "rulings": [ruling.value for ruling in case.rulings],
    }
