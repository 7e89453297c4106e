"""Systems, their columns and deliveries as their pages show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formbuilder.language import gettext, language
from formbuilder.systems import columnwords, telling
from formbuilder.systems.deliveries import Delivery, ToldRow
from formbuilder.systems.standing import Standing
from formbuilder.systems.telling import STATES
from metadata.catalogue import Catalogue
from metadata.mappings import Mapped, SystemMapping
from renderer.show import department


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is drawn."""
    return sentence


#: Levels of systems, the widest first.
LEVELS: Final = {
    "national": _("National"),
    "provincial": _("Provincial"),
    "municipal": _("Municipal"),
    "district": _("District"),
}
WAYS: Final = {
    "both": _("in and out"),
    "in": _("in only"),
    "out": _("out only"),
    "evidence": _("given back as received"),
}
#: What comes of claims, then of rows, in the order in which it matters.
COUNTED: Final = {
    "written": _("values written"),
    "verified": _("values verified"),
    "open": _("conflicts"),
    "proposals": _("proposals"),
    "beside": _("kept beside"),
    "new": _("new records"),
    "faulty": _("cells not taken"),
    "waiting": _("rows that wait"),
    "refused": _("rows refused"),
    "outdated": _("rows outdated"),
    "repeated": _("rows repeated"),
}
DATED: Final = {
    "column": _("Its rows are dated by the column %(column)s."),
    "delivery": _("Its rows are dated by the day that the table shows."),
    "nothing": _("Nothing dates its rows, so they verify nothing."),
}


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system in the list."""

    code: str
    name: str
    department: str
    entity: str
    columns: int
    asked: int
    covered: str
    waiting: int
    last: str
    state: str
    open: bool


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column with what it means. `codes`: pairs of the system's value and what it is with us."""

    name: str
    label: str
    field: str
    owner: str
    how: str
    way: str
    evidence: bool
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery in the list. `counts`: (words, number), the important ones first; `read`: rows so far."""

    id: int
    name: str
    as_at: str
    area: str
    who: str
    state: str
    read: int
    counts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell that could not be taken, or what is told of a whole row."""

    row: int
    column: str
    label: str
    value: str
    sentence: str
    state: str


def number(count: int) -> str:
    """A count as people read it."""
    return f"{count:,}"


def by_level(standings: Sequence[Standing], catalogue: Catalogue) -> list[tuple[str, list[SystemLine]]]:
    """All systems by level, in each by department and name."""
    lines: dict[str, list[SystemLine]] = {}
    for one in sorted(standings, key=lambda one: (one.system.department, one.system.code)):
        lines.setdefault(one.system.level, []).append(system_line(one, catalogue))
    known = [level for level in LEVELS if level in lines]
    return [(gettext(LEVELS.get(level, level)), lines[level]) for level in [*known, *(lines.keys() - LEVELS.keys())]]


def system_line(one: Standing, catalogue: Catalogue) -> SystemLine:
    """One system."""
    system = one.system
    return SystemLine(
        code=system.code,
        name=system.get_name(language()),
        department=department(system.department, catalogue, language()),
        entity=catalogue.entity(system.entity).label.get(language()),
        columns=len(one.mapping.columns),
        asked=len(one.mapping.asks),
        covered=number(one.covered),
        waiting=one.waiting,
        last=one.last.as_at if one.last else "",
        state=one.last.state if one.last else "",
        open=one.open,
    )


def column_lines(mapping: SystemMapping, catalogue: Catalogue) -> list[ColumnLine]:
    """A system's columns in its own order."""
    return [column_line(mapped, catalogue) for mapped in mapping.columns]


def column_line(mapped: Mapped, catalogue: Catalogue) -> ColumnLine:
    """One column."""
    field = catalogue.fields.get(mapped.field)
    return ColumnLine(
        name=mapped.column.name,
        label=mapped.column.label if mapped.column.label != mapped.column.name else "",
        field=field.label.get(language()) if field else gettext(columnwords.STAMPS.get(mapped.field, "")),
        owner=department(field.owner, catalogue, language()) if field else "",
        how=columnwords.how(mapped, catalogue),
        way=gettext(WAYS[mapped.direction.value]),
        evidence=mapped.is_evidence,
        codes=tuple(code_pairs(mapped, catalogue)),
    )


def code_pairs(mapped: Mapped, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The system's values beside the options that they are with us."""
    field = catalogue.fields.get(mapped.field)
    codes = catalogue.codelists.get(field.codelist) if field and field.codelist else None
    for pair in mapped.codes:
        option = codes.find(pair.target) if codes and pair.target else None
        yield pair.source, option.label.get(language()) if option else pair.target or gettext(_("says nothing"))


def dated(mapping: SystemMapping) -> str:
    """What says when its rows were true (R22)."""
    return gettext(DATED[mapping.dates.value]) % {"column": mapping.date_column}


def delivery_line(delivery: Delivery, places: Mapping[str, str]) -> DeliveryLine:
    """One delivery with what came of it. `places`: names of areas by their codes."""
    kind, _colon, name = delivery.who.partition(":")
    return DeliveryLine(
        id=delivery.id,
        name=delivery.name,
        as_at=delivery.as_at,
        area=places.get(delivery.area, delivery.area),
        who=name if kind == "user" else gettext(_("by program")),
        state=delivery.state,
        read=sum(delivery.counts.get(state, 0) for state in STATES),
        counts=tuple(
            (word, gettext(label), number(delivery.counts[word]))
            for word, label in COUNTED.items()
            if delivery.counts.get(word)
        ),
    )


def cell_lines(rows: Sequence[ToldRow], mapping: SystemMapping) -> list[CellLine]:
    """Everything that is told of some rows."""
    return [
        CellLine(row.number, said.column, label_of(mapping, said.column), said.value, said.sentence, row.state)
        for row in rows
        for said in telling.told(row, language(), gettext)
    ]


def label_of(mapping: SystemMapping, name: str) -> str:
    """How a column is called, where that says more than its name."""
    mapped = mapping.column(name)
    return mapped.column.label if mapped and mapped.column.label != name else ""
