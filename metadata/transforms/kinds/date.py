"""The system writes days in a pattern of its own: 20170901, 190102, 1901年2月, 5.6."""

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import OneField, Reading, Writing
from metadata.transforms.patterns import Pattern, patterns_of, without_time
from metadata.values import Value


class DateCell(OneField):
    """`args`: patterns split by |; the first is written. What fits none is read as people write dates."""

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._patterns: tuple[Pattern, ...] = patterns_of(mapped.args)
        self._instants = self.judge.field.type == "datetime"

    def value_of(self, text: str, row: Reading) -> Value:
        for pattern in self._patterns:
            moment = pattern.read(text, row.as_at)
            value = moment and (moment.instant(row.zone) if self._instants else moment.day)
            if value:
                return self.judge.conforming(value, row)
        return self.judge.parse(text if self._instants else without_time(text), row)

    def text_of(self, value: Value, row: Writing) -> str:
        text = str(value)
        written = self._patterns[0].write_instant(text, row.zone) if self._instants else self._patterns[0].write(text)
        return fit(written, self.mapped.column)


CELL = DateCell
