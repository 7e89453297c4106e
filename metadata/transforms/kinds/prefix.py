"""The system's code begins with ours and says more behind it."""

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.problems import LostDigits
from metadata.transforms.kinds import OneField, Reading
from metadata.values import Value
from metadata.writing import lost_digits, narrow


class PrefixCell(OneField):
    """`args`: how many characters. Only read: the beginning does not say the rest."""

    writes = False

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._length = int(mapped.args)

    def value_of(self, text: str, row: Reading) -> Value:
        written = narrow(text)
        if lost_digits(written):
            raise LostDigits(at=self.field, value=written[:40])
        return self.judge.parse(written[: self._length], row)


CELL = PrefixCell
