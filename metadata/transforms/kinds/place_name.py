"""The system writes the names of places where we keep their codes."""

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import OneField, Reading, Writing
from metadata.transforms.places import LENGTHS
from metadata.transforms.problems import NoSuchPlace, SeveralPlaces, WithoutName
from metadata.values import Value
from metadata.writing import clean


class PlaceNameCell(OneField):
    """`args`: county, community or grid: the area of that name within the row's area."""

    remembers = False  # it hangs on the row's area

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._level = mapped.args
        if self._level not in LENGTHS:
            raise ValueError(self._level)

    def value_of(self, text: str, row: Reading) -> Value:
        name = clean(text)
        found = row.places.named(self._level, name, row.area)
        if len(found) > 1:
            raise SeveralPlaces(at=self.field, value=name[:40], count=len(found))
        if not found:
            raise NoSuchPlace(at=self.field, value=name[:40])
        return self.judge.conforming(found[0], row)

    def text_of(self, value: Value, row: Writing) -> str:
        name = row.places.full_name(str(value))
        if not name:
            raise WithoutName(at=self.field, code=str(value)[:40])
        return fit(name, self.mapped.column)


CELL = PlaceNameCell
