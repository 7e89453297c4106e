"""The system writes a day where we keep the year."""

from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.transforms.kinds import OneField, Reading
from metadata.transforms.patterns import first_read, patterns_of, without_time
from metadata.values import Value


class YearCell(OneField):
    """`args`: patterns of the day, split by |. Only read: a year does not say the day."""

    writes = False

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._patterns = patterns_of(mapped.args)

    def value_of(self, text: str, row: Reading) -> Value:
        moment = first_read(self._patterns, text, None)
        said = moment.day if moment else fieldtypes.get("date").parse(without_time(text), self.judge.field, row.context)
        year = str(said)[:4]
        return self.judge.conforming(int(year) if self.judge.field.type == "integer" else year, row)


CELL = YearCell
