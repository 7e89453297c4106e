"""A cell of a spreadsheet as the person at the spreadsheet sees it."""

import re
from datetime import datetime, time, timedelta
from typing import Any

#: A spreadsheet keeps so many digits of a number; of a longer one the rest is zeros that nobody wrote.
DIGITS_KEPT = 15
#: How OOXML writes a character that XML cannot hold.
_written = re.compile(r"_x([0-9A-Fa-f]{4})_")


def seen(value: Any, number_format: str) -> str:
    """The text of a cell's value.

    A day as 2024-01-05, with its time if it has one. A whole number in full, unless it has more digits than a
    spreadsheet keeps: that is seen as 4.40305E+17, and what was lost is not invented. A format of zeros alone fills up.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return unescaped(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = plain(repr(value))
        fills = number_format.strip("0") == "" and number.isdigit()
        return number.zfill(len(number_format)) if fills else number
    return _moment(value) if isinstance(value, datetime) else str(value)


def _moment(moment: datetime) -> str:
    """A moment to the second: what stands behind is how the spreadsheet calculates."""
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.date().isoformat() if moment.time() == time.min else moment.isoformat(" ")


def unescaped(text: str) -> str:
    """A text with the characters that `_x000D_` and the like stand for."""
    return _written.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def plain(number: str) -> str:
    """A number without what only the machine sees: 0.1 for 0.1000000000000001, 12 for 12.0.

    >>> plain("13800138000.0"), plain("0.30000000000000004"), plain("440305199001010000")
    ('13800138000', '0.3', '4.40305E+17')
    """
    if number.isdigit() and len(number) <= DIGITS_KEPT:
        return number
    try:
        value = float(number)
    except ValueError:
        return number
    if abs(value) >= 10**DIGITS_KEPT:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}" if value == value else number
    if value.is_integer():
        return str(int(value))
    text = f"{value:.{DIGITS_KEPT}g}"
    return f"{value:.{DIGITS_KEPT}f}".rstrip("0") if "e" in text and abs(value) > 1e-9 else text
