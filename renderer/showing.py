"""How the values of one field are shown, decided once for a field and a language: a page shows sixty of them.

Each way gives what `show.shown` gives. The common kinds come without a detour, all else goes the long way. Names of
records and places come and go: they are asked of the reading each time, and nothing of them is remembered.
"""

from collections.abc import Callable
from typing import TypeAlias

from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.fieldtypes.date import FOREVER
from metadata.values import Absent, Value
from renderer.show import GROUPS, HIDDEN, Reading, mask, safe, shown, spans

#: A value of the field → HTML.
Way: TypeAlias = Callable[[Value | Absent, Reading], str]

#: Types whose texts are their own words; and those of which a part stays to be seen when they are masked.
_PLAIN = frozenset({"text", "email"})
_PARTLY = frozenset({"text", "phone", "identity", "uscc"})


def way_of(field: Field, catalogue: Catalogue, language: str) -> Way:
    """How values of a field are shown in clear."""
    if field.type == "code":
        codes = catalogue.codelist(field.codelist).codes
        return _options(field, {code: safe(found.label.get(language)) for code, found in codes.items()})
    if field.type in GROUPS:
        return _numbers(field)
    if field.type == "date" and language != "en":
        return _texts(field, but=FOREVER)
    return _texts(field) if field.type in _PLAIN else _anything(field)


def masked_way_of(field: Field) -> Way:
    """How values of a field are shown to somebody who may not read them."""
    partly, otherwise = field.type in _PARTLY, _anything(field, masked=True)

    def masked(value: Value | Absent, reading: Reading) -> str:
        if type(value) is not str:
            return otherwise(value, reading)
        return safe(mask(value, field)) if partly else HIDDEN

    return masked


def _anything(field: Field, *, masked: bool = False) -> Way:
    def anything(value: Value | Absent, reading: Reading) -> str:
        return str(shown(value, field, reading, masked=masked))

    return anything


def _texts(field: Field, but: str = "") -> Way:
    """Texts as they are, but for one that has words of its own."""
    otherwise = _anything(field)

    def text(value: Value | Absent, reading: Reading) -> str:
        return safe(value) if type(value) is str and value != but else otherwise(value, reading)

    return text


def _options(field: Field, labels: dict[str, str]) -> Way:
    otherwise = _anything(field)

    def option(value: Value | Absent, reading: Reading) -> str:
        label = labels.get(value) if type(value) is str else None
        return label if label is not None else otherwise(value, reading)

    return option


def _numbers(field: Field) -> Way:
    """Numbers of the lengths that are grouped."""
    otherwise, lengths = _anything(field), GROUPS[field.type]

    def number(value: Value | Absent, reading: Reading) -> str:
        if type(value) is str and (groups := lengths.get(len(value))):
            return spans(value, groups)
        return otherwise(value, reading)

    return number
