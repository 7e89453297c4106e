"""The system writes the names of the codes: 汉族, 汉, 公安, CHN."""

from collections.abc import Iterable

from metadata.catalogue import Catalogue
from metadata.codelists import Code, plain
from metadata.fields import Label
from metadata.mappings.shapes import Mapped
from metadata.transforms.fitting import fit
from metadata.transforms.kinds import OneField, Reading, Writing
from metadata.transforms.problems import NoCode
from metadata.values import Absent, Value


class LabelCell(OneField):
    """`args`: attributes of the list's items in order, split by |; read by any of them, written by the first."""

    own_none = True

    def __init__(self, mapped: Mapped, catalogue: Catalogue) -> None:
        super().__init__(mapped, catalogue)
        self._list = catalogue.codelist(self.judge.field.codelist)
        self._names: dict[str, str] = {}
        for attribute in mapped.args.split("|"):
            self._learn(attribute)
        self._learn("zh")  # the whole label is never misunderstood

    def _learn(self, attribute: str) -> None:
        """The names of this attribute that no earlier one has, and that name one code only."""
        fresh: dict[str, str] = {}
        for code in self._list.codes.values():
            meant = code.successor if code.retired and code.successor else code.code
            for name in filter(None, map(plain, _names(code, attribute))):
                fresh[name] = meant if fresh.get(name, meant) == meant else ""
        self._names = {name: code for name, code in fresh.items() if code} | self._names

    def value_of(self, text: str, row: Reading) -> Value | Absent:
        code = self._names.get(plain(text))
        if code is None:
            return self.none_or_unknown(text)
        return self.judge.conforming(code, row)

    def text_of(self, value: Value, row: Writing) -> str:
        code = self._list.codes.get(str(value))
        name = next(iter(_names(code, self.mapped.args.split("|")[0])), "") if code else ""
        if not name:
            raise NoCode(at=self.field, label=code.label if code else Label(str(value), str(value)))
        return fit(name, self.mapped.column)


def _names(code: Code, attribute: str) -> Iterable[str]:
    """What one attribute calls a code. `zh-族`: the label without that ending."""
    if attribute == "code":
        return (code.code,)
    if attribute == "aliases":
        return code.aliases
    if attribute in code.marks:
        return (code.marks[attribute],)
    label, dash, ending = attribute.partition("-")
    if label != "zh":
        return ()
    return (code.label.zh.removesuffix(ending) if dash else code.label.zh,)


CELL = LabelCell
