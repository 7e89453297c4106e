"""Patterns that admins write: a small language that every engine reads alike, matched in linear time (R4).

The syntax is RE2's common core: characters, classes, `. \\d \\w \\s` and their opposites, groups, alternatives,
repetitions. A pattern describes the whole value; it is translated to explicit classes, so that RE2 here, the engine of
the JSON Schema validator and a browser mean the same by it.
"""

from functools import lru_cache
from typing import Final

import re2

from metadata.problems import BadPattern, PatternTooLarge, PatternTooLong, Phrase, Problem, _

#: Most characters of a pattern.
LONGEST: Final = 200
#: Most instructions of the machine that a pattern compiles to.
LARGEST: Final = 4000
#: Most repetitions that one quantifier may ask for.
MOST: Final = 1000
#: Deepest nesting of groups.
DEEPEST: Final = 20

_DIGIT: Final = "0-9"
_WORD: Final = "0-9A-Za-z_"
_SPACE: Final = "\\t\\n\\f\\r "
_CLASSES: Final = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS: Final = {"t": "\\t", "n": "\\n", "r": "\\r", "f": "\\f"}
_PUNCTUATION: Final = frozenset("\\^$.*+?()[]{}|/-&!#%,:;<=>@`~'\"_ ")
#: Characters that mean something outside a class, and inside one (in a browser's `v` mode too).
_SPECIAL: Final = frozenset("\\^$.*+?()[]{}|/")
_SPECIAL_INSIDE: Final = frozenset("\\^()[]{}|/-")


def faults(pattern: str) -> list[Problem]:
    """Why a pattern cannot be used; empty: it can."""
    try:
        _compiled(pattern)
    except Problem as problem:
        return [problem]
    return []


def anchored(pattern: str) -> str:
    """The pattern as a JSON Schema keyword: translated, and for the whole value.

    >>> anchored(r"\\d{3}|[A-Z-]")
    '^(?:[0-9]{3}|[A-Z\\\\-])$'

    :raises BadPattern: it cannot be used (R4)
    """
    return f"^(?:{_translated(pattern)})$"


def matches(pattern: str, text: str) -> bool:
    """The whole text is of the pattern. Linear in the length of the text.

    :raises BadPattern: it cannot be used (R4)
    """
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(1024)
def _translated(pattern: str) -> str:
    if len(pattern) > LONGEST:
        raise PatternTooLong(count=len(pattern), limit=LONGEST)
    body = pattern.removeprefix("^")
    if body.endswith("$") and not body.endswith("\\$"):
        body = body[:-1]
    reader = _Reader(body)
    translated = reader.alternatives(0)
    if reader.rest:
        raise reader.problem(_("a bracket that was never opened"))
    return translated


@lru_cache(1024)
def _compiled(pattern: str) -> "re2._Regexp[str]":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    options.dot_nl = True
    try:
        machine = re2.compile(_translated(pattern), options)
    except re2.error:
        raise PatternTooLarge() from None
    if machine.programsize > LARGEST:
        raise PatternTooLarge()
    return machine


class _Reader:
    """Reads a pattern once, from left to right, and writes it in the common core."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    @property
    def rest(self) -> str:
        return self.pattern[self.at :]

    def problem(self, what: str) -> BadPattern:
        return BadPattern(what=Phrase(what), where=self.rest[:10] or self.pattern[-10:])

    def take(self) -> str:
        if not self.rest:
            raise self.problem(_("something is missing at the end"))
        self.at += 1
        return self.pattern[self.at - 1]

    def alternatives(self, depth: int) -> str:
        if depth > DEEPEST:
            raise self.problem(_("too many brackets in one another"))
        branches = [self.sequence(depth)]
        while self.rest.startswith("|"):
            self.take()
            branches.append(self.sequence(depth))
        return "|".join(branches)

    def sequence(self, depth: int) -> str:
        parts: list[str] = []
        while self.rest and self.rest[0] not in "|)":
            parts.append(self.one(depth) + self.quantifier())
        return "".join(parts)

    def one(self, depth: int) -> str:
        start = self.take()
        match start:
            case "(":
                return self.group(depth)
            case "[":
                return self.of_class()
            case "\\":
                return self.escape()
            case ".":
                return "[^\\n\\r]"
            case "^" | "$":
                self.at -= 1
                raise self.problem(_("^ and $ are only for the beginning and the end"))
            case "*" | "+" | "?" | "{" | "}" | "]":
                self.at -= 1
                raise self.problem(_("this sign needs a \\ before it here"))
        return "\\" + start if start in _SPECIAL else start

    def group(self, depth: int) -> str:
        if self.rest.startswith("?:"):
            self.at += 2
        elif self.rest.startswith("?"):
            raise self.problem(_("looking ahead or behind, named groups and flags are not supported"))
        inner = self.alternatives(depth + 1)
        if self.take() != ")":
            raise self.problem(_("a bracket that is never closed"))
        return f"(?:{inner})"

    def escape(self) -> str:
        sign = self.take()
        if sign in _CLASSES:
            return f"[{_CLASSES[sign]}]"
        if sign.lower() in _CLASSES:
            return f"[^{_CLASSES[sign.lower()]}]"
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        if sign in _PUNCTUATION:
            return "\\" + sign if sign in _SPECIAL else sign
        self.at -= 2
        raise self.problem(_("this escape is not supported"))

    def of_class(self) -> str:
        opposite = self.rest.startswith("^")
        if opposite:
            self.take()
        parts: list[str] = []
        while not self.rest.startswith("]"):
            parts.append(self.member())
        self.take()
        if not parts:
            raise self.problem(_("an empty class"))
        return f"[{'^' if opposite else ''}{''.join(parts)}]"

    def member(self) -> str:
        """One member of a class: a character, a range, or \\d \\w \\s."""
        low = self.character()
        if len(low) > 2 or not self.rest.startswith("-") or self.rest.startswith("-]"):
            return low
        self.take()
        high = self.character()
        if len(high) > 2 or {low, high} & set(_CONTROLS.values()) or low[-1] > high[-1]:
            raise self.problem(_("a range that runs backwards"))
        return f"{low}-{high}"

    def character(self) -> str:
        sign = self.take()
        if sign == "[":
            self.at -= 1
            raise self.problem(_("this sign needs a \\ before it here"))
        if sign != "\\":
            return "\\" + sign if sign in _SPECIAL_INSIDE else sign
        sign = self.take()
        if sign in _CLASSES:
            return _CLASSES[sign]
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        if sign in _PUNCTUATION:
            return "\\" + sign if sign in _SPECIAL_INSIDE else sign
        self.at -= 2
        raise self.problem(_("this escape is not supported"))

    def quantifier(self) -> str:
        if self.rest[:1] in ("*", "+", "?"):
            sign = self.take()
        elif self.rest.startswith("{"):
            sign = self.counted()
        else:
            return ""
        if self.rest[:1] in ("+", "?", "*", "{"):
            raise self.problem(_("two repetitions in a row"))
        return sign

    def counted(self) -> str:
        end = self.rest.find("}")
        low, comma, high = self.rest[1:end].partition(",") if end > 0 else ("", "", "")
        if not (low.isascii() and low.isdigit() and (not high or (high.isascii() and high.isdigit()))):
            raise self.problem(_("this sign needs a \\ before it here"))
        if int(low) > MOST or (high and not int(low) <= int(high) <= MOST):
            raise self.problem(_("a repetition that is too large, or runs backwards"))
        self.at += end + 1
        return f"{{{int(low)}{comma}{int(high) if high else ''}}}"
