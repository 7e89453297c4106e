"""What the system counts in several columns, we count as one."""

from decimal import Decimal

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.transforms.kinds import OneField, Reading
from metadata.transforms.kinds.number import number_of, value_of_number
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
        return self.judge.conforming(value_of_number(total, self), row)


CELL = SumCell
