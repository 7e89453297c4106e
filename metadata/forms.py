"""A task's items compiled at publishing: frozen, versioned; and the assignment that sends it to one record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from metadata.stamps import Instant
from metadata.values import JSONObject

#: Freshness of an item that is asked at every visit.
ALWAYS = 0


class Verification(StrEnum):
    """How an item is verified (R6a)."""

    SHOW = "show"
    BLIND = "blind"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Item:
    """A field in a task.

    `freshness_days`: None = no limit, 0 = always, N = days; resolved at freezing (the field's own, if the task is
    silent).
    `condition`: JSON Schema on the page's values, or None (R7).
    """

    field: str
    required: bool = True
    freshness_days: int | None = None
    verification: Verification = Verification.SHOW
    condition: JSONObject | None = None
    section: str = ""
    label: str = ""
    blind_share: float = 0.0  # of assignments that ask it blind (R6a); drawn when they are sent


@dataclass(frozen=True, slots=True)
class Form:
    """A published form: immutable. `versions` pins the field versions that it was compiled from."""

    id: int
    task: int
    version: int
    title: Mapping[str, str]  # zh, en
    entity: str
    department: str
    items: tuple[Item, ...]
    versions: Mapping[str, int]
    codes: tuple[str, ...] = field(init=False, repr=False, compare=False)  # the fields of the items, in order
    conditional: bool = field(init=False, repr=False, compare=False)  # some item has a condition (R7)
    _items: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Looked up on every page: made once."""
        object.__setattr__(self, "codes", tuple(dict.fromkeys(item.field for item in self.items)))
        object.__setattr__(self, "conditional", any(item.condition is not None for item in self.items))
        object.__setattr__(self, "_items", {item.field: item for item in reversed(self.items)})

    def item(self, code: str) -> Item | None:
        """The item that asks for a field."""
        return self._items.get(code)


class AssignmentState(StrEnum):
    """How an assignment stands (R10–R13)."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One task at one record: what a page asks follows from its two dates (R5)."""

    form: Form
    sent: Instant
    reference: date
    round: int = 1
    state: AssignmentState = AssignmentState.OPEN
    blind: frozenset[str] = frozenset()  # items drawn for a blind check (R6a; the draw comes with a later issue)
