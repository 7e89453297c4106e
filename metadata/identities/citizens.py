"""Citizen identity numbers (GB 11643), their 15-digit forerunners, and the numbers that are built the same way.

Residence permits of Hong Kong, Macao and Taiwan residents (prefix 81, 82, 83; State Council, 2018) and the permanent
residence card of 2023 (prefix 9) have the same eighteen digits and the same check digit.
"""

import re
from datetime import date
from typing import Final

from metadata import divisions
from metadata.identities import BadNumber, Checked, Verdict
from metadata.problems import Problem, _

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_NEW = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_OLD = re.compile(r"[1-9]\d{14}", re.ASCII)


class WrongLength(BadNumber):
    """An identity number with a digit too few or too many."""

    code = "identity.wrong-length"
    sentence = _("The number has %(count)s characters; it needs 18.")


class OneShort(WrongLength):
    """One digit was left out."""

    code = "identity.one-short"
    sentence = _("The number is one digit short: it needs 18.")


class OneLong(WrongLength):
    """One digit was typed twice."""

    code = "identity.one-long"
    sentence = _("The number has one digit too many: it needs 18.")


class WrongCharacter(BadNumber):
    """A letter among the digits; only the last may be an X."""

    code = "identity.wrong-character"
    sentence = _("The number may hold digits only, and an X at its end.")


class WrongCheckDigit(BadNumber):
    """The last digit does not fit the others: a digit is wrong, or two have changed places."""

    code = "identity.wrong-check-digit"
    sentence = _("The last digit does not fit the others. A digit is wrong, or two have changed places.")


class NoSuchBirthDate(BadNumber):
    """Digits 7 to 14 are no day."""

    code = "identity.no-such-birth-date"
    sentence = _("Digits 7 to 14 are no date of birth: %(value)s.")


class BornInTheFuture(BadNumber):
    """Digits 7 to 14 are a day that has not come."""

    code = "identity.born-in-the-future"
    sentence = _("The date of birth in the number lies in the future: %(value)s.")


class WrongPrefix(BadNumber):
    """A residence permit's number begins with 81, 82 or 83; a citizen's does not."""

    code = "identity.wrong-prefix"
    sentence = _("Numbers of this document begin with %(prefix)s.")


class UnknownDivision(Problem):
    """A warning: the first six digits were never a division."""

    code = "identity.unknown-division"
    sentence = _("The first six digits, %(division)s, are not known as a division.")


class BornLongAgo(Problem):
    """A warning: a birth before 1900."""

    code = "identity.born-long-ago"
    sentence = _("The date of birth in the number is very early: %(value)s.")


def check_digit(first: str) -> str:
    """The last character of a number, from its first 17 digits (ISO 7064, MOD 11-2).

    >>> check_digit("11010519491231002")
    'X'
    """
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def upgraded(old: str) -> str:
    """The 18-digit number of a 15-digit one: the century put in, the check digit put behind.

    >>> upgraded("440305010203001")
    '440305190102030017'
    """
    first = f"{old[:6]}19{old[6:]}"
    return first + check_digit(first)


def check(kind: str, text: str, today: date | None, prefixes: tuple[str, ...] = ()) -> Checked:
    """What a number in normal writing is.

    :param prefixes: what the number must begin with, if the document says so
    """
    if _OLD.fullmatch(text) and not prefixes:
        new = upgraded(text)
        found = check(kind, new, today)
        verdict = Verdict.UPGRADE if found.verdict is Verdict.VALID else Verdict.INVALID
        return Checked(
            *(kind, text, verdict, found.normal, found.warnings, found.problem),
            *(found.birth_date, found.sex, found.division),
        )
    problem = _fault(text, today, prefixes)
    if problem is not None:
        return Checked(kind, text, Verdict.INVALID, problem=problem)
    born = _day(text)
    warnings: list[Problem] = []
    if not text.startswith("9") and not divisions.shipped().known(text[:6]):
        warnings.append(UnknownDivision(division=text[:6]))
    if born.year < 1900:
        warnings.append(BornLongAgo(value=born.isoformat()))
    return Checked(
        *(kind, text, Verdict.VALID, text, tuple(warnings), None),
        *(born.isoformat(), "1" if int(text[16]) % 2 else "2", "" if prefixes == ("9",) else text[:6]),
    )


def _fault(text: str, today: date | None, prefixes: tuple[str, ...]) -> Problem | None:
    if not _NEW.fullmatch(text):
        if not re.fullmatch(r"\d*[\dX]?", text, re.ASCII) or (len(text) == 18 and not text[0].isdigit()):
            return WrongCharacter()
        if len(text) == 18:
            return WrongPrefix(prefix="1–9")
        if len(text) in (17, 19):
            return (OneShort if len(text) == 17 else OneLong)()
        return WrongLength(count=len(text))
    if prefixes and not text.startswith(prefixes):
        return WrongPrefix(prefix=" / ".join(prefixes))
    try:
        born = _day(text)
    except ValueError:
        return NoSuchBirthDate(value=f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    if today is not None and born > today:
        return BornInTheFuture(value=born.isoformat())
    return None if check_digit(text[:17]) == text[17] else WrongCheckDigit()


def _day(text: str) -> date:
    return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
