"""Unified social credit codes (GB 32100), and the numbers before them: organisation codes (GB 11714), registrations."""

import re
from datetime import date
from typing import Final

from metadata import divisions
from metadata.identities import BadNumber, Checked, Verdict
from metadata.problems import Problem, _

#: The alphabet of GB 32100: digits and capitals without I, O, S, V, Z.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CODE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_ORGANISATION = re.compile(r"([0-9A-Z]{8})-?([0-9X])", re.ASCII)
_REGISTRATION = re.compile(r"\d{13}|\d{15}", re.ASCII)


class WrongLength(BadNumber):
    """A credit code of another length than 18."""

    code = "uscc.wrong-length"
    sentence = _("The credit code has %(count)s characters; it needs 18.")


class WrongCharacter(BadNumber):
    """I, O, S, V and Z are never in a credit code; characters 3 to 8 are digits."""

    code = "uscc.wrong-character"
    sentence = _("The credit code holds digits and capitals, never I, O, S, V or Z. Is an O a zero, an I a one?")


class WrongCheckDigit(BadNumber):
    """The last character does not fit the others."""

    code = "uscc.wrong-check-digit"
    sentence = _("The last character does not fit the others. A character is wrong, or two have changed places.")


class NotAnOrganisationCode(BadNumber):
    """Not eight characters and their check digit."""

    code = "uscc.not-an-organisation-code"
    sentence = _("This is not an organisation code: it has eight characters and a check digit that fits them.")


class OldNumber(Problem):
    """A warning: the number is of the time before credit codes."""

    code = "uscc.old-number"
    sentence = _("This number is from before 2015; ask for the credit code of 18 characters.")


class OddOrganisation(Problem):
    """A warning: characters 9 to 17 are no organisation code."""

    code = "uscc.odd-organisation"
    sentence = _("Characters 9 to 17 are not an organisation code.")


class UnknownDivision(Problem):
    """A warning: characters 3 to 8 were never a division."""

    code = "uscc.unknown-division"
    sentence = _("Characters 3 to 8, %(division)s, are not known as a division.")


def check_character(first: str) -> str:
    """The last character of a credit code, from its first 17 (GB 32100).

    >>> check_character("91440300000000019")
    'B'
    """
    total = sum(_VALUES[character] * pow(3, place, 31) for place, character in enumerate(first))
    return ALPHABET[-total % 31]


def organisation_check(first: str) -> str:
    """The check digit of an organisation code, from its first 8 characters (GB 11714).

    >>> organisation_check("00000001")
    '9'
    """
    total = sum(int(c, 36) * weight for c, weight in zip(first, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check(kind: str, text: str, today: date | None) -> Checked:
    """What a credit code (`uscc`) or an organisation code (`org9`) in normal writing is."""
    if kind == "org9" or (len(text) in (9, 10) and _ORGANISATION.fullmatch(text)):
        return _organisation(kind, text)
    if _REGISTRATION.fullmatch(text):
        return Checked(kind, text, Verdict.LEGACY, text, (OldNumber(),))
    if len(text) != 18:
        return Checked(kind, text, Verdict.INVALID, problem=WrongLength(count=len(text)))
    if not _CODE.fullmatch(text):
        return Checked(kind, text, Verdict.INVALID, problem=WrongCharacter())
    if check_character(text[:17]) != text[17]:
        return Checked(kind, text, Verdict.INVALID, problem=WrongCheckDigit())
    warnings: list[Problem] = []
    if not divisions.shipped().known(text[2:8]):
        warnings.append(UnknownDivision(division=text[2:8]))
    if organisation_check(text[8:16]) != text[16]:
        warnings.append(OddOrganisation())
    return Checked(kind, text, Verdict.VALID, text, tuple(warnings), division=text[2:8])


def _organisation(kind: str, text: str) -> Checked:
    found = _ORGANISATION.fullmatch(text)
    if found is None or organisation_check(found[1]) != found[2]:
        return Checked(kind, text, Verdict.INVALID, problem=NotAnOrganisationCode())
    return Checked(kind, text, Verdict.LEGACY, found[1] + found[2], (OldNumber(),))
