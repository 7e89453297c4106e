"""Kinds of answers: one module a type, found by its name. A new type is a new file, never an edit."""

import datetime as calendar  # `date` and `datetime` are modules of this folder
import pkgutil
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final
from zoneinfo import ZoneInfo

from metadata import divisions, writing
from metadata.fields import Field, Label
from metadata.immutable import dataclass
from metadata.problems import Empty, LostDigits, NoneNotAdmitted, Problem
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue


#: The zone of an instance that does not say otherwise.
CHINA: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Phone:
    """What a phone's keyboard should know of an input: attributes of HTML."""

    input_type: str = "text"
    inputmode: str = "text"
    autocomplete: str = "off"
    enterkeyhint: str = "next"


@dataclass(frozen=True, slots=True)
class Context:
    """What reading and showing a value may need beside it.

    `values`: other values of the same record or row (the document's type beside its number).
    `today`: the reader's day, for what may not lie in the future; None: not asked.
    `names`: names of areas (12-digit codes) and records that only the instance knows.
    """

    catalogue: "Catalogue"
    values: Mapping[str, Value] = field(default_factory=dict)
    today: calendar.date | None = None
    zone: calendar.tzinfo = CHINA
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def divisions(self) -> divisions.Divisions:
        """The shipped divisions, read at first use."""
        return divisions.shipped()


class FieldType:
    """One kind of answer. Subclasses are stateless; each module makes one, named TYPE.

    `valid`, `invalid`: JSON values in normal form, for a field of `sample()`, that hold or do not; `written`: what
    people write, and the value that it is. The shared contract test and the documentation read them.
    """

    name: ClassVar[str]
    label: ClassVar[Label]
    sample: ClassVar[Field]
    valid: ClassVar[tuple[Value, ...]]
    invalid: ClassVar[tuple[object, ...]]
    written: ClassVar[Mapping[str, Value]]
    unreadable: ClassVar[tuple[str, ...]] = ()

    @property
    def examples(self) -> tuple[Value, ...]:
        """Values of this type, in normal form."""
        return self.valid

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        """JSON Schema 2020-12 of a value of the field; *none* is added outside (`metadata.schemas`)."""
        raise NotImplementedError

    def parse(self, raw: str, field: Field, context: Context) -> Value:
        """What a person or a spreadsheet wrote, as a value in normal form; None if it says that there is none.

        :raises Problem: a sentence for the one who wrote it
        """
        narrow = writing.narrow(raw)
        if not narrow:
            raise Empty(at=field.code)
        if narrow.casefold() in writing.NONE_WORDS and not self.knows(raw, field, context):
            if field.admits_none:
                return None
            raise NoneNotAdmitted(at=field.code, label=field.label)
        if self.loses_digits and writing.LOST_DIGITS.fullmatch(narrow):
            raise LostDigits(at=field.code, value=narrow)
        return self.normal(self.read(raw, field, context), field)

    #: A long number in a spreadsheet's cell may have become 4.40305E+17.
    loses_digits: ClassVar[bool] = True

    def knows(self, raw: str, field: Field, context: Context) -> bool:
        """A word for 'none' is a value of its own here (an option of the list)."""
        return False

    def read(self, raw: str, field: Field, context: Context) -> Value:
        """The part of `parse` that differs between types: `raw` is neither empty nor a word for 'none'."""
        raise NotImplementedError

    def normal(self, value: Value, field: Field) -> Value:
        """A value of the right shape in its one normal form; anything else comes back as it is."""
        return value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        """The value as people read it, in `zh` or `en` (look/README.md, Numbers and dates)."""
        return str(value)

    def faults(
        self, value: Value, field: Field, values: Mapping[str, Value], today: calendar.date | None = None
    ) -> list[Problem]:
        """What the schema cannot say: check digits, a number against its type. `value` passes the schema."""
        return []

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        """A better sentence than the general one, for a value that fails the schema at `keyword`."""
        return None

    def facts_for_phones(self, field: Field) -> Phone:
        """How a phone should ask for it."""
        return Phone()


@cache
def names() -> tuple[str, ...]:
    """The closed set of types: the modules of this folder."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def get(name: str) -> FieldType:
    """The type of this name.

    :raises KeyError: there is none
    """
    if name not in names():
        raise KeyError(name)
    found: FieldType = import_module(f"{__name__}.{name}").TYPE
    return found


def type_of(field: Field) -> FieldType:
    """The type of a field."""
    return get(field.type)


def show(value: Value, field: Field, language: str, context: Context) -> str:
    """A value as people read it; *none* has a word of its own."""
    if value is None:
        return "none" if language == "en" else "没有"
    return get(field.type).format(value, field, language, context)
