"""Values, sources and days as they stand on a page: grouped, masked where they must be, escaped once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Protocol

from markupsafe import Markup, escape

from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.fieldtypes import Context
from metadata.records import Through
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value

#: How long numbers are grouped, by margins: copying gives no blanks.
GROUPS: Mapping[str, Mapping[int, tuple[int, ...]]] = {
    "identity": {18: (6, 8, 4)},
    "uscc": {18: (2, 6, 9, 1)},
    "phone": {11: (3, 4, 4)},
}

_unsafe = re.compile("[&<>\"']").search

#: Milliseconds; every zone's midnight lies on a quarter of an hour.
QUARTER = 900_000

#: As dates in English have them; `%b` would follow the machine's own language.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: What stands for a value of which nothing may be seen.
HIDDEN = "****"


class Words(Protocol):
    """A language's message catalogue; gettext's and Babel's translations are such."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, one: str, many: str, n: int, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words out of one table of sentences, by the English ones; a sentence that it lacks stays English.

    For English the table is empty. Chinese has one form for all numbers: it stands under both English ones.
    """

    sentences: Mapping[str, str]

    def gettext(self, message: str, /) -> str:
        return self.sentences.get(message, message)

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        return self.sentences.get(many) or self.sentences.get(one) or (one if n == 1 else many)


#: The words as they are written in the code.
ENGLISH = Phrases({})


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads, and with what names: language, words, the instance's zone, what sources and places are called.

    `sources`: code of a system or department → its name in this language; a department of the standard has its own.
    `names`: names of areas and records, as `fieldtypes.Context` takes them.
    """

    catalogue: Catalogue
    language: str
    words: Words
    zone: tzinfo
    sources: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    context: Context = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "context", Context(self.catalogue, zone=self.zone, names=self.names))

    def source(self, code: str) -> str:
        """What a source is called: a system, or a department by its short name."""
        return self.sources.get(code) or department(code, self.catalogue, self.language)


def shown(value: Value | Absent, field: Field, reading: Reading, *, masked: bool = False) -> Markup:
    """A value as people read it, ready for HTML: 6-8-4 for citizen numbers, 3-4-4 for mobiles."""
    if value is ABSENT:
        return Markup('<span class="quiet">%s</span>') % reading.words.gettext("unknown")
    return Markup(_html(value, field, reading, masked=masked))


def _html(value: Value, field: Field, reading: Reading, *, masked: bool) -> str:
    if value is None:
        return safe(reading.words.gettext("There is none"))
    if masked:
        return safe(mask(value, field))
    if isinstance(value, str) and (groups := GROUPS.get(field.type, {}).get(len(value))):
        return spans(value, groups)
    return safe(fieldtypes.show(value, field, reading.language, reading.context))


def grouped(text: str, groups: tuple[int, ...]) -> Markup:
    """Text in groups set apart by margins.

    >>> str(grouped("13800001276", (3, 4, 4)))
    '<data class="grouped" value="13800001276"><span>138</span><span>0000</span><span>1276</span></data>'
    """
    return Markup(spans(text, groups))


def spans(text: str, groups: tuple[int, ...]) -> str:
    is_safe = not _unsafe(text)
    at, parts = 0, []
    for length in groups:
        part = text[at : at + length]
        parts.append(part if is_safe else safe(part))
        at += length
    return f'<data class="grouped" value="{safe(text)}"><span>{"</span><span>".join(parts)}</span></data>'


def safe(text: str) -> str:
    """Text escaped for HTML; most of it has nothing to escape."""
    return str(escape(text)) if _unsafe(text) else text


def mask(value: Value, field: Field) -> str:
    """What is left of a value that may not be read: ends of long numbers, else nothing but that there is one."""
    if isinstance(value, str) and field.type in ("identity", "uscc") and len(value) >= 15:
        return f"{value[:6]} {'*' * (len(value) - 10)} {value[-4:]}"
    if isinstance(value, str) and field.type == "phone" and len(value) >= 8:
        return f"{value[:3]}****{value[-4:]}"
    if isinstance(value, str) and field.type == "text" and len(value) >= 12:
        return f"{value[:2]}****{value[-4:]}"
    return HIDDEN


def department(code: str, catalogue: Catalogue, language: str) -> str:
    """A department's short name: the alias that people use (人社) where its label is long."""
    departments = catalogue.codelists.get("department")
    found = departments.codes.get(code) if departments else None
    if found is None:
        return code
    if language == "en":
        return (found.label.en or found.label.zh).partition(" (")[0]
    names = (found.label.zh.partition("(")[0], *found.aliases)
    return min((n for n in names if n and "\u4e00" <= n[0] <= "\u9fff"), key=len, default=found.label.zh)


@lru_cache(maxsize=8192)
def _day(quarter: int, zone: tzinfo, language: str) -> str:
    found = datetime.fromtimestamp(quarter * QUARTER / 1000, UTC).astimezone(zone).date()
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}" if language == "en" else found.isoformat()


def day(instant: Instant, zone: tzinfo, language: str = "zh") -> str:
    """The day of an instant in a zone, as YYYY-MM-DD; for readers of English as 22 Nov 2025.

    >>> from zoneinfo import ZoneInfo
    >>> day(1_763_769_600_000, ZoneInfo("Asia/Shanghai"))
    '2025-11-22'
    >>> day(1_763_769_600_000, ZoneInfo("Asia/Shanghai"), "en")
    '22 Nov 2025'
    """
    return _day(instant // QUARTER, zone, language)


def said_by(source: str, through: Through, reading: Reading) -> str:
    """Who said it, and how: 公安人口库, 民政登门."""
    name = reading.source(source)
    match through:
        case Through.VISIT:
            return reading.words.gettext("%(name)s at the door") % {"name": name}
        case Through.DESK:
            return reading.words.gettext("%(name)s at the desk") % {"name": name}
        case Through.RULING:
            return reading.words.gettext("%(name)s in review") % {"name": name}
        case Through.ROW:
            return name
