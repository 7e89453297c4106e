"""JSON shapes of rows that wait."""

from marshmallow import fields

from formbuilder.clock import to_text
from formbuilder.exchange.schemas import Strict
from formbuilder.records.schemas import LOOK, look_document
from formbuilder.waiting.service import Entry, RowCase
from metadata.values import JSONObject

_TEXT: JSONObject = {"type": "string"}
ENTRY: JSONObject = {
    "type": "object",
    "required": ["delivery", "row", "system", "received", "alike"],
    "properties": {
        "delivery": {"type": "integer"},
        "row": {"type": "integer"},
        **dict.fromkeys(("system", "name"), _TEXT),
        "received": {"type": "string", "format": "date-time"},
        "alike": {"type": "array", "items": _TEXT, "description": "records that it may be of"},
    },
}
CASE: JSONObject = {
    "type": "object",
    "required": ["delivery", "row", "system", "entity", "candidates", "fields", "unseen"],
    "properties": {
        "delivery": {"type": "integer"},
        "row": {"type": "integer"},
        **dict.fromkeys(("system", "entity", "name"), _TEXT),
        "received": {"type": "string", "format": "date-time"},
        "candidates": {
            "type": "array",
            "items": {"type": "object", "properties": dict.fromkeys(("id", "name", "area"), _TEXT)},
        },
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": _TEXT, "row": LOOK, "held": {"type": "array", "items": LOOK}},
            },
        },
        "unseen": {"type": "integer", "description": "records that it may be of, outside of what the caller sees"},
    },
}
SETTLED: JSONObject = {"type": "object", "required": ["record"], "properties": {"record": _TEXT}}


class WhoseSchema(Strict):
    """POST /review/waiting/{delivery}/{row}"""

    record = fields.UUID(
        required=True, allow_none=True, metadata={"description": "whose row it is; null: a new record's"}
    )


def entry_document(entry: Entry) -> JSONObject:
    """One row of the queue."""
    return {
        **{"delivery": entry.delivery, "row": entry.number, "system": entry.system, "name": entry.name},
        **{"received": to_text(entry.received), "alike": [id for id, _ in entry.alike]},
    }


def case_document(case: RowCase) -> JSONObject:
    """One row beside the records that it may be of."""
    return {
        **{"delivery": case.delivery, "row": case.number, "system": case.system, "entity": case.entity},
        **{"name": case.name, "received": to_text(case.received), "unseen": case.unseen},
        "candidates": [{"id": one.id, "name": one.name, "area": one.area} for one in case.candidates],
        "fields": [
            {
                "field": said.field.code,
                "row": look_document(said.row),
                "held": [look_document(look) for look in said.held],
            }
            for said in case.fields
        ],
    }
