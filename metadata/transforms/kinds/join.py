"""One value in several cells: the division in one column, the door in another."""

from collections.abc import Mapping

from metadata.catalogue import Catalogue
from metadata.fieldtypes.division import UnknownDivision
from metadata.mappings.shapes import Mapped
from metadata.transforms.addresses import apart, detail, joined
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import Cell, Reading, Writing
from metadata.transforms.kinds.same import canonical
from metadata.transforms.problems import PlaceNotSaid
from metadata.values import Value
from metadata.writing import narrow


class JoinCell(Cell):
    """`args`: `COLUMN+COLUMN`; `COLUMN:place_name` = the full name of the area whose code stands there.

    Each column of it is mapped by itself, or means a field of its own (the division); each writes its own piece.
    """

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        parts = [part.partition(":") for part in mapped.args.split("+")]
        self._place = next((column for column, _, how in parts if how == "place_name"), "")
        self._texts = tuple(column for column, _, how in parts if not how)
        self.columns = tuple(column for column, _, _ in parts)
        self.is_place = self.column == self._place

    def read(self, text: str, row: Reading) -> Mapping[str, Value]:
        texts = [row.cells.get(column, "").strip() for column in self._texts]
        if not any(texts):
            return {}  # a division alone is no address
        code = narrow(row.cells.get(self._place, "")) if self._place else ""
        name = row.places.full_name(code) if code else ""
        if code and not name:
            raise UnknownDivision(at=self.fields[0], value=code[:40])
        return {self.fields[0]: self.judge.parse(joined(name, "".join(texts), row.places, code), row)}

    def write(self, values: Mapping[str, Value], row: Writing) -> str:
        value = values.get(self.fields[0])
        if value is None:
            return ""
        text = canonical(value)
        own = self._texts[0] if self._texts else ""
        if self.column not in (self._place, own):
            return ""  # what several columns of text would hold stands in the first
        if not self._place:
            return fit(text, self.mapped.column)
        code = row.cells.get(self._place, "")
        if self.is_place or not code:
            code = apart(text, value, row.places)
        if self.column == own:
            return fit(detail(text, code, row.places), self.mapped.column)
        if not code:
            raise PlaceNotSaid(at=self.fields[0])
        return fit(code, self.mapped.column)


CELL = JoinCell
