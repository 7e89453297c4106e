"""JSON shapes of systems: their columns, rows in, rows out."""

from collections.abc import Callable, Iterable
from typing import Any

from formbuilder.systems.projecting import Projected
from formbuilder.systems.receiving.rows import State
from formbuilder.systems.sending import Answer
from formbuilder.systems.standing import Standing
from formbuilder.systems.telling import WHY, sentence
from metadata.mappings import SystemMapping
from metadata.problems import Problem
from metadata.values import JSONObject

_TEXT: JSONObject = {"type": "string"}
_COUNT: JSONObject = {"type": "integer"}
_CELLS: JSONObject = {"type": "object", "description": "column -> cell", "additionalProperties": True}
_SAID: JSONObject = {
    "type": "object",
    "properties": {"column": _TEXT, "value": _TEXT, "code": _TEXT, "detail": _TEXT},
}

SYSTEM: JSONObject = {
    "type": "object",
    "required": ["code", "name", "department", "level", "entity", "mapping_version", "columns"],
    "properties": {
        **dict.fromkeys(("code", "name", "department", "level", "entity"), _TEXT),
        "mapping_version": {"type": "integer", "description": "0: none is approved, it speaks in our field codes"},
        "columns": {"type": "integer", "description": "columns of its table"},
    },
}
COLUMNS: JSONObject = {
    "type": "object",
    "required": ["system", "version", "entity", "row_key", "columns"],
    "properties": {
        "system": _TEXT,
        "version": _COUNT,
        "entity": _TEXT,
        "row_key": {"type": "array", "items": _TEXT, "description": "columns that are the system's own key of a row"},
        "dates": {"type": "string", "enum": ["column", "delivery", "nothing"], "description": "what dates a row"},
        "date_column": _TEXT,
        "columns": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "label", "field", "transform", "direction"],
                "properties": {
                    **dict.fromkeys(("name", "label", "type", "length", "transform", "args"), _TEXT),
                    "required": {"type": "boolean"},
                    "field": {"type": "string", "description": "code of the field that it means; empty: none"},
                    "direction": {"type": "string", "enum": ["both", "in", "out", "evidence"]},
                    "codes": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "source": _TEXT,
                                "target": _TEXT,
                                "flags": {"type": "array", "items": _TEXT},
                            },
                        },
                    },
                },
            },
        },
    },
}
SENT: JSONObject = {
    "type": "array",
    "items": _CELLS,
    "description": "rows: one JSON array, or one object a line as application/x-ndjson",
}
TAKEN: JSONObject = {
    "type": "object",
    "required": ["delivery", "as_at", "rows", "notes"],
    "properties": {
        "delivery": _COUNT,
        "as_at": _TEXT,
        "notes": {"type": "array", "items": _SAID, "description": "columns that are not read, or not there"},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["row", "state", "written", "verified", "open", "proposals", "parked", "faulty"],
                "properties": {
                    "row": {"type": "integer", "description": "from 1; of NDJSON its line"},
                    "state": {"type": "string", "enum": [state.value for state in State]},
                    "record": _TEXT,
                    **dict.fromkeys(("written", "verified", "open", "proposals", "beside"), _COUNT),
                    "parked": {"type": "integer", "description": "1: a person says whose row it is"},
                    "faulty": {"type": "array", "items": _SAID, "description": "cells that could not be taken"},
                    "why": {"type": "string", "description": "where the row as a whole was not merged"},
                },
            },
        },
    },
}
ROW: JSONObject = {
    "type": "object",
    "required": ["key", "gone", "cells", "lost"],
    "properties": {
        "key": _TEXT,
        "gone": {"type": "boolean", "description": "it has left the table; its cells are those of its key"},
        "cells": _CELLS,
        "lost": {"type": "array", "items": _SAID, "description": "what could not be expressed: the cell is empty"},
    },
}
ROWS: JSONObject = {
    "type": "object",
    "required": ["items", "next_cursor"],
    "properties": {
        "items": {"type": "array", "items": ROW},
        "next_cursor": {"type": "string", "description": "give it as `since`: what has changed after these rows"},
        "more": {"type": "boolean", "description": "the limit ended the list"},
    },
}

Translate = Callable[[str], str]


def system_document(standing: Standing, language: str) -> JSONObject:
    """One system."""
    system = standing.system
    return {
        "code": system.code,
        "name": system.get_name(language),
        "department": system.department,
        "level": system.level,
        "entity": system.entity,
        "mapping_version": system.mapping_version,
        "columns": len(standing.mapping.columns),
    }


def columns_document(mapping: SystemMapping) -> JSONObject:
    """A system's columns with what they mean."""
    return {
        "system": mapping.system,
        "version": mapping.version,
        "entity": mapping.entity,
        "row_key": list(mapping.row_key),
        "dates": mapping.dates.value,
        "date_column": mapping.date_column,
        "columns": [
            {
                "name": mapped.column.name,
                "label": mapped.column.label,
                "type": mapped.column.type,
                "length": mapped.column.length,
                "required": mapped.column.required,
                "field": mapped.field,
                "transform": mapped.transform,
                "args": mapped.args,
                "direction": mapped.direction.value,
                "codes": [
                    {"source": pair.source, "target": pair.target, "flags": sorted(pair.flags)} for pair in mapped.codes
                ],
            }
            for mapped in mapping.columns
        ],
    }


def taken_document(answer: Answer, notes: Iterable[Problem], language: str, translate: Translate) -> JSONObject:
    """What became of rows that were sent."""
    return {
        "delivery": answer.delivery.id,
        "as_at": answer.delivery.as_at,
        "notes": [{"code": note.code, "detail": note.say(language, translate), **note.params} for note in notes],
        "rows": [row_taken(row, language, translate) for row in answer.rows],
    }


def row_taken(row: JSONObject, language: str, translate: Translate) -> JSONObject:
    """What became of one row: how many claims were written, verified, …, and each cell that could not be taken."""
    counts: dict[str, Any] = row["counts"]
    whole = [sentence(said, language, translate) for said in row["told"] if not said["column"]]
    why = whole[0] if whole else translate(WHY[row["state"]]) if row["state"] in WHY else ""
    return {
        "row": row["row"],
        "state": row["state"],
        "record": row["record"],
        **{word: counts.get(word, 0) for word in ("written", "verified", "open", "proposals", "beside")},
        "parked": int(row["state"] == State.WAITING.value),
        "faulty": [
            {
                "column": said["column"],
                "value": said["value"],
                "code": said["code"],
                "detail": sentence(said, language, translate),
            }
            for said in row["told"]
            if said["column"]
        ],
        **({"why": why} if why else {}),
    }


def row_document(row: Projected, language: str, translate: Translate) -> JSONObject:
    """One row of a system's table."""
    return {
        "key": row.row_key,
        "gone": row.gone,
        "cells": dict(row.cells),
        "lost": [
            {"column": lost.column, "code": lost.problem.code, "detail": lost.problem.say(language, translate)}
            for lost in row.lost
        ],
    }
