"""A value as somebody sees it who may know that it is there, but not what it is (R26)."""

from collections.abc import Callable, Mapping
from typing import Final

from metadata.fields import Field
from metadata.values import Value

#: What stands for a value of which nothing may be shown, of whatever length.
HIDDEN: Final = "****"


def masked(value: Value, field: Field) -> str:
    """A value of which no more is left than a person needs to tell two apart on the phone.

    >>> from metadata.fields import Label
    >>> number = Field("id_number", "person", "identity", Label("证件号码", ""), "ga")
    >>> masked("990101195504120027", number), masked("13812341276", Field("m", "person", "phone", Label("", ""), "jd"))
    ('990101 ******** 0027', '138****1276')
    """
    show = _SHOWN.get(field.type)
    if show is None or not isinstance(value, str):
        return HIDDEN
    return show(value)


def _identity(value: str) -> str:
    if len(value) < 15:
        return HIDDEN + value[-2:] if len(value) > 5 else HIDDEN
    return f"{value[:6]} ******** {value[-4:]}"


def _phone(value: str) -> str:
    return f"{value[:3]}****{value[-4:]}" if len(value) > 8 else HIDDEN


def _text(value: str) -> str:
    """A name or another short text: its first character."""
    return value[0] + "**" if 1 < len(value) <= 50 else HIDDEN


_SHOWN: Final[Mapping[str, Callable[[str], str]]] = {"identity": _identity, "phone": _phone, "text": _text}
