"""Whether a text fits into a column as its department describes it: by characters, or as a number (R23)."""

import re
from typing import Final

from metadata.mappings.shapes import Column
from metadata.problems import TooLong, TooManyDigits
from metadata.transforms.problems import NotInNumbers

_WHOLE: Final = ("INT", "INTEGER", "TINYINT", "SMALLINT", "BIGINT")
_NUMBERS: Final = (*_WHOLE, "NUMBER", "NUMERIC", "DECIMAL")
#: Their length counts bytes of a database, not what a person writes.
_DAYS: Final = ("DATE", "DATETIME", "TIMESTAMP", "TIME", "BOOLEAN", "JSON")
#: Zeros before a number would not come back from such a column: 007 is text.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(?:\.(\d+))?", re.ASCII)


def fit(text: str, column: Column) -> str:
    """The text as it stands in the column, every digit of it.

    >>> fit("88.00", Column("H6", type="INT", length="5")), fit("88.50", Column("c", type="NUMBER", length="10,2"))
    ('88', '88.50')

    :raises Problem: it is too long, or no number
    """
    kind = column.type.upper()
    if not text or kind in _DAYS:
        return text
    if kind in _NUMBERS:
        return _number(text, kind, column)
    if column.width is not None and len(text) > column.width:
        raise TooLong(count=len(text), limit=column.width)
    return text


def _number(text: str, kind: str, column: Column) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise NotInNumbers()
    places = column.length.partition(",")[2].strip()
    behind = int(places) if places.isdecimal() else 0
    fraction = (found[2] or "").rstrip("0")
    before = None if column.width is None else column.width - behind
    if len(fraction) > behind or (before is not None and len(found[1]) > before):
        raise TooManyDigits(limit=column.width or len(found[1]), decimals=behind)
    return text.partition(".")[0] if found[2] and not behind else text
