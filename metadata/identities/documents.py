"""Numbers of documents other than the citizen's card: permits, passports, the disability card (patterns unverified)."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from metadata.identities import BadNumber, Check, Checked, Verdict, citizens
from metadata.problems import _


class WrongForm(BadNumber):
    """A number that is not written like those of its document."""

    code = "identity.wrong-form"
    sentence = _("A number of this document looks like %(example)s.")


class NotADisability(BadNumber):
    """The category or grade in a disability card's number does not exist."""

    code = "identity.not-a-disability"
    sentence = _("Digits 19 and 20 are the category (1–7) and the grade (1–4) of the disability: %(value)s are not.")


#: Patterns and an example of each; the patterns of 414, 511 and 516 are unverified (data/README.md).
_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "411": (r"[A-Z0-9]{5,17}", "DE0123456"),
    "412": (r"[A-Z0-9]{5,17}", "SE0123456"),
    "413": (r"[A-Z0-9]{5,17}", "PE0123456"),
    "414": (r"[A-Z0-9]{5,17}", "E01234567"),
    "420": (r"[A-Z0-9]{5,17}", "K01234567"),
    "421": (r"[A-Z0-9]{5,17}", "MA0123456"),
    "511": (r"\d{8}|\d{10}", "01234567"),
    "513": (r"[CW][A-Z0-9]\d{7}", "C01234567"),
    "516": (r"[HM]\d{8}(?:\d{2})?", "H01234567"),
    "526": (r"[HM]\d{8}(?:\d{2})?", "H01234567"),
}
#: Any other document: what a number of a certificate may be made of.
_ANY: Final = (r"[0-9A-Z\u3400-\u9fff()\-./〔〕\[\]]{2,40}", "字第0123456号")
_OLD_PERMANENT = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_DISABILITY = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(B\d)?", re.ASCII)
_DOCUMENTS: Final = re.compile(
    "11[1-7]|123|13[13]|21[1357]|219|221|233|335|41[1-9]|42[013]|51[123567]|518|526|55[1-5]|990|P0[123]"
)
#: What numbers of these begin with.
_PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {"P01": ("810000", "820000"), "P02": ("830000",), "553": ("9",)}


def known(kind: str) -> bool:
    """A document of the code list id_document_type (GA/T 517)."""
    return _DOCUMENTS.fullmatch(kind) is not None


def check(kind: str, text: str, today: date | None) -> Checked:
    """What a document's number in normal writing is."""
    return _CHECKS.get(kind, _by_form)(kind, text, today)


def _of_residents(kind: str, text: str, today: date | None) -> Checked:
    """Residence permits, and the permanent residence card of 2023; its forerunner says nothing of its holder."""
    if kind == "553" and _OLD_PERMANENT.fullmatch(text):
        return Checked(kind, text, Verdict.VALID, text)
    return citizens.check(kind, text, today, _PREFIXES[kind])


def _of_register(kind: str, text: str, today: date | None) -> Checked:
    """A household register: the citizen's number that stands in it, or the number of the register."""
    found = citizens.check(kind, text, today)
    if found.verdict is not Verdict.INVALID or re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
        return found
    return _by_form(kind, text, today)


def _of_disability(kind: str, text: str, today: date | None) -> Checked:
    """Citizen's number, category, grade; after a re-issue a B and its count (GB/T 26341; the B is unverified)."""
    found = _DISABILITY.fullmatch(text)
    if found is None:
        wrong = re.fullmatch(r"\d{17}[\dX]\d\d(B\d)?", text, re.ASCII)
        problem = NotADisability(value=text[18:20]) if wrong else WrongForm(example="44030519010203001743")
        return Checked(kind, text, Verdict.INVALID, problem=problem)
    holder = citizens.check(kind, found[1], today)
    derived = {"disability_category": found[2], "disability_level": found[3]}
    return Checked(
        *(kind, text, holder.verdict, text if holder.normal else "", holder.warnings, holder.problem),
        *(holder.birth_date, holder.sex, holder.division, derived if holder.normal else {}),
    )


def _by_form(kind: str, text: str, today: date | None) -> Checked:
    pattern, example = _FORMS.get(kind, _ANY)
    if _compiled(pattern).fullmatch(text):
        return Checked(kind, text, Verdict.VALID, text)
    return Checked(kind, text, Verdict.INVALID, problem=WrongForm(example=example))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_CHECKS: Final[Mapping[str, Check]] = {
    "111": citizens.check,
    "112": citizens.check,
    "113": _of_register,
    "217": _of_disability,
    "553": _of_residents,
    "P01": _of_residents,
    "P02": _of_residents,
}
