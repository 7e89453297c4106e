"""Who looks at a page, and how much of it they see (R9, R25)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from metadata.fields import Field, Sensitivity


class Sight(StrEnum):
    """How somebody sees a field's values (R25)."""

    CLEAR = "clear"
    MASKED = "masked"
    NOT = "not"


_ALL: Final = frozenset(Sensitivity)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose page it is: what they see in clear, and what masked; anything else is not on the page at all (R9).

    `department`: its own fields are clear to its people.
    """

    clear: frozenset[Sensitivity] = _ALL
    masked: frozenset[Sensitivity] = frozenset()
    department: str = ""

    def sees(self, field: Field) -> Sight:
        """How this viewer sees a field on a page."""
        if field.sensitivity in self.clear or (self.department and field.owner == self.department):
            return Sight.CLEAR
        return Sight.MASKED if field.sensitivity in self.masked else Sight.NOT


#: The worker at a door in the own grid: everything on the page in clear; the known strip masks what is sensitive.
AT_THE_DOOR: Final = Viewer()
