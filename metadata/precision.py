"""Which of two values only says less and agrees: a month for a day, a class for a section (M11)."""

from metadata import days
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.values import ABSENT, Absent, Value


def says_less(value: Value | Absent, than: Value | Absent, field: Field, catalogue: Catalogue) -> bool:
    """The value agrees with the other, and says less.

    >>> from metadata.catalogue import standard
    >>> says_less("2020-05", "2020-05-17", standard().field("birth_date"), standard())
    True
    """
    if value is ABSENT or than is ABSENT or not isinstance(value, str) or not isinstance(than, str):
        return False
    if field.type == "date":
        return days.says_less(value, than)
    if field.type == "code":
        return value in catalogue.codelist(field.codelist).ancestors(than)
    if field.type == "division":
        return _stem(value) != _stem(than) and than.startswith(_stem(value))
    return False


def _stem(division: str) -> str:
    """A division's code without the zeros of the levels below it: 440300 → 4403, 500000 → 50."""
    while len(division) > 6 and division.endswith("000"):
        division = division[:-3]
    while 2 < len(division) <= 6 and division.endswith("00"):
        division = division[:-2]
    return division
