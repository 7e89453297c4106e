"""The queue and its cases as their pages show them."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from formbuilder.language import gettext as _
from formbuilder.language import ngettext
from formbuilder.permissions import Role, may_join
from formbuilder.records import times
from formbuilder.records.reading import Names
from formbuilder.records.seen import Said
from formbuilder.review.service import ReviewPage
from metadata.records import Ruling, Verdict
from metadata.values import ABSENT


def _mark(sentence: str) -> str:
    """Mark a sentence for translation; templates translate it."""
    return sentence


#: What was done, told on the page after it.
DONE: Final = {
    "keep": _mark("Settled: what holds stays."),
    "take": _mark("Settled: the claim holds now."),
    "ask_again": _mark("The next door is asked."),
    "owner": _mark("It waits for the owner now."),
    "looked": _mark("Looked at; it stays in history."),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of what waits."""

    href: str
    label: str
    count: int
    code: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the queue."""

    id: str
    name: str
    field: str
    held: Markup
    claim: Markup
    waited: str
    current: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a case: a value, who says so, when it was so."""

    value: Markup
    who: str
    when: str
    received: str
    note: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, side by side; `rulings` are the buttons that there are."""

    id: str
    record: str
    name: str
    field: str
    owner: str
    revision: int
    held: Side | None
    claim: Side
    others: tuple[Side, ...]
    other: str
    other_name: str
    apart: bool
    rulings: frozenset[str]
    proposal: bool


@dataclass(frozen=True, slots=True)
class ParkedLine:
    """One parked answer."""

    id: str
    record: str
    name: str
    field: str
    value: Markup
    reason: str
    waited: str
    #: The record is there; else nothing of it could be written yet.
    there: bool


def head(page: ReviewPage) -> str:
    """How much waits, and since when."""
    counts = [page.queue.claims_count, page.queue.parked_count]
    number = sum(count.number for count in counts)
    oldest = min((count.oldest for count in counts if count.oldest is not None), default=None)
    words = ngettext("%(num)s waits", "%(num)s wait", number) % {"num": number}
    if oldest is None:
        return words
    days = times.waited(oldest, page.now)
    if not days:
        return words
    longest = ngettext("the oldest for %(num)s day", "the oldest for %(num)s days", days) % {"num": days}
    return _("%(one)s, %(other)s") % {"one": words, "other": longest}


def tabs(page: ReviewPage) -> list[Tab]:
    """The kinds that the reader settles."""
    owner = page.eyes.actor.role is Role.DEPARTMENT_ADMIN
    found = [Tab("/review", _("Proposals") if owner else _("Conflicts"), page.queue.claims_count.number, "claims")]
    if not owner:
        found.append(Tab("/review?kind=parked", _("Parked answers"), page.queue.parked_count.number, "parked"))
    if may_join(page.eyes.actor):
        found.append(Tab("/review/waiting", _("Rows that wait"), page.queue.rows, "waiting"))
        found.append(Tab("/review/same", _("Probably the same"), 0, "same"))
    return found


def entries(page: ReviewPage) -> list[EntryLine]:
    """The queue, the oldest first."""
    names = page.names
    return [
        EntryLine(
            id=entry.id,
            name=entry.name,
            field=names.label(entry.field),
            held=names.value(entry.field, entry.held),
            claim=names.value(entry.field, entry.claim),
            waited=_waited(entry.received, page),
            current=page.case is not None and entry.id == page.case.id,
        )
        for entry in page.queue.entries
    ]


def _waited(received: int, page: ReviewPage) -> str:
    days = times.waited(received, page.now)
    return ngettext("waited %(num)s day", "waited %(num)s days", days) % {"num": days} if days else _("since today")


def case(page: ReviewPage) -> CaseView | None:
    """The case that is open."""
    found, names = page.case, page.names
    if found is None:
        return None
    return CaseView(
        id=found.id,
        record=found.record,
        name=found.name,
        field=names.label(found.field),
        owner=names.owner(found.field),
        revision=found.revision,
        held=_side(found.held, names, page) if found.held else None,
        claim=_side(found.claims[0], names, page),
        others=tuple(_side(said, names, page) for said in found.claims[1:]),
        other=found.other.strip("-"),
        other_name=found.other_name,
        apart=bool(found.other),
        rulings=frozenset(ruling.value for ruling in found.rulings),
        proposal=found.claims[0].state == "proposal",
    )


def _side(said: Said, names: Names, page: ReviewPage) -> Side:
    wrong = said.verdict is Verdict.WRONG and said.look.value is ABSENT and not said.look.masked
    unnamed = said.verdict is Verdict.CONFIRM and said.look.value is ABSENT and not said.look.masked
    value = names.value(said.field, said.look)
    if wrong:
        value = Markup("%s") % _("this is wrong")
    elif unnamed:
        value = Markup("%s") % _("unchanged, of a value that is no longer held")
    return Side(
        value=value,
        who=names.who(said.source, said.by, said.through),
        when=times.since(said.observed, names.zone),
        received=times.when(said.received, page.now, names.zone),
        note=said.note,
    )


def parked(page: ReviewPage) -> list[ParkedLine]:
    """Answers that could not be merged, each with its reason in words."""
    names = page.names
    return [
        ParkedLine(
            id=one.id,
            record=one.record,
            name=one.name,
            field=names.label(one.field) if one.field else "",
            value=names.value(one.field, one.look) if one.field else Markup(""),
            reason=reason_words(one.reason),
            waited=_waited(one.received, page),
            there=bool(one.entity),
        )
        for one in page.queue.parked
    ]


def reason_words(code: str) -> str:
    """Why an answer was parked, from its problem's code; the code itself where it has no words here."""
    found = _REASONS.get(code)
    return _(found) if found else code


_REASONS: Final = {
    "answer.not-asked": _mark("It was not asked on that page."),
    "answer.nothing-to-confirm": _mark("There was nothing to confirm."),
    "answer.not-applicable": _mark("It did not apply, by the other answers."),
    "answer.derived": _mark("It is computed, and not written."),
    "answer.field-retired": _mark("The field is no longer in use."),
    "answer.bound-part-faulty": _mark("What belongs together with it was faulty."),
    "record.likely-duplicate": _mark(
        "Perhaps it is on record already: the same name, and the same birth date or place."
    ),
    "account.disabled": _mark("The account was disabled when it came."),
}

__all__ = ["DONE", "Ruling", "case", "entries", "head", "parked", "tabs"]
