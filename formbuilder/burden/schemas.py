"""JSON shapes of burden."""

from formbuilder.burden.service import Bill, Line
from metadata.values import JSONObject

_NUMBER: JSONObject = {"type": "integer", "minimum": 0}
_TEXT: JSONObject = {"type": "string"}
_DAY: JSONObject = {"type": "string", "format": "date"}

NUMBERS: JSONObject = {
    "demanded": _NUMBER | {"description": "values, rounded to whole ones"},
    "asked": _NUMBER | {"description": "inputs answered in visits, whatever the verdict"},
    "typed": _NUMBER | {"description": "of them not by one tap"},
    "ratio": {"type": ["number", "null"], "description": "asked ÷ demanded; null where nothing was demanded"},
}
LINE: JSONObject = {
    "type": "object",
    "required": ["code", "label", "demanded", "asked", "typed", "ratio"],
    "properties": {
        "code": {"type": "string", "description": "of the department, system, task or area; empty: no place"},
        "label": {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}},
        **NUMBERS,
        "department": _TEXT | {"description": "of a system or task: whose it is"},
        "columns": _NUMBER | {"description": "of a system: those that are asked of people; of a task: its items"},
        "rows": _NUMBER | {"description": "records that it covers, or was sent to"},
        "rounds": {"type": "number", "description": "how often its cycle came round in the period"},
        "cycle_days": _NUMBER,
    },
}
BILL: JSONObject = {
    "type": "object",
    "required": ["by", "from", "to", "items", "total", "next"],
    "properties": {
        "by": _TEXT,
        "area": _TEXT,
        "from": _DAY,
        "to": _DAY,
        "items": {"type": "array", "items": LINE},
        "total": {"type": "object", "properties": NUMBERS},
        "next": {"type": "null"},
    },
}


def bill_document(bill: Bill, area: str) -> JSONObject:
    """Burden as the API gives it."""
    begin, end = bill.period.texts()
    return {
        "by": bill.by.value,
        "area": area,
        "from": begin,
        "to": end,
        "items": [_line(line) for line in bill.lines],
        "total": _numbers(bill.total),
        "next": None,
    }


def _line(line: Line) -> JSONObject:
    found: JSONObject = {"code": line.code, "label": {"zh": line.label.zh, "en": line.label.en}} | _numbers(line)
    if line.department:
        found["department"] = line.department
    if line.basis is not None:
        found |= {"columns": line.basis.columns, "rows": line.basis.rows}
        if line.basis.cycle_days:
            found |= {"rounds": round(float(line.basis.rounds), 4), "cycle_days": line.basis.cycle_days}
    return found


def _numbers(line: Line) -> JSONObject:
    return {
        "demanded": round(line.demanded),
        "asked": line.inputs.asked,
        "typed": line.inputs.typed,
        "ratio": None if line.ratio is None else round(line.ratio, 4),
    }
