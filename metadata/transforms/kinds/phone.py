"""A telephone number of one kind, or of the kind that it turns out to be."""

from collections.abc import Mapping

from metadata.catalogue import Catalogue
from metadata.identities import phones
from metadata.mappings.shapes import Mapped
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import Cell, Reading, Writing
from metadata.transforms.problems import OneNumberOnly
from metadata.values import Value

MOBILE, LANDLINE, ANY = "mobile", "landline", "any"


def kind_of(number: str) -> str:
    """mobile or landline, of a number in normal form; empty: it is none."""
    if phones.MOBILE.fullmatch(number):
        return MOBILE
    return LANDLINE if phones.LANDLINE.fullmatch(number) else ""


class PhoneCell(Cell):
    """`args`: mobile, landline or any; or `kind:field;…`, the number goes to the field of its kind."""

    whole = False

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        parts = [part.partition(":") for part in mapped.args.split(";")]
        self._field_of = {kind: field for kind, colon, field in parts if colon}
        self._kind = next((kind for kind, colon, _ in parts if not colon and kind in (MOBILE, LANDLINE)), "")

    def read(self, text: str, row: Reading) -> Mapping[str, Value]:
        number = self.judge.kind.normal(text, self.judge.field)
        kind = kind_of(str(number))
        field = self._field_of.get(kind, self.fields[0])
        judge = self.judges[field]
        value = judge.conforming(number, row) if kind else judge.parse(text, row)
        return {field: self._of_kind(value, self._kind)}

    def _of_kind(self, value: Value, kind: str) -> Value:
        """The number, if it is of the kind that the column is for."""
        if kind and kind_of(str(value)) != kind:
            raise (phones.MobileExpected if kind == MOBILE else phones.LandlineExpected)(at=self.fields[0])
        return value

    def write(self, values: Mapping[str, Value], row: Writing) -> str:
        held = [(code, str(values[code])) for code in self._field_of.values() or self.fields if values.get(code)]
        if not held:
            return ""
        (_code, number), *others = held
        for code, other in others:
            if other != number:
                row.lost.append((self.column, code, OneNumberOnly(at=code)))
        return fit(str(self._of_kind(number, self._kind)), self.mapped.column)


CELL = PhoneCell
