"""Rows of the ledger as its page shows them: a few columns for each kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from formbuilder.ledger.service import LedgerPage
from formbuilder.permissions import Sight
from formbuilder.records import times
from formbuilder.records.sights import Look
from metadata.fields import Field

#: What the first list of a kind shows beside the name (reference: the five ledgers of the known case).
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": (
        "id_number",
        "sex",
        "birth_date",
        "current_address",
        "mobile_phone",
        "employment_status",
        "person_status",
    ),
    "household": ("household_register_no", "household_type", "household_size", "household_phone"),
    "dwelling": ("dwelling_use", "occupancy_status", "floor_area", "occupant_count", "address_code"),
    "building": ("building_code", "building_structure", "floors_above", "built_year", "total_units"),
    "enterprise": ("uscc", "ent_type", "industry", "business_address", "ent_contact_phone", "ent_status"),
    "event": ("event_no", "event_category", "event_source", "occurred_at", "urgency", "event_status"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row."""

    #: The heading without what stands in brackets, for narrow views.
    short: str
    value: Markup
    known: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One record."""

    id: str
    name: str
    place: str
    cells: tuple[Cell, ...]
    open: int
    proposals: int
    ended: bool
    updated: str


def shown(page: LedgerPage) -> list[Field]:
    """The columns that the reader may know of, in order; of an entity that an admin added its first fields."""
    catalogue = page.names.reading.catalogue
    kind = catalogue.entity(page.entity)
    codes = COLUMNS.get(page.entity) or tuple(f.code for f in catalogue.of(page.entity)[:6])
    fields = [catalogue.fields[code] for code in codes if code in catalogue.fields and code != kind.name_field]
    return [field for field in fields if page.eyes.of(field) is not Sight.NOT]


def columns(page: LedgerPage) -> list[str]:
    """Headings."""
    return [page.names.label(field) for field in shown(page)]


def rows(page: LedgerPage) -> list[Row]:
    """The rows of one page."""
    fields = shown(page)
    return [
        Row(
            id=row.id,
            name=row.name,
            place=page.names.place(row.area),
            cells=tuple(_cell(page, field, row.looks.get(field.code, Look(Sight.CLEAR))) for field in fields),
            open=row.open,
            proposals=row.proposals,
            ended=row.ended,
            updated=times.when(row.updated, page.now, page.names.zone),
        )
        for row in page.found.rows
    ]


def _cell(page: LedgerPage, field: Field, look: Look) -> Cell:
    short = page.names.label(field).partition("(")[0].strip()
    return Cell(short, page.names.value(field, look), look.known)
