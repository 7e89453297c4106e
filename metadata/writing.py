"""How people and spreadsheets write: full-width forms, blanks, words for 'none', numbers that lost digits."""

import re
import unicodedata
from typing import Final

#: Words that say 'there is none'. A list that has one of them as a label keeps it as its own.
NONE_WORDS: Final = frozenset({"无", "没有", "暂无", "none", "n/a", "nil", "无。", "——", "—", "-", "/", "\\"})

#: A number that a spreadsheet has turned into scientific notation, without blanks.
LOST_DIGITS = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d{1,3}", re.IGNORECASE)

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000}
#: Chinese numerals, as a class of a regular expression.
NUMERALS: Final = "〇零一二两三四五六七八九十百千"


def clean(raw: str) -> str:
    """Text in NFC without outer blanks, inner runs of blanks as one space; what cannot be seen is dropped.

    >>> clean("  张\\u3000 三\\u200b ")
    '张 三'
    """
    text = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
    if text.isprintable():
        return " ".join(text.split())
    seen = "".join(" " if c in "\t\n\r\v\f" else c for c in text if visible(c))
    return unicodedata.normalize("NFC", " ".join(seen.split()))  # again: what was dropped may have kept two apart


def visible(character: str) -> bool:
    """Not a control, a format mark (zero-width space, byte order mark) or half of a pair."""
    return character in "\t\n\r\v\f" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")


def narrow(raw: str) -> str:
    """Text in NFKC without any blank: how numbers and codes are compared.

    >>> narrow(" １３８ 0013　8000 ")
    '13800138000'
    """
    text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw)
    if text.isprintable() and " " not in text:
        return text
    packed = "".join(c for c in text if visible(c) and not c.isspace())
    return unicodedata.normalize("NFKC", packed)  # again: a blank may have kept two apart


def says_none(raw: str) -> bool:
    """The words say that there is none (domain: a value like any other), rather than a value."""
    return narrow(raw).casefold() in NONE_WORDS


def lost_digits(raw: str) -> bool:
    """A spreadsheet has turned the number into scientific notation, and its last digits are gone.

    >>> lost_digits("4.40305E+17"), lost_digits("440305")
    (True, False)
    """
    return LOST_DIGITS.fullmatch(narrow(raw)) is not None


def number_of(numeral: str) -> int | None:
    """The number that a Chinese numeral says, up to 9999; None if it is none. Digits may be read out one by one.

    >>> [number_of(n) for n in ("三", "十二", "五十六", "一百零三", "二零一", "路")]
    [3, 12, 56, 103, 201, None]
    """
    if not numeral or any(c not in NUMERALS for c in numeral):
        return None
    if not any(c in _POWERS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, digit, last = 0, 0, 10_000
    for character in numeral:
        if power := _POWERS.get(character):
            if power >= last:
                return None
            total, digit, last = total + (digit or 1) * power, 0, power
        else:
            digit = _DIGITS[character]
    return total + digit
