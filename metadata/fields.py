"""A field: one data element of the standard (R1); `metadata.schemas` compiles it to JSON Schema (R2)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: What the code of a field, an entity or a code list looks like (R1).
CODE: Final = r"^[a-z][a-z0-9_]{0,62}$"

#: Names that the pages of a visit send beside their fields' codes: no field may be called so.
RESERVED: Final = frozenset(
    {
        "again_on",
        "all",
        "csrf",
        "csrf_token",
        "distinct",
        "key",
        "note",
        "open",
        "opened",
        "outcome",
        "record",
        "ticket",
    }
)
#: Endings under which a page sends the parts of an answer, beside the field's own code.
ENDINGS: Final = ("_value", "_value_y", "_value_m", "_value_d", "_why", "__check", "__why")


class Sensitivity(StrEnum):
    """Who may see a value in clear (R25, R26)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Status(StrEnum):
    """Retired is not deleted."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Label:
    """Words for people, Chinese first."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        """The words in `zh` or `en`; Chinese where there is no English."""
        return self.en if language == "en" and self.en else self.zh


@dataclass(frozen=True, slots=True)
class Field:
    """One data element. `type` is the name of a module of `metadata.fieldtypes`.

    `freshness_days`: None = never grows stale. `clock`: 'value' = due from the day that the value names.
    `derived_from`: fields it is computed from (R6). `depends_on`: fields whose change makes it due (R5).
    `bound_with`: fields asked, claimed, merged and settled as one with it (R2a).
    `refers_to`: the entity of a reference (R2b). `mask`: masked in lists and exports.
    """

    code: str
    entity: str
    type: str
    label: Label
    owner: str
    version: int = 1
    status: Status = Status.ACTIVE
    help: Label = Label("", "")
    max_length: int | None = None
    codelist: str = ""
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    decimals: int | None = None
    unit: str = ""
    format: str = ""
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    key: bool = False
    authoritative: bool = False
    verification: str = "show"
    mask: bool = False
    clock: str = ""
    freshness_days: int | None = None
    derived_from: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    bound_with: tuple[str, ...] = ()
    refers_to: str = ""
    admits_none: bool = False  # 'there is none' is an answer (no employer)
    synonyms: tuple[str, ...] = ()
    standard: str = ""
    freshness_reason: str = ""  # why it grows stale after that time, or never

    @property
    def active(self) -> bool:
        """It may be asked; a draft not yet, a retired field no more."""
        return self.status is Status.ACTIVE
