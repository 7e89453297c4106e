"""What the system counts in several columns, we count as one."""

from decimal import Decimal

from metadata import numbers
from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.problems import TooManyDigits
from metadata.transforms.kinds import OneField, Reading
from metadata.transforms.kinds.number import number_of
from metadata.values import ABSENT, Absent, Value


class SumCell(OneField):
    """`args`: `COLUMN+COLUMN`. Only read: a sum does not say its parts. While one of them is empty it says nothing."""

    writes = False
    remembers = False

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self.columns = tuple(mapped.args.split("+"))

    def value_of(self, text: str, row: Reading) -> Value | Absent:
        texts = [row.cells.get(column, "").strip() for column in self.columns]
        if not all(texts):
            return ABSENT
        total = sum((number_of(one, self) for one in texts), Decimal(0))
        whole = self.judge.field.type == "integer"
        places = 0 if whole else self.judge.field.decimals or 0
        fixed = numbers.fixed(total, places)
        if fixed is None:
            raise TooManyDigits(at=self.field, limit=self.judge.field.max_length or 18, decimals=places)
        return self.judge.conforming(int(fixed) if whole else fixed, row)


CELL = SumCell
