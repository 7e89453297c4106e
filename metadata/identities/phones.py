"""Telephone numbers of the mainland: mobiles, landlines with their area, extensions, 400 and 800 numbers."""

import re
from datetime import date

from metadata.identities import BadNumber, Checked, Verdict
from metadata.problems import _

#: Normal forms: digits; an extension behind a hyphen.
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(
    r"(?:0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}|[48]00\d{7})(?:-\d{1,6})?",
    re.ASCII,
)
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,})")
_EXTENSION = re.compile(r"(?:转接?|分机|内线|EXT\.?:?|#|X|\*)(\d{1,6})$")
_JUNK = re.compile(r"[()\[\]（）_.·\s-]")


class WrongMobile(BadNumber):
    """A number that begins like a mobile's and is not one."""

    code = "phone.wrong-mobile"
    sentence = _("This is not a mobile number: it has 11 digits and begins with 13 to 19.")


class OneShort(WrongMobile):
    """One digit was left out."""

    code = "phone.one-short"
    sentence = _("The phone number is one digit short: it needs 11.")


class OneLong(WrongMobile):
    """One digit was typed twice."""

    code = "phone.one-long"
    sentence = _("The phone number has one digit too many: it needs 11.")


class NoArea(BadNumber):
    """A landline number without its area code."""

    code = "phone.no-area"
    sentence = _("The area code is missing: write the landline number like 0755-26000000.")


class WrongPhone(BadNumber):
    """Text that is no telephone number."""

    code = "phone.wrong"
    sentence = _("This is not a phone number. Write a mobile number, or a landline number like 0755-26000000.")


class MobileExpected(BadNumber):
    """A landline number where only a mobile will do."""

    code = "phone.mobile-expected"
    sentence = _("A mobile number is needed here, and this is a landline number.")


class LandlineExpected(BadNumber):
    """A mobile number where only a landline will do."""

    code = "phone.landline-expected"
    sentence = _("A landline number is needed here, and this is a mobile number.")


def normal(text: str) -> str:
    """A number as it is kept: country code, brackets and hyphens off, the extension behind one hyphen.

    >>> normal("+8613800138000"), normal("021-12345678转8001"), normal("(0755)2600-0000")
    ('13800138000', '02112345678-8001', '075526000000')
    """
    text = text.upper()
    extension = _EXTENSION.search(text)
    if extension:
        text, inner = text[: extension.start()], extension[1]
    else:
        head, _hyphen, tail = text.rpartition("-")
        digits = _JUNK.sub("", head)
        # a landline already complete before the last hyphen: what follows is an extension
        inner = tail if tail.isdecimal() and len(tail) <= 6 and LANDLINE.fullmatch(digits) else ""
        text = head if inner else text
    number = _COUNTRY.sub("", _JUNK.sub("", text), count=1)
    if re.fullmatch(r"[1-9]\d{8,}", number) and text.lstrip("(+0").startswith("86") and not MOBILE.fullmatch(number):
        number = "0" + number  # abroad the area's zero is left off
    return f"{number}-{inner}" if inner else number


def check(kind: str, text: str, today: date | None) -> Checked:
    """What a telephone number in normal writing is."""
    number = normal(text)
    if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
        return Checked(kind, text, Verdict.VALID, number)
    return Checked(kind, text, Verdict.INVALID, problem=_why(number))


def _why(number: str) -> BadNumber:
    if not re.fullmatch(r"[\d-]+", number, re.ASCII):
        return WrongPhone()
    if re.match(r"1[3-9]", number):
        return {10: OneShort, 12: OneLong}.get(len(number), WrongMobile)()
    if number.startswith("1") and len(number) == 11:
        return WrongMobile()
    return NoArea() if re.fullmatch(r"[2-9]\d{6,7}(?:-\d{1,6})?", number) else WrongPhone()
