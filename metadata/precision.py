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
        return len(value) < len(than) and than.startswith(value.rstrip("0")) and value != than
    return False
