"""An address beside its division: put together from two cells, and taken apart again."""

import re

from metadata.transforms.problems import OtherPlace
from metadata.transforms.shapes import Places
from metadata.values import Value
from metadata.writing import narrow

#: Where the name of a division may end; no name from the province down is longer.
_END = re.compile("[省市区县旗盟州]")
_LONGEST = 40


def joined(name: str, text: str, places: Places, code: str) -> str:
    """One address of the division's full name and the text, which may say parts of that name itself."""
    return name + _without_names(narrow(text), code, places) if name else text


def detail(text: str, code: str, places: Places) -> str:
    """What is left of an address beside its division.

    :raises OtherPlace: the address lies in another division
    """
    said = _said(text, places)
    if code and said and not code.startswith(said.rstrip("0")):
        raise OtherPlace(name=places.full_name(code))
    return _without_names(text, code, places) if code else text


def apart(text: str, address: Value, places: Places) -> str:
    """The six digits of an address's division: as its text says from the province down, else as its code does."""
    if said := _said(text, places):
        return said
    code = str(address.get("code", ""))[:6] if isinstance(address, dict) else ""
    return code if len(code) == 6 and code.isdecimal() and places.full_name(code) else ""


def _without_names(text: str, code: str, places: Places) -> str:
    """The text without the division's names before it: all of them, or the lower ones."""
    full = places.full_name(code)
    uppers = [places.full_name(code[:n].ljust(6, "0")) for n in (2, 4)]
    for upper in ("", *uppers):
        name = full.removeprefix(upper)
        if name and text.startswith(name):
            return text.removeprefix(name)
    return text


def _said(text: str, places: Places) -> str:
    """The code of the division whose full name the text begins with, the longest one."""
    for end in reversed([found.end() for found in _END.finditer(text[:_LONGEST])]):
        name = text[:end]
        if len(name) > 2:
            for code in places.named("county", name, ""):
                if places.full_name(code) == name:
                    return code
    return ""
