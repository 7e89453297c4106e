"""What follows from other values: birth date and sex from an identity number, a full address from its parts (R6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from metadata import divisions
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.fieldtypes.address import normal_text
from metadata.fieldtypes.date import span
from metadata.identities import Verdict, documents
from metadata.values import Value

#: Held values by field: none is None, unknown is missing.
Held = Mapping[str, Value]

#: Documents whose numbers say when their holder was born, and of which sex.
_TELLING: Final = frozenset({"111", "112", "113", "553", "P01", "P02"})
#: What a bare number of a part of an address is followed by.
_WORDS: Final = {"house_number": "号", "building_no": "栋", "unit_no": "单元", "room_no": ""}


def values(held: Held, catalogue: Catalogue) -> dict[str, Value]:
    """The derived values of a record: only where their inputs are held, valid, and of the kind that tells.

    :param held: the values that claims stand for; a derived value wins over a claimed one of the same field
    """
    found: dict[str, Value] = {}
    for source, rule in _RULES:
        if held.get(source):
            found |= rule(held, catalogue)
    fields = catalogue.fields
    return {code: value for code, value in found.items() if code in fields and fields[code].derived_from}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record: field → value of all of it, and of what is derived alone."""

    values: Mapping[str, Value]
    derived: Mapping[str, Value]


def known(held: Held, catalogue: Catalogue) -> Known:
    """What is known where this is held: that, and what follows from it."""
    derived = values(held, catalogue)
    return Known({**held, **derived}, derived)


def inputs(field: Field) -> tuple[str, ...]:
    """The fields whose stamps a derived value has, the kind of the document among them; empty: it is never derived."""
    if "id_number" in field.derived_from and "id_type" not in field.derived_from:
        return (*field.derived_from, "id_type")
    return field.derived_from


@lru_cache(maxsize=4096)
def age(birth_date: str, on: date) -> int | None:
    """Full years on a day; None where the birth date is too coarse to tell, or lies after it.

    >>> age("1990-05-17", date(2026, 5, 16)), age("1990-05", date(2026, 6, 1)), age("1990", date(2026, 6, 1))
    (35, 36, None)
    """
    years = {_years(born, on) for born in span(birth_date)}
    return max(years) if len(years) == 1 and min(years) >= 0 else None


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _from_identity(held: Held, catalogue: Catalogue) -> dict[str, Value]:
    kind, number = held.get("id_type"), held["id_number"]
    if kind not in _TELLING or not isinstance(number, str) or not isinstance(kind, str):
        return {}
    return _told_by(kind, number)


@lru_cache(maxsize=256)
def _told_by(kind: str, number: str) -> dict[str, Value]:
    """What a number tells of its holder; one request asks the same up to four times."""
    checked = documents.check(kind, number, None)
    if checked.verdict is not Verdict.VALID or not checked.birth_date:
        return {}
    return {"birth_date": checked.birth_date, "sex": checked.sex}


def _from_disability(held: Held, catalogue: Catalogue) -> dict[str, Value]:
    number = held["disability_cert_no"]
    checked = documents.check("217", number, None) if isinstance(number, str) else None
    return dict(checked.derived) if checked and checked.verdict is Verdict.VALID else {}


def _from_credit_code(held: Held, catalogue: Catalogue) -> dict[str, Value]:
    """The first two characters are the kind of organisation (GB 32100), where the list has them."""
    from metadata.identities import organisations

    code = held["uscc"]
    if not isinstance(code, str) or organisations.check("uscc", code, None).verdict is not Verdict.VALID:
        return {}
    kind, known = code[:2], catalogue.codelists.get("enterprise_type")
    return {"ent_type": kind} if known and kind in known.codes else {}


def _from_parts(held: Held, catalogue: Catalogue) -> dict[str, Value]:
    """The standard address: the division's full name, then the parts; with the code of the address once it has one."""
    division = held["addr_division"]
    if not isinstance(division, str) or not (_part(held, "road_plot") or _part(held, "building_no")):
        return {}
    parts = [divisions.shipped().full_name(division), _part(held, "road_plot")]
    parts += [_part(held, part) for part in _WORDS]
    address: dict[str, Value] = {"text": normal_text("".join(parts))}
    if isinstance(held.get("address_code"), str):
        address["code"] = held["address_code"]
    return {"standard_address": address}


def _part(held: Held, part: str) -> str:
    text = held.get(part)
    if not isinstance(text, str):
        return ""
    return text + _WORDS.get(part, "") if text.isalnum() and text.isascii() else text


#: The field that a rule needs first, and the rule.
_RULES: Final[tuple[tuple[str, Callable[[Held, Catalogue], dict[str, Value]]], ...]] = (
    ("id_number", _from_identity),
    ("disability_cert_no", _from_disability),
    ("uscc", _from_credit_code),
    ("addr_division", _from_parts),
)
