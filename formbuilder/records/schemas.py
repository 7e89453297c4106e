"""JSON shapes of records, facts, claims and history."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields, validate

from formbuilder.clock import to_text
from formbuilder.exchange.schemas import Anything, Strict, Text, a_code
from formbuilder.ledger.service import Listed
from formbuilder.records.seen import Said, SeenFact, SeenLine, SeenRecord
from formbuilder.records.sights import Look
from metadata.records import Fact
from metadata.stamps import Instant, Span
from metadata.values import JSONObject

_TEXT: JSONObject = {"type": "string"}
_INSTANT: JSONObject = {"type": ["string", "null"], "format": "date-time"}
_SPAN: JSONObject = {
    "type": "object",
    "description": "not before, not after; null: nobody knows since when",
    "properties": {"from": _INSTANT, "to": _INSTANT},
}
_VALUE: JSONObject = {"description": "a value as its field's schema has it; null: known to be none"}
_VALUES: JSONObject = {"type": "object", "additionalProperties": _VALUE}
#: What `look_document` writes.
LOOK: JSONObject = {"type": "object", "description": "value, or masked; empty: nothing is known"}
_MASKED: JSONObject = {"type": "object", "additionalProperties": _TEXT, "description": "what stands for masked values"}

LISTED: JSONObject = {
    "type": "object",
    "required": ["id", "entity", "name", "area", "revision", "data", "masked"],
    "properties": {
        **dict.fromkeys(("id", "entity", "name", "area", "place"), _TEXT),
        "ended": {"type": "boolean"},
        "revision": {"type": "integer"},
        "updated": _INSTANT,
        "open": {"type": "integer", "description": "fields with a conflict"},
        "proposals": {"type": "integer", "description": "fields with a proposal to their owner"},
        "data": _VALUES,
        "masked": _MASKED,
    },
}
RECORD: JSONObject = {
    "type": "object",
    "required": ["id", "entity", "revision", "name", "area", "data", "masked"],
    "properties": {
        **dict.fromkeys(("id", "entity", "name", "area", "place"), _TEXT),
        "ended": {"type": "boolean"},
        "revision": {"type": "integer"},
        "at": _INSTANT,
        "data": _VALUES,
        "masked": _MASKED,
        "derived": {"type": "array", "items": _TEXT},
        "open": {"type": "array", "items": _TEXT, "description": "fields with a conflict"},
        "proposals": {"type": "array", "items": _TEXT},
    },
}
FACT: JSONObject = {
    "type": "object",
    "required": ["field", "owner", "derived"],
    "properties": {
        "field": _TEXT,
        "value": _VALUE,
        "masked": _TEXT,
        "owner": {**_TEXT, "description": "the department that owns the field"},
        "sensitivity": _TEXT,
        "derived": {"type": "boolean"},
        "source": _TEXT,
        "by": _TEXT,
        "through": {"enum": ["visit", "desk", "ruling", "row"]},
        "received": _INSTANT,
        "observed": _SPAN,
        "verified": _SPAN,
        "answered": _INSTANT,
        "verdict": {"type": ["string", "null"]},
        "person": {"type": "boolean", "description": "a person gave it or ever confirmed it"},
        "version": {"type": "integer"},
        "changed": {"type": "integer", "description": "revision in which the value last changed"},
        "open": {"type": "integer"},
        "proposals": {"type": "integer"},
        "conforms": {"type": "boolean"},
        "freshness": {"enum": ["fresh", "soon", "due", "conflict", "unknown"]},
        "days_left": {"type": ["integer", "null"]},
    },
}
LINE: JSONObject = {
    "type": "object",
    "required": ["id", "revision", "field", "verdict", "effect", "line", "source", "by", "through", "received"],
    "properties": {
        **dict.fromkeys(("id", "field", "verdict", "line", "source", "by", "through", "masked", "note"), _TEXT),
        "effect": {"enum": ["written", "verified", "answered", "beside", "open", "proposal", "nothing"]},
        "revision": {"type": "integer"},
        "value": _VALUE,
        "observed": _SPAN,
        "received": _INSTANT,
        "made_on": {"type": "string", "description": "the record that it was made on, if that was joined to this one"},
        "echo": {"type": "boolean", "description": "it lets a claim wait anew, and says nothing new"},
    },
}
CLAIM: JSONObject = {
    "type": "object",
    "required": ["field", "state", "source", "received"],
    "properties": {
        **dict.fromkeys(("id", "field", "verdict", "source", "by", "through", "masked", "owner", "note"), _TEXT),
        "state": {"enum": ["held", "derived", "open", "proposal", "cell"]},
        "route": {"type": ["string", "null"], "enum": ["door", "review", "proposal", None]},
        "value": _VALUE,
        "observed": _SPAN,
        "received": _INSTANT,
        "opened": {"type": "integer"},
        "agrees": {"type": ["boolean", "null"], "description": "it says what holds, or less and the same"},
        "ours": {"type": "boolean", "description": "a cell that we gave: it says nothing of its own"},
        "cells": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "column: cell, in the system's codes",
        },
        "unreadable": {**_TEXT, "description": "code of the reason why the cell could not be read"},
    },
}


class RevealSchema(Strict):
    """POST /records/{id}/reveal"""

    codes = fields.List(a_code(), data_key="fields", required=True, validate=validate.Length(1, 100))
    reason = Text(required=True, validate=validate.Length(1, 200), metadata={"description": "kept in the audit log"})


class SearchSchema(Strict):
    """POST /records/search"""

    entity = a_code(required=True)
    area = Text(load_default="", validate=validate.Regexp("^[0-9]{0,14}$"))
    text = Text(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "words in the name, letters that its sounds begin with (zw: 张伟), or a whole number"},
    )
    where = Anything(load_default=None, metadata={"description": "a condition on values, as in tasks"})


REVEALED: JSONObject = {"type": "object", "required": ["values"], "properties": {"values": _VALUES}}


def instant(at: Instant | None) -> str | None:
    """RFC 3339 in UTC."""
    return None if at is None else to_text(at)


def span(of: Span) -> JSONObject:
    """Not before, not after; an unknown beginning is null."""
    return {"from": instant(of.begin), "to": instant(of.end)}


def look_document(look: Look) -> JSONObject:
    """`value` where it is seen in clear, `masked` where it is not; neither where there is none."""
    if look.masked:
        return {"masked": look.masked}
    return {"value": look.value} if look.known else {}


def looks_document(looks: Mapping[str, Look]) -> JSONObject:
    """`data` and `masked` of a row."""
    return {
        "data": {code: look.value for code, look in looks.items() if not look.masked},
        "masked": {code: look.masked for code, look in looks.items() if look.masked},
    }


def listed_document(row: Listed) -> JSONObject:
    """One row of the ledger."""
    return {
        "id": row.id,
        "entity": row.entity,
        "name": row.name,
        "area": row.area,
        "place": row.place,
        "ended": row.ended,
        "revision": row.revision,
        "updated": instant(row.updated),
        "open": row.open,
        "proposals": row.proposals,
        **looks_document(row.looks),
    }


def record_document(seen: SeenRecord) -> JSONObject:
    """A whole record."""
    return {
        "id": seen.id,
        "entity": seen.entity,
        "revision": seen.revision,
        "name": seen.name,
        "area": seen.area,
        "place": seen.place,
        "ended": seen.ended,
        "at": instant(seen.at),
        "data": seen.values,
        "masked": seen.masked,
        "derived": [fact.field.code for fact in seen.facts if fact.derived],
        "open": _with(seen.facts, "open"),
        "proposals": _with(seen.facts, "proposals"),
    }


def _with(facts: Iterable[SeenFact], count: str) -> list[str]:
    return [seen.field.code for seen in facts if seen.fact is not None and getattr(seen.fact, count)]


def fact_document(seen: SeenFact) -> JSONObject:
    """One fact with its stamps; of a derived one, or of a field of which nothing was ever said, without."""
    document: JSONObject = {
        "field": seen.field.code,
        **look_document(seen.look),
        "owner": seen.field.owner,
        "sensitivity": seen.field.sensitivity.value,
        "derived": seen.derived,
        "freshness": seen.freshness.phase.value,
        "days_left": seen.freshness.days if seen.freshness.phase.value in ("fresh", "soon", "due") else None,
    }
    return document | (_stamps(seen.fact) if seen.fact is not None else {})


def _stamps(fact: Fact) -> JSONObject:
    return {
        "source": fact.source,
        "by": fact.by,
        "through": fact.through.value,
        "received": instant(fact.received),
        "observed": span(fact.observed),
        "verified": span(fact.verified),
        "answered": instant(fact.answered),
        "verdict": fact.verdict.value if fact.verdict else None,
        "person": fact.person,
        "version": fact.field_version,
        "changed": fact.changed,
        "open": fact.open,
        "proposals": fact.proposals,
        "conforms": fact.conforms,
    }


def line_document(line: SeenLine) -> JSONObject:
    """One line of history."""
    return {
        "id": line.id,
        "revision": line.revision,
        "field": line.field.code,
        "verdict": line.verdict.value,
        **look_document(line.look),
        "effect": line.effect.outcome.value,
        "line": line.effect.line,
        "source": line.source,
        "by": line.by,
        "through": line.through.value,
        "observed": span(line.observed),
        "received": instant(line.received),
        "note": line.note,
        "made_on": line.made_on,
        "echo": line.echo,
    }


def claim_document(said: Said) -> JSONObject:
    """What one source says of a field."""
    document: dict[str, Any] = {
        "field": said.field.code,
        "state": said.state,
        **look_document(said.look),
        "verdict": said.verdict.value,
        "source": said.source,
        "by": said.by,
        "through": said.through.value,
        "observed": span(said.observed),
        "received": instant(said.received),
    }
    if said.id:
        route = said.route.value if said.route else None
        document |= {"id": said.id, "route": route, "owner": said.owner, "opened": said.opened, "note": said.note}
    if said.state not in ("held", "derived"):
        document["agrees"] = said.agrees
    if said.state == "cell":
        document["ours"] = said.ours
    if said.cells:
        document["cells"] = dict(said.cells)
    if said.problem is not None:
        document["unreadable"] = said.problem.code
    return document
