"""JSON shapes of rulings over two records."""

from marshmallow import fields, validate

from formbuilder.clock import to_text
from formbuilder.exchange.schemas import Strict, Text
from formbuilder.joining.comparing import Compared, Comparison, Side
from formbuilder.joining.doubles import Pair
from formbuilder.joining.service import Joined
from formbuilder.records.schemas import LOOK, look_document
from metadata.records import Record
from metadata.values import JSONObject

_TEXT: JSONObject = {"type": "string"}
_SIDE: JSONObject = {
    "type": "object",
    "required": ["id", "name", "area", "revision", "told"],
    "properties": {
        **dict.fromkeys(("id", "name", "area"), _TEXT),
        "revision": {"type": "integer"},
        "ended": {"type": "boolean"},
        "told": {"type": "integer", "description": "how many deliveries tell of it"},
    },
}
COMPARISON: JSONObject = {
    "type": "object",
    "required": ["entity", "one", "other", "fields", "apart"],
    "properties": {
        "entity": _TEXT,
        "one": _SIDE,
        "other": _SIDE,
        "apart": {"type": "boolean", "description": "somebody has said that they are two"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "one", "other", "both", "waiting", "differs"],
                "properties": {
                    "field": _TEXT,
                    "one": LOOK,
                    "other": LOOK,
                    "both": {**LOOK, "description": "what would hold if they were one"},
                    "waiting": {"type": "integer", "description": "claims that would be open on it then"},
                    "differs": {"type": "boolean"},
                },
            },
        },
    },
}
RULED: JSONObject = {
    "type": "object",
    "required": ["record", "revision"],
    "properties": {"record": _TEXT, "revision": {"type": "integer"}},
}
JOINED: JSONObject = {
    "type": "object",
    "required": ["id", "at", "who", "reason"],
    "properties": {
        **dict.fromkeys(("id", "name", "who", "reason"), _TEXT),
        "at": {"type": "string", "format": "date-time"},
    },
}
PAIR: JSONObject = {
    "type": "object",
    "required": ["entity", "one", "other", "why"],
    "properties": {
        **dict.fromkeys(("entity", "one", "one_name", "other", "other_name"), _TEXT),
        "why": {"enum": ["key", "birth_date", "place"]},
    },
}


class TwoSchema(Strict):
    """POST /records/{id}/join, /part, /apart"""

    other = fields.UUID(required=True, metadata={"description": "the other record"})
    reason = Text(required=True, validate=validate.Length(1, 200), metadata={"description": "kept in history"})


def comparison_document(found: Comparison) -> JSONObject:
    """Two records side by side."""
    return {
        "entity": found.entity,
        "one": _side(found.one),
        "other": _side(found.other),
        "apart": found.apart,
        "fields": [_compared(field) for field in found.fields],
    }


def _side(side: Side) -> JSONObject:
    return {
        **{"id": side.id, "name": side.name, "area": side.area},
        **{"revision": side.revision, "ended": side.ended, "told": side.told},
    }


def _compared(field: Compared) -> JSONObject:
    return {
        "field": field.field.code,
        "one": look_document(field.one),
        "other": look_document(field.other),
        "both": look_document(field.both),
        "waiting": field.waiting,
        "differs": field.differs,
    }


def ruled_document(record: Record) -> JSONObject:
    """The record that a ruling made."""
    return {"record": record.id, "revision": record.revision}


def joined_document(one: Joined) -> JSONObject:
    """A record that leads to another."""
    return {"id": one.id, "name": one.name, "at": to_text(one.at), "who": one.who, "reason": one.reason}


def pair_document(pair: Pair) -> JSONObject:
    """Two records that are probably one."""
    return {
        **{"entity": pair.entity, "why": pair.why, "one": pair.one, "one_name": pair.one_name},
        **{"other": pair.other, "other_name": pair.other_name},
    }
