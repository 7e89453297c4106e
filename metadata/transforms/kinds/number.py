"""The system counts in another measure: a month's income for a year's, a family's total for a person's."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from metadata import numbers
from metadata.catalogue import Catalogue
from metadata.fieldtypes.decimal import LONGEST, UNITS, DecimalType, NotANumber
from metadata.fieldtypes.integer import UNITS as COUNTS
from metadata.mappings.shapes import Mapped
from metadata.problems import LostDigits, TooManyDigits, TooSmall
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import OneField, Reading, Writing
from metadata.transforms.problems import NothingToDivideBy
from metadata.values import Value
from metadata.writing import clean, lost_digits

_EXACT: Final = Context(prec=120)


class NumberCell(OneField):
    """`args`: `xF` (fact = cell × F) or `/COLUMN` (divided by that cell, only read), then `decimals=N` for the cell."""

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        how, *more = mapped.args.split(";")
        self._factor = Decimal(how[1:] or 1) if how.startswith("x") else Decimal(1)
        self._by = how[1:] if how.startswith("/") else ""
        self._decimals = next((int(part[9:]) for part in more if part.startswith("decimals=")), None)
        if self._by:
            self.columns = (self.column, self._by)
            self.writes = self.remembers = False

    def value_of(self, text: str, row: Reading) -> Value:
        number = number_of(text, self)
        if self._by:
            count = numbers.read(row.cells.get(self._by, ""), COUNTS)
            if count is None or count[0] <= 0:
                raise NothingToDivideBy(at=self.field, column=self._by)
            number = rounded(_EXACT.divide(number, numbers.scaled(count[0], count[1])), places_of(self))
        return self.judge.conforming(value_of_number(_EXACT.multiply(number, self._factor), self), row)

    def text_of(self, value: Value, row: Writing) -> str:
        number = _EXACT.divide(Decimal(str(value)), self._factor)
        places = self._decimals if self._decimals is not None else self.judge.field.decimals or 0
        cell = rounded(number, places)
        if number and not cell:
            raise TooSmall(at=self.field, value=str(value), limit=f"{Decimal(1).scaleb(-places)}")
        return fit(numbers.fixed(cell, places) or "", self.mapped.column)


def number_of(text: str, cell: OneField) -> Decimal:
    """The number in a cell, in the field's unit; units that are written behind it are dropped.

    :raises Problem: it is none, or has lost its digits
    """
    field, kind = cell.judge.field, cell.judge.kind
    if lost_digits(text):
        raise LostDigits(at=field.code, value=clean(text)[:40])
    found = numbers.read(text, (*UNITS.get(field.unit, (field.unit,)), *COUNTS))
    if found is None:
        raise NotANumber(at=field.code, value=clean(text)[:40])
    return kind.amount(field, *found) if isinstance(kind, DecimalType) else numbers.scaled(found[0], found[1])


def places_of(cell: OneField) -> int:
    """How many places the values of the cell's field have."""
    field = cell.judge.field
    return 0 if field.type == "integer" else field.decimals or 0


def value_of_number(number: Decimal, cell: OneField) -> Value:
    """A number as a value of the cell's field, in its places.

    :raises TooManyDigits: it has more
    """
    field, places = cell.judge.field, places_of(cell)
    text = numbers.fixed(number, places)
    if text is None:
        raise TooManyDigits(at=field.code, limit=field.max_length or LONGEST, decimals=places)
    return int(text) if field.type == "integer" else text


def rounded(number: Decimal, places: int) -> Decimal:
    """Rounded as people do: a half goes up."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)


CELL = NumberCell
