"""A number with fixed places: an area, a coordinate. Text, so that no digit is ever lost."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from metadata import numbers, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, TooLarge, TooManyDigits, TooSmall, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Digits in all, where the field does not say.
LONGEST: Final = 18
#: How each unit is written, and how people write it.
UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "m2": ("m2", "㎡", "平方米", "平米", "平", "方"),
    "CNY": ("元整", "元", "块", "圆"),
    "10k CNY": ("元整", "元", "块", "圆", "人民币"),
    "degree CGCS2000": ("°", "度"),
}
_SHOWN: Final = {"m2": ("m²", "m²"), "degree CGCS2000": ("°", "°")}


class NotANumber(Unreadable):
    """Text where a number is expected."""

    code = "value.not-a-number"
    sentence = _("“%(value)s” is not a number. Write digits only.")


class DecimalType(FieldType):
    """Text of digits with the field's places: '88.50'. Bounds are checked exactly."""

    name: ClassVar[str] = "decimal"
    label = Label("小数", "Decimal number")
    sample = Field(
        "sample",
        "dwelling",
        "decimal",
        Label("建筑面积", "Floor area"),
        "zr",
        max_length=8,
        decimals=2,
        minimum="0.01",
        unit="m2",
    )
    valid: ClassVar[tuple[Value, ...]] = ("88.50", "0.01", "123456.78")
    invalid: ClassVar[tuple[object, ...]] = (
        *("88.5", "088.50", "+1.00", "1234567.00", "0.00", "-1.00", "1e2", "NaN", ".50", "８８.50", "1.00\n", ""),
        *(88.5, 88, True, [], {}),
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"88.5": "88.50", "88.5㎡": "88.50", "１２０平方米": "120.00", "1,200.50": "1200.50", "12.300": "12.30"},
    }
    unreadable: ClassVar[tuple[str, ...]] = ("12.345", "0x10", "NaN", "1e400", "88.5亩", "很大")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        places = field.decimals or 0
        whole = max((field.max_length or LONGEST) - places, 1)
        fraction = f"\\.[0-9]{{{places}}}" if places else ""
        return {"type": "string", "pattern": f"^-?(?:0|[1-9][0-9]{{0,{whole - 1}}}){fraction}$"}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        found = numbers.read(raw, UNITS.get(field.unit, (field.unit,)))
        if found is None:
            raise NotANumber(at=field.code, value=writing.clean(raw)[:40])
        text = numbers.fixed(self.amount(field, *found), field.decimals or 0)
        if text is None:
            raise TooManyDigits(at=field.code, limit=field.max_length or LONGEST, decimals=field.decimals or 0)
        return text

    def amount(self, field: Field, number: Decimal, power: int, unit: str) -> Decimal:
        """The number in the field's unit."""
        return numbers.scaled(number, power)

    def normal(self, value: Value, field: Field) -> Value:
        if not isinstance(value, str) or not value.isascii():
            return value
        found = numbers.read(value)
        text = numbers.fixed(found[0], field.decimals or 0) if found and not found[1] else None
        return value if text is None else text

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        unit = _SHOWN.get(field.unit, (field.unit, field.unit))[language == "en"]
        return numbers.grouped(str(value)) + (unit if unit == "°" else f" {unit}" if unit else "")

    def faults(
        self, value: Value, field: Field, values: Mapping[str, Value], today: date | None = None
    ) -> list[Problem]:
        if value is None:
            return []
        number = Decimal(str(value))
        if not number and str(value).startswith("-"):
            return [TooSmall(at=field.code, value=str(value), limit=field.minimum or "0")]
        if field.minimum and number < Decimal(field.minimum):
            return [TooSmall(at=field.code, value=str(value), limit=field.minimum)]
        if field.maximum and number > Decimal(field.maximum):
            return [TooLarge(at=field.code, value=str(value), limit=field.maximum)]
        return []

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        if keyword == "pattern" and isinstance(value, str) and numbers.read(value):
            return TooManyDigits(at=field.code, limit=field.max_length or LONGEST, decimals=field.decimals or 0)
        return NotANumber(at=field.code, value=value) if isinstance(value, str) else None

    def facts_for_phones(self, field: Field) -> Phone:
        signed = not field.minimum or field.minimum.startswith("-")
        return Phone(inputmode="text" if signed else "decimal")


TYPE = DecimalType()
