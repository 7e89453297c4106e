"""Numbers as people write them: separators, units, 万, Chinese numerals; exact, never as binary fractions."""

import re
from decimal import Context, Decimal
from typing import Final

from metadata import writing

#: More digits than anybody may write here: no step of a calculation rounds.
_EXACT: Final = Context(prec=120)

_SEPARATORS = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"([+-]?)(\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})")
_SCALES: Final = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "k": 3}
_CURRENCY: Final = ("人民币", "rmb", "cny", "¥", "￥", "$")


def read(raw: str, units: tuple[str, ...] = ()) -> tuple[Decimal, int, str] | None:
    """A number, the power of ten that was written behind it as a word (万 = 4), and the unit; None if it is no number.

    >>> read("1,200.50元", ("元",)), read("１．２万", ()), read("三十五", ()), read("0x10", ())
    ((Decimal('1200.50'), 0, '元'), (Decimal('1.2'), 4, ''), (Decimal('35'), 0, ''), None)
    """
    text = writing.narrow(raw).casefold().replace("−", "-")
    for sign in _CURRENCY:
        text = text.removeprefix(sign)
    unit = next((unit for unit in sorted(units, key=len, reverse=True) if unit and text.endswith(unit)), "")
    text = text.removesuffix(unit)
    scale = next((word for word in ("百万", "千万", "万", "千", "百", "亿", "k") if text.endswith(word)), "")
    plain = text.removesuffix(scale)
    if found := _NUMBER.fullmatch(_SEPARATORS.sub("", plain)):
        return Decimal(found[1] + found[2]), _SCALES[scale], unit
    spoken = writing.number_of(text)
    if spoken is not None:
        return Decimal(spoken), 0, unit
    spoken = writing.number_of(plain)
    return None if spoken is None else (Decimal(spoken), _SCALES[scale], unit)


def scaled(number: Decimal, power: int) -> Decimal:
    """The number times a power of ten, exactly.

    >>> scaled(Decimal("1.2"), 4)
    Decimal('1.2E+4')
    """
    return number.scaleb(power, context=_EXACT)


def fixed(number: Decimal, places: int) -> str | None:
    """The number with fixed places, digits neither rounded nor cut; None where it has more places than that.

    >>> fixed(Decimal("1.5"), 2), fixed(Decimal("-0"), 2), fixed(Decimal("1.230"), 2), fixed(Decimal("1.234"), 2)
    ('1.50', '0.00', '1.23', None)
    """
    if not number.is_finite() or number.adjusted() > 60:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if rounded != number:
        return None
    return f"{rounded or abs(rounded):.{places}f}"


def grouped(text: str) -> str:
    """Digits before the point in threes.

    >>> grouped("-1234567.80"), grouped("860.00")
    ('-1,234,567.80', '860.00')
    """
    sign = "-" if text.startswith("-") else ""
    whole, point, rest = text.removeprefix("-").partition(".")
    return f"{sign}{int(whole):,}{point}{rest}" if whole.isdecimal() else text
