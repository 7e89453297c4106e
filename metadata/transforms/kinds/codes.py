"""The system has codes of its own, and a table says which of ours each one is."""

from metadata.catalogue import Catalogue
from metadata.codelists import plain
from metadata.fields import Label
from metadata.mappings.shapes import CodePair, Mapped
from metadata.problems import Problem
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import OneField, Reading, Writing
from metadata.transforms.problems import NoCode
from metadata.values import ABSENT, Absent, Value


class CodesCell(OneField):
    """Both ways through the table; outwards the code of the nearest class above will do, inwards nothing but a row."""

    own_none = True

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._in = {plain(c.source): c.target for c in mapped.codes if "out" not in c.flags}
        self._width = _width([c.source for c in mapped.codes])
        self._out = _outwards(mapped.codes)
        self._list = catalogue.codelists.get(self.judge.field.codelist)

    def value_of(self, text: str, row: Reading) -> Value | Absent:
        target = self._target(plain(text))
        if target is None:
            return self.none_or_unknown(text)
        if not target:
            return ABSENT
        found = self._list.find(target) if self._list else None  # a retired option is carried over
        return self.judge.conforming(found.code if found else target, row)

    def _target(self, written: str) -> str | None:
        """The row of a code; a spreadsheet may have eaten its zeros."""
        found = self._in.get(written)
        if found is None and len(written) < self._width and written.isdecimal():
            return self._in.get(written.zfill(self._width))
        return found

    def text_of(self, value: Value, row: Writing) -> str:
        code = str(value)
        above = self._list.ancestors(code) if self._list else ()
        for one in (code, *above):
            if one in self._out:
                return fit(self._out[one], self.mapped.column)
        raise self._no_code(code)

    def _no_code(self, code: str) -> Problem:
        known = self._list.codes.get(code) if self._list else None
        return NoCode(at=self.field, label=known.label if known else Label(code, code))


def _outwards(pairs: tuple[CodePair, ...]) -> dict[str, str]:
    """Our code → the system's: of several rows the one flagged for the way out, else the first that goes both ways."""
    found: dict[str, str] = {}
    for pair in sorted(pairs, key=lambda pair: "out" not in pair.flags):
        if pair.target and "in" not in pair.flags:
            found.setdefault(pair.target, pair.source)
    return found


def _width(sources: list[str]) -> int:
    """How long every code is, where all are digits and as long; else 0."""
    lengths = {len(source) for source in sources}
    return lengths.pop() if len(lengths) == 1 and all(source.isdecimal() for source in sources) else 0


CELL = CodesCell
