"""An amount of money: a decimal in yuan, or in ten thousands of yuan."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Final

from metadata import numbers
from metadata.fields import Field, Label
from metadata.fieldtypes import Context
from metadata.fieldtypes.decimal import DecimalType
from metadata.values import Value

#: The unit of registered capital: what is written without 万 but with 元 is in single yuan.
TEN_THOUSANDS: Final = "10k CNY"


class MoneyType(DecimalType):
    """Text of digits with the field's places, exact."""

    name = "money"
    label = Label("金额", "Money")
    sample = Field(
        "sample",
        "person",
        "money",
        Label("月收入", "Monthly income"),
        "mz",
        max_length=10,
        decimals=2,
        minimum="0",
        unit="CNY",
    )
    valid = ("860.00", "0.00", "99999999.99")
    invalid: ClassVar[tuple[object, ...]] = (
        "860",
        "-0.00",
        "-1.00",
        "1,200.50",
        "100000000.00",
        "¥860.00",
        860,
        8.6,
        None,
        True,
        [],
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"1,200.50元": "1200.50", "¥860": "860.00", "1.2万": "12000.00", "１００元": "100.00", "三千": "3000.00"},
        **{"2万元": "20000.00", "50.0": "50.00"},
    }
    unreadable = ("0.001", "1e400", "0.1+0.2", "8.6E+2", "很多")

    def amount(self, field: Field, number: Decimal, power: int, unit: str) -> Decimal:
        if field.unit != TEN_THOUSANDS:
            return numbers.scaled(number, power)
        return numbers.scaled(number, power - 4) if power or unit else number

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        figure = numbers.grouped(str(value))
        if field.unit == TEN_THOUSANDS:
            return f"CNY {figure} × 10k" if language == "en" else f"{figure} 万元"
        return f"CNY {figure}" if language == "en" else f"{figure} 元"


TYPE = MoneyType()
