"""The system writes a whole address where we keep one part of it."""

import re
from typing import Final

from metadata.catalogue import Catalogue
from metadata.fieldtypes.address import normal_text
from metadata.mappings.shapes import Mapped
from metadata.transforms.kinds import OneField, Reading
from metadata.values import ABSENT, Absent, Value

#: How each part stands in an address in normal form. A number before 楼 is a building's.
PARTS: Final = {"house_number": re.compile(r"\d+(?:[-之]\d+)*(?:号院|号(?!楼))", re.ASCII)}


class AddressPartCell(OneField):
    """`args`: the part. Only read: a part does not say the rest. An address with several such parts says nothing."""

    writes = False

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._part = PARTS[mapped.args]

    def value_of(self, text: str, row: Reading) -> Value | Absent:
        found = self._part.findall(normal_text(text))
        return self.judge.parse(found[0], row) if len(found) == 1 else ABSENT


CELL = AddressPartCell
