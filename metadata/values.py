"""The values that a field can hold, and the two ways of holding nothing."""

from enum import Enum
from typing import Any, Final, TypeAlias

#: A value as it is kept: str, int, list[str] or a small object (an address), in its type's normal form.
#: `None` (JSON null) is *none*: known to be none, a value like any other.
Value: TypeAlias = str | int | list[str] | dict[str, Any] | None

#: A JSON document with text keys.
JSONObject: TypeAlias = dict[str, Any]


class Absent(Enum):
    """The one type of ABSENT, so that a type checker can tell it from every value."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        return False


#: Nothing is known. Never stored: a field that is absent has no key.
ABSENT: Final = Absent.ABSENT
