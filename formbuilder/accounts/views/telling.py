"""A line of the audit log in the reader's words. The codes stay beside them: they are what the digests are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from formbuilder.accounts.views.deeds import ANSWERS, CODED, DEEDS, KINDS, NO, OURS, PARTS, PLACES, VERBATIM, YES
from formbuilder.audit import AuditRow
from formbuilder.db import from_json
from formbuilder.language import gettext as _
from metadata.stamps import Instant


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the page shows it; `verb`, `raw` and `detail` are the codes that the log keeps.

    `href`: where its subject is looked at, if anywhere; `parts`: names and words.
    """

    seq: int
    at: Instant
    who: str
    deed: str
    verb: str
    subject: str
    href: str
    parts: tuple[tuple[str, str], ...]
    detail: str
    raw: str


def tell(line: AuditRow, labels: Mapping[str, str]) -> Told:
    """One line in words.

    :param labels: what codes of fields and departments are called
    """
    detail = from_json(line.detail)
    deed = f"{line.verb} {detail.get('deed', '')}"
    if deed in DEEDS:
        del detail["deed"]  # the sentence says it
    sentence = _(DEEDS.get(deed) or DEEDS.get(line.verb, line.verb))
    parts = tuple(
        (_(PARTS.get(name, name)), said(name, value, labels)) for name, value in detail.items() if value or value == 0
    )
    subject, href = place(line)
    return Told(
        line.seq, line.at, someone(line.who), sentence, line.verb, subject, href, parts, line.detail, line.subject
    )


def someone(who: str) -> str:
    """Who did it: an account by its user name, a system by its code, or the instance itself."""
    if who in OURS:
        return _(OURS[who])
    kind, _colon, name = who.partition(":")
    if kind == "system":
        return place_name(kind, name)
    return name or who


def place(line: AuditRow) -> tuple[str, str]:
    """On what it was done, and where that is looked at; a record is named by its number alone."""
    kind, _colon, name = line.subject.partition(":")
    if line.verb == "denied":
        return _(DEEDS.get(line.subject, line.subject)), ""
    if name and kind in KINDS:
        if line.subject in OURS:
            return _(OURS[line.subject]), ""
        return place_name(kind, name), PLACES[kind] % name if kind in PLACES else ""
    return place_name("record", line.subject) if is_record(line.subject) else "", ""


def place_name(kind: str, name: str) -> str:
    """A subject of a kind, with the word for it."""
    return _(KINDS[kind]) % {"name": name}


def is_record(subject: str) -> bool:
    """Whether a subject is the number of a record."""
    try:
        return str(UUID(subject)) == subject
    except ValueError:
        return False


def said(name: str, value: object, labels: Mapping[str, str]) -> str:
    """One part of a detail in words."""
    if isinstance(value, list):
        return _(", ").join(said(name, one, labels) for one in value)
    if isinstance(value, bool):
        return _(YES if value else NO)
    if name in CODED:
        return labels.get(str(value), str(value))
    return str(value) if name in VERBATIM else _(ANSWERS.get(str(value), str(value)))
