"""Rows that wait as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from formbuilder.language import gettext as _
from formbuilder.records import times
from formbuilder.records.reading import Names
from formbuilder.records.sights import Look
from formbuilder.waiting.service import CasePage, QueuePage
from metadata.fields import Field
from metadata.records import Through
from metadata.stamps import Instant


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One row of the queue."""

    href: str
    name: str
    who: str
    when: str
    alike: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one candidate holds of a field; `differs`: not what the row says."""

    value: Markup
    differs: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the row, beside the candidates."""

    label: str
    row: Markup
    held: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CandidateHead:
    """A candidate, as the heading of its column."""

    id: str
    name: str
    place: str
    title: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One row beside the records that it may be of."""

    action: str
    name: str
    kind: str
    who: str
    when: str
    candidates: tuple[CandidateHead, ...]
    fields: tuple[FieldRow, ...]
    unseen: int


def entries(page: QueuePage, *, now: Instant) -> Sequence[EntryLine]:
    """The queue, the oldest first."""
    names = page.names
    return [
        EntryLine(
            href=f"/review/waiting/{entry.delivery}/{entry.number}",
            name=entry.name,
            who=names.who(entry.system, entry.system, Through.ROW),
            when=times.when(entry.received, now, names.zone),
            alike=entry.alike,
        )
        for entry in page.entries
    ]


def case(page: CasePage, *, now: Instant) -> CaseView:
    """One row."""
    found, names = page.case, page.names
    heads = tuple(
        CandidateHead(one.id, one.name, names.place(one.area), _("Record %(number)s") % {"number": number})
        for number, one in enumerate(found.candidates, 1)
    )
    return CaseView(
        action=f"/review/waiting/{found.delivery}/{found.number}",
        name=found.name,
        kind=names.reading.catalogue.entity(found.entity).label.get(names.reading.language),
        who=names.who(found.system, found.system, Through.ROW),
        when=times.when(found.received, now, names.zone),
        candidates=heads,
        fields=tuple(
            FieldRow(
                label=names.label(said.field),
                row=_value(names, said.field, said.row),
                held=tuple(
                    Cell(_value(names, said.field, look), differs)
                    for look, differs in zip(said.held, said.differs, strict=True)
                ),
            )
            for said in found.fields
        ),
        unseen=found.unseen,
    )


def _value(names: Names, field: Field, look: Look) -> Markup:
    return names.value(field, look) if look.known else Markup("")
