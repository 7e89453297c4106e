"""A whole number: how many people, floors, lifts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from metadata import numbers, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, TooLarge, TooSmall, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Whole numbers that every JSON reader keeps exactly.
FURTHEST: Final = 2**53 - 1
#: Counting words that people write behind a number.
UNITS: Final = ("人", "个", "口", "层", "楼", "间", "户", "台", "部", "套", "名", "岁", "年", "f")


class NotWhole(Unreadable):
    """Text where a whole number is expected."""

    code = "value.not-whole"
    sentence = _("“%(value)s” is not a whole number. Write digits only.")


class IntegerType(FieldType):
    """A JSON integer within the field's bounds."""

    name = "integer"
    label = Label("整数", "Whole number")
    sample = Field("sample", "dwelling", "integer", Label("楼层", "Floor"), "ga", minimum="-5", maximum="2000")
    valid = (0, -5, 2000)
    invalid: ClassVar[tuple[object, ...]] = (-6, 2001, "3", 1.5, True, [1], {}, 10**30)
    written: ClassVar[Mapping[str, Value]] = {
        "3": 3,
        "１２": 12,
        "1,200": 1200,
        "12.0": 12,
        "三": 3,
        "5楼": 5,
        "21F": 21,
        "-1": -1,
    }
    unreadable = ("1.5", "0x10", "NaN", "Infinity", "1e3", "约12", "很多")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        low = int(field.minimum) if field.minimum else -FURTHEST
        return {"type": "integer", "minimum": low, "maximum": int(field.maximum) if field.maximum else FURTHEST}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        found = numbers.read(raw, (*UNITS, field.unit))
        whole = found and numbers.scaled(found[0], found[1])
        if whole is None or numbers.fixed(whole, 0) is None:
            raise NotWhole(at=field.code, value=writing.clean(raw)[:40])
        return int(whole)

    def normal(self, value: Value, field: Field) -> Value:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        if not isinstance(value, int) or field.unit == "year":
            return str(value)
        return f"{value:,} {field.unit}".rstrip()

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        if keyword == "minimum":
            return TooSmall(at=field.code, value=_short(value), limit=field.minimum or str(-FURTHEST))
        if keyword == "maximum":
            return TooLarge(at=field.code, value=_short(value), limit=field.maximum or str(FURTHEST))
        return None

    def facts_for_phones(self, field: Field) -> Phone:
        signed = not field.minimum or field.minimum.startswith("-")
        return Phone(inputmode="text" if signed else "numeric")


def _short(value: object) -> str:
    """The number as it is told; one of thousands of digits is not written out."""
    return f"{value}" if isinstance(value, int) and abs(value) < 10**30 else "…"


TYPE = IntegerType()
