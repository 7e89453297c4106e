"""How a written place is compared with the address library: one normal form for both."""

import re
from typing import Final

from metadata.fieldtypes.address import normal_text

#: Words that say the same of a house: kept as the shorter one.
_SAME: Final = (("号楼", "栋"), ("幢", "栋"))
_ROOM = re.compile("(?<=[0-9a-z])[室户房]$")


def normal_of(text: str) -> str:
    """The text of an address as it is compared: the type's normal form, no case, 幢 and 号楼 as 栋, no 室 at the end.

    >>> normal_of("望江路１８号 3号楼2单元 501室") == normal_of("望江路18号3幢2单元501")
    True
    """
    plain = normal_text(text).casefold()
    for word, kept in _SAME:
        plain = plain.replace(word, kept)
    return _ROOM.sub("", plain)


def parent_of(code: str) -> str:
    """The code of the area above: areas have 2, 4, 6, 9, 12 and 14 digits.

    >>> parent_of("99010100100101"), parent_of("99")
    ('990101001001', '')
    """
    lengths = [n for n in LENGTHS if n < len(code)]
    return code[: lengths[-1]] if lengths else ""


#: Digits of an area's code, from the province down.
LENGTHS: Final = (2, 4, 6, 9, 12, 14)
#: Level of an area by the digits of its code.
LEVELS: Final = dict(zip(LENGTHS, ("province", "city", "district", "street", "community", "grid"), strict=True))
