"""A rendered template with slots: rendered once, afterwards only values are put in."""

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

_OPEN, _CLOSE = "\ue000", "\ue001"  # of the private use area: no template writes them
_SLOT: Final = re.compile(f"{_OPEN}([a-z_]+[0-9]*){_CLOSE}")


def slot(name: str) -> Markup:
    """A place for a value, to be given to a template instead of one; a word, and a number behind it."""
    return Markup(f"{_OPEN}{name}{_CLOSE}")


class Slotted:
    """What a template made of slots and all that stays the same."""

    __slots__ = ("_pieces", "_slots")

    def __init__(self, html: str) -> None:
        self._pieces = _SLOT.split(html)  # what stays, then by turns the name of a slot and what stays
        self._slots = tuple((at, self._pieces[at]) for at in range(1, len(self._pieces), 2))

    def fill(self, values: Mapping[str, str]) -> str:
        """The HTML with a value in every slot.

        :raises KeyError: a slot has no value
        """
        pieces = self._pieces.copy()
        for at, name in self._slots:
            pieces[at] = values[name]
        return "".join(pieces)

    @property
    def between(self) -> tuple[str, ...]:
        """What stays, in pieces: before the first slot, between slots, and behind the last."""
        return tuple(self._pieces[::2])
