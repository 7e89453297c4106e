"""Numbers that name people, documents, organisations and telephones: what a number is, and what follows from it.

The standards stand in each module. A number is normalised first (NFKC, no blanks, capitals);
*hard* checks refuse, everything else only warns.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Final

from metadata import writing
from metadata.immutable import dataclass
from metadata.problems import LostDigits, Problem, Unreadable, _


class Verdict(StrEnum):
    """What a number is.

    VALID: with warnings where something is odd but lawful. UPGRADE: an old citizen number, `normal` is the new one.
    LEGACY: an old number of an organisation: kept, the new one is asked for. SPLIT: several values in one cell.
    EMPTY: a word for 'there is none'.
    """

    VALID = "valid"
    UPGRADE = "upgrade"
    LEGACY = "legacy"
    SPLIT = "split"
    EMPTY = "empty"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Checked:
    """One number, checked. `division`: six digits; of a credit code its characters 3 to 8."""

    kind: str
    input: str
    verdict: Verdict
    normal: str | tuple[str, ...] = ""
    warnings: tuple[Problem, ...] = ()
    problem: Problem | None = None  # why it is invalid
    birth_date: str = ""
    sex: str = ""  # GB/T 2261.1: 1 male, 2 female
    division: str = ""
    derived: Mapping[str, str] = field(default_factory=dict)


class UnknownKind(Problem):
    """A kind of number that nobody knows."""

    code = "identity.unknown-kind"
    sentence = _("There is no kind of number “%(kind)s”.")


class BadNumber(Unreadable):
    """A number that is not one of its kind. Subclasses say why."""

    code = "identity.bad-number"
    sentence = _("This is not a number of this kind. Check every character.")
    keyword = "format"


#: Words for 'not known' count as empty too: nothing is named by them.
_EMPTY: Final = writing.NONE_WORDS | {"", "不详", "未知", "不明", "unknown", "null"}
_BETWEEN: Final = re.compile(r"[、,，;；/|\n\t]+|(?<=[0-9Xx])\s+(?=\d{11})")
#: What a module of this folder offers: kind, text in normal writing, today → what it is.
Check = Callable[[str, str, date | None], Checked]


def check(kind: str, written: str, *, today: date | None = None) -> Checked:
    """What a number of this kind is.

    :param kind: a code of id_document_type (111, 414, P01 …), `uscc`, `org9`, or `phone`
    :param today: numbers of people born after it are invalid; None: not asked
    """
    text = writing.narrow(written).upper()
    if text.casefold() in _EMPTY:
        return Checked(kind, written, Verdict.EMPTY)
    if writing.lost_digits(text) and kind not in ("414", "511", "516"):
        return Checked(kind, written, Verdict.INVALID, problem=LostDigits(value=text))
    by = _check_of(kind)
    if by is None:
        return Checked(kind, written, Verdict.INVALID, problem=UnknownKind(kind=kind))
    found = by(kind, text, today)
    if found.verdict is Verdict.INVALID:
        parts = [part for part in (writing.narrow(p).upper() for p in _BETWEEN.split(written)) if part]
        each = [by(kind, part, today) for part in parts]
        if len(each) > 1 and all(one.verdict is not Verdict.INVALID for one in each):
            normals = tuple(dict.fromkeys(str(one.normal) for one in each))
            return Checked(kind, written, Verdict.SPLIT, normals)
    return Checked(
        *(kind, written, found.verdict, found.normal, found.warnings, found.problem),
        *(found.birth_date, found.sex, found.division, found.derived),
    )


def _check_of(kind: str) -> Check | None:
    """The check of a kind; its module is read at first use."""
    if kind == "phone":
        from metadata.identities import phones

        return phones.check
    if kind in ("uscc", "org9"):
        from metadata.identities import organisations

        return organisations.check
    from metadata.identities import documents

    return documents.check if documents.known(kind) else None
