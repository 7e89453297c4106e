"""A cell as the text that a person would see, whatever a file or a program gave for it."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

#: From here on a spreadsheet shows a number with an exponent, and has lost its last digits.
_EXACT: Final = 1e15


def text_of(cell: Any) -> str:
    """The text of a cell: of a number its digits, of a date its day; empty for nothing.

    >>> text_of(None), text_of(7), text_of(2.0), text_of(0.1), text_of(4.40305e17), text_of({"text": "a"})
    ('', '7', '2', '0.1', '4.40305E+17', '{"text": "a"}')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell) if abs(cell) < 10**4000 else ""  # more digits than Python writes, or anybody means
    if isinstance(cell, float):
        if not cell.is_integer():
            return "" if cell != cell else repr(cell).upper()
        return str(int(cell)) if abs(cell) < _EXACT else repr(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}" if cell.is_finite() and abs(cell.adjusted()) < 100 else str(cell)
    try:
        return json.dumps(cell, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return str(type(cell).__name__)
