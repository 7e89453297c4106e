"""One cell of several fields: two phone numbers, a name and a phone."""

import re
from collections.abc import Iterable, Iterator, Mapping

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import Mapped
from metadata.problems import Problem
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import Cell, Reading, Writing, says_none
from metadata.transforms.kinds.phone import LANDLINE, MOBILE, kind_of
from metadata.transforms.problems import HasSeparator, PartBeforeIt, SeveralParts
from metadata.values import Value
from metadata.writing import clean

#: What people put between two numbers, whatever the column's own sign is: no number contains them.
_BETWEEN_NUMBERS = "[、,，;；/／|\\n]"


class SplitCell(Cell):
    """`args`: `SEPARATOR;part:field;…`; part = 1, 2 … by their order, or mobile, landline by what a number is."""

    own_none = True

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._sign, _, parts = mapped.args.partition(";")
        self._parts = {part: field for part, _, field in (p.partition(":") for p in parts.split(";")) if field}
        self._by_kind = not self._parts.keys().isdisjoint((MOBILE, LANDLINE))
        sign = r"\s+" if self._sign.isspace() else re.escape(self._sign)
        self._between = re.compile(f"{sign}|{_BETWEEN_NUMBERS}" if self._by_kind else sign)

    def read(self, text: str, row: Reading) -> Mapping[str, Value]:
        pieces = [piece for piece in map(str.strip, self._between.split(text.strip())) if piece or not self._by_kind]
        if self._by_kind:
            if says_none(text) and clean(text):
                return self.none() if pieces else {}
            return self._read_kinds(pieces, row)
        if len(pieces) > len(self._parts):
            raise SeveralParts(at=self.fields[0], value=clean(text)[:40])
        return dict(self._read_each(zip(self._parts.values(), pieces, strict=False), row))

    def _read_kinds(self, pieces: list[str], row: Reading) -> Mapping[str, Value]:
        said: dict[str, Value] = {}
        by_field: dict[str, list[str]] = {}
        for piece in pieces:
            number = str(self.judge.kind.normal(piece, self.judge.field))
            field = self._parts.get(kind_of(number)) or self._likely(piece)
            by_field.setdefault(field, []).append(number)
        for field, numbers in by_field.items():
            if len(set(numbers)) > 1:
                text = "、".join(numbers)
                row.faults.append((self.column, text, SeveralParts(at=field, value=text[:40])))
            else:
                said |= self._read_each([(field, numbers[0])], row)
        return said

    def _likely(self, piece: str) -> str:
        """Whose number a piece would be that is none: it is told at that field."""
        digits = piece.lstrip("+0 ").removeprefix("86").lstrip()
        kind = MOBILE if digits.startswith("1") else LANDLINE
        return self._parts.get(kind) or self.fields[0]

    def _read_each(self, said: Iterable[tuple[str, str]], row: Reading) -> Iterator[tuple[str, Value]]:
        for field, piece in said:
            judge = self.judges[field]
            if not piece or (says_none(piece) and not judge.field.admits_none):
                continue
            try:
                if self._by_kind and kind_of(piece):  # in normal form by now
                    yield field, judge.conforming(piece, row)
                else:
                    yield field, judge.parse(piece, row)
            except Problem as problem:
                row.faults.append((self.column, piece, problem))

    def write(self, values: Mapping[str, Value], row: Writing) -> str:
        pieces: list[str] = []
        for field in self._parts.values():
            piece = "" if values.get(field) is None else str(values[field])
            if piece and self._between.search(piece):
                row.lost.append((self.column, field, HasSeparator(at=field, sign=self._sign)))
                piece = ""
            if piece or not self._by_kind:
                pieces.append(piece)
        while pieces and not pieces[-1]:
            pieces.pop()
        if not all(pieces):  # the second part alone would be read as the first
            return self._without_first(values, row)
        return fit(self._sign.join(pieces), self.mapped.column)

    def _without_first(self, values: Mapping[str, Value], row: Writing) -> str:
        told = {field for _, field, _ in row.lost}
        for field in self._parts.values():
            if values.get(field) is not None and field not in told:
                row.lost.append((self.column, field, PartBeforeIt(at=field)))
        return ""


CELL = SplitCell
