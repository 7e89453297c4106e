"""How the values of one field are shown, decided once for a field and a language: a page shows sixty of them.

Each way gives what `show.shown` gives. The common kinds come without a detour, all else goes the long way. Names of
records and places come and go: they are asked of the reading each time, and nothing of them is remembered.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from metadata.fields import Field
from metadata.fieldtypes.date import FOREVER
from metadata.memo import Memo
from metadata.values import Absent, Value
from renderer.show import GROUPS, HIDDEN, Reading, mask, safe, shown, spans

#: A value of the field → HTML.
Way: TypeAlias = Callable[[Value | Absent, Reading], str]

#: Types of whose values a part stays to be seen when they are masked.
_PARTLY = frozenset({"text", "phone", "identity", "uscc"})


def way_of(field: Field, reading: Reading) -> Way:
    """How values of a field are shown in clear."""
    match field.type:
        case "code":
            codes = reading.catalogue.codelist(field.codelist).codes
            return _words(field, {code: safe(found.label.get(reading.language)) for code, found in codes.items()})
        case "text" | "email":
            return _texts(field)
        case "date" if reading.language != "en":
            return _texts(field, {FOREVER: str(shown(FOREVER, field, reading))})
        case "address":
            return _addresses(field)
        case "division":
            return _divisions(field)
        case _:
            return _numbers(field) if field.type in GROUPS else _anything(field)


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


def _texts(field: Field, words: Mapping[str, str] | None = None) -> Way:
    """Texts as they are, but for those that have words of their own."""
    otherwise, own = _anything(field), words or {}

    def text(value: Value | Absent, reading: Reading) -> str:
        if type(value) is not str:
            return otherwise(value, reading)
        return own.get(value) or safe(value)

    return text


def _words(field: Field, words: Mapping[str, str]) -> Way:
    """Values that all have words of their own."""
    otherwise = _anything(field)

    def word(value: Value | Absent, reading: Reading) -> str:
        found = words.get(value) if type(value) is str else None
        return otherwise(value, reading) if found is None else found

    return word


def _addresses(field: Field) -> Way:
    otherwise = _anything(field)

    def address(value: Value | Absent, reading: Reading) -> str:
        return safe(str(value["text"])) if type(value) is dict else otherwise(value, reading)

    return address


def _divisions(field: Field) -> Way:
    """Divisions of the shipped list, whose names stand as long as the process; areas of the instance may be renamed."""
    otherwise, names = _anything(field), Memo[str](4096)

    def division(value: Value | Absent, reading: Reading) -> str:
        if type(value) is not str or value in reading.names:
            return otherwise(value, reading)
        return names.get(value, lambda: otherwise(value, reading))

    return division


def _numbers(field: Field) -> Way:
    """Numbers of the lengths that are grouped."""
    otherwise, lengths = _anything(field), GROUPS[field.type]

    def number(value: Value | Absent, reading: Reading) -> str:
        if type(value) is str and (groups := lengths.get(len(value))):
            return spans(value, groups)
        return otherwise(value, reading)

    return number
