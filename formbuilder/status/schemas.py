"""JSON shapes of status."""

from formbuilder.status.service import Board, Line
from formbuilder.status.store import Claims, Work
from metadata.values import JSONObject

_NUMBER: JSONObject = {"type": "integer", "minimum": 0}
LABEL: JSONObject = {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}}
CLAIMS: JSONObject = {
    "type": "object",
    "description": "claims that wait, by where they are settled",
    "properties": dict.fromkeys(("door", "review", "proposal"), _NUMBER),
}
NUMBERS: JSONObject = {
    "sent": _NUMBER | {"description": "assignments that hold or held: all but the withdrawn ones"},
    "to_visit": _NUMBER | {"description": "open; what lies open when its window has ended is missed"},
    "done": _NUMBER | {"description": "with those that were known already"},
    "already_known": _NUMBER | {"description": "done at once, because nothing was due: nobody had to go"},
    **dict.fromkeys(("refused", "missed", "ended", "withdrawn"), _NUMBER),
    "claims": {"oneOf": [CLAIMS, {"type": "null"}]},
}
LINE: JSONObject = {
    "type": "object",
    "required": ["code", "label", "to_visit", "done", "refused", "missed"],
    "properties": {
        "code": {"type": "string", "description": "of the area, department, account or task; empty: no place"},
        "label": LABEL,
        **NUMBERS,
        "task": {"type": "integer", "description": "by task: its number"},
        "department": {"type": "string", "description": "by task: whose it is"},
        "state": {"type": "string", "description": "by task: running or closed"},
    },
}
BOARD: JSONObject = {
    "type": "object",
    "required": ["by", "area", "items", "total", "next"],
    "properties": {
        "by": {"type": "string"},
        "area": {"type": "string"},
        "items": {"type": "array", "items": LINE},
        "total": {"type": "object", "properties": NUMBERS},
        "next": {"type": "null"},
    },
}


def board_document(board: Board) -> JSONObject:
    """Numbers of status as the API gives them."""
    return {
        "by": board.by.value,
        "area": board.area,
        "items": [_line(line) for line in board.lines],
        "total": _numbers(board.work, board.claims),
        "next": None,
    }


def _line(line: Line) -> JSONObject:
    found: JSONObject = {"code": line.code, "label": {"zh": line.label.zh, "en": line.label.en}}
    if line.task is not None:
        found |= {"task": line.task.id, "department": line.task.department, "state": line.task.state}
    return found | _numbers(line.work, line.claims)


def _numbers(work: Work, claims: Claims | None) -> JSONObject:
    return {
        "sent": work.all,
        "to_visit": work.open,
        "done": work.done + work.known,
        "already_known": work.known,
        "refused": work.refused,
        "missed": work.missed,
        "ended": work.ended,
        "withdrawn": work.withdrawn,
        "claims": None
        if claims is None
        else {"door": claims.door, "review": claims.review, "proposal": claims.proposal},
    }
