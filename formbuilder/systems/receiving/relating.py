"""The other records that a row speaks of: where somebody lives, with whom, in which building (R22a).

By what the row itself says of them, else as the row was linked before, else as the records lead to each other, else as
what lies at the same place. One that is not known is made where the row says by what it is known; where it does not,
its cells are kept and claim nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from formbuilder.records import store
from formbuilder.records.keeping import Change
from formbuilder.systems.receiving import finding
from formbuilder.systems.receiving.beside import Beside
from formbuilder.systems.receiving.finding import Values
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.keys import agrees, key_of
from metadata.values import ABSENT, Value


@dataclass(slots=True)
class Related:
    """The records of a row, by kind, its own among them; `known_by`: what a new one of a kind is known by."""

    records: dict[str, Change] = field(default_factory=dict)
    known_by: dict[str, dict[str, Value]] = field(default_factory=dict)


def relate(
    own: Change,
    row_place: str,
    parts: Mapping[str, Values],
    links: Mapping[str, str],
    beside: Beside,
    *,
    source: str,
    makes: bool = True,
) -> Related:
    """The records of a row.

    :param own: the row's own record; `row_place`: where its row says that it is, '' where the row does not say
    :param parts: kind → what the row says of it; `links`: kind → the record that the row was linked to before
    :param makes: those that are not known are made; else the row stays with those that it was linked to
    """
    catalogue = beside.catalogue
    related = Related({own.record.entity: own})
    for kind in _order(own, parts, catalogue):
        if kind not in parts and kind not in links and not _missing(kind, parts, related, catalogue):
            continue
        entity = catalogue.entity(kind)
        values = parts.get(kind, {})
        change = beside.record(links.get(kind, "")) if not makes else None
        if change is None:
            change = _known(entity, values, row_place, links.get(kind, ""), related, beside, source)
        if change is None and makes:
            change = _made(entity, values, row_place, related, beside, source)
        if change is not None:
            related.records[kind] = change
    return related


def _order(own: Change, parts: Mapping[str, Values], catalogue: Catalogue) -> list[str]:
    """The other kinds that the row speaks of or that stand between, those first whose place others take theirs from."""
    kind_of_own = own.record.entity
    wanted = {kind for kind in parts if kind != kind_of_own}
    wanted |= {target for kind in (kind_of_own, *wanted) for target in _targets(kind, catalogue)} - {kind_of_own}
    return sorted(
        wanted,
        key=lambda kind: (
            catalogue.entity(kind).place_field in catalogue.entity(kind).relations,
            -_depth(kind, catalogue),
            kind,
        ),
    )


def _missing(kind: str, parts: Mapping[str, Values], related: Related, catalogue: Catalogue) -> bool:
    """One of the row's records does not say yet which record of this kind it belongs to, or one that the row speaks of
    lies where that record lies."""
    for change in related.records.values():
        for code in catalogue.entity(change.record.entity).relations:
            if catalogue.field(code).refers_to == kind and change.record.held(code) is ABSENT:
                return True
    stands_on = (catalogue.entity(other) for other in parts if other not in related.records)
    return any(
        entity.place_field in entity.relations and catalogue.field(entity.place_field).refers_to == kind
        for entity in stands_on
    )


def _targets(kind: str, catalogue: Catalogue) -> Iterator[str]:
    return (catalogue.field(code).refers_to for code in catalogue.entity(kind).relations)


def _depth(kind: str, catalogue: Catalogue) -> int:
    """A dwelling before its building: whose relations lead on comes first."""
    return len(catalogue.entity(kind).relations)


def _place(entity: Entity, row_place: str, beside: Beside) -> str:
    """Where a related record of a kind lies if the row's own record lies there: of a building, its building."""
    if entity.key != (entity.place_field,):
        return row_place
    if beside.is_door(row_place):
        return row_place if entity.relations else beside.building_of(row_place)
    return ""


def _known(
    entity: Entity, values: Values, row_place: str, link: str, related: Related, beside: Beside, source: str
) -> Change | None:
    place = _place(entity, row_place, beside)
    area = beside.place_of(place)[1] if place else ""
    known_by = dict(values)
    if place and entity.key == (entity.place_field,) and entity.key[0] not in values:
        known_by[entity.key[0]] = place
    key = key_of(entity, known_by, area=area, source=source)
    if key is not None:
        holder = beside.record(beside.holder(entity.code, key))
        if holder is not None:
            return holder
        if entity.code in finding.NAMELESS:
            # A former key leads to its record where no name could disagree: so does one that was joined (R19, R19a).
            former = beside.holders(entity.code, key)
            return beside.record(former[0].record) if former else None
    name = values.get(entity.name_field)
    if entity.code not in finding.NAMELESS and isinstance(name, str) and place:
        named = [one for one in beside.there(entity.code, place) if agrees(name, one.name)]
        if len(named) == 1:
            return beside.record(named[0].record)
        return None
    if key is None and link and (linked := beside.record(link)) is not None:
        return linked
    return None if key is not None else _led_to(entity, place, related, beside)


def _led_to(entity: Entity, place: str, related: Related, beside: Beside) -> Change | None:
    """As a record of the row leads there, else the one that lies at the same place."""
    catalogue = beside.catalogue
    for change in list(related.records.values()):
        for code in catalogue.entity(change.record.entity).relations:
            held = change.record.held(code)
            if catalogue.field(code).refers_to == entity.code and isinstance(held, str):
                return beside.record(held)
    there = beside.there(entity.code, place)
    return beside.record(there[0].record) if len(there) == 1 else None


def _made(
    entity: Entity, values: Values, row_place: str, related: Related, beside: Beside, source: str
) -> Change | None:
    """A new one, where the row says something of it and by what it is known: a code, a number, or a name at a place."""
    if not values:
        return None
    place = _place(entity, row_place, beside)
    known_by: dict[str, Value] = {}
    if entity.key == (entity.place_field,):
        code = values.get(entity.place_field) or place
        if not code or not beside.place_of(code)[0]:
            return None
        known_by[entity.place_field] = code
    elif entity.place_field in entity.relations:
        dwelling = related.records.get(beside.catalogue.field(entity.place_field).refers_to)
        if dwelling is None or not values.get(entity.name_field):
            return None
        known_by[entity.place_field] = dwelling.record.id
    else:
        return None
    where = store.place_of(entity, {**values, **known_by}, beside)
    related.known_by[entity.code] = known_by
    return finding.newcomer(entity, *where, beside)


def relations(change: Change, related: Related, beside: Beside, *, source: str) -> dict[str, Value]:
    """What the row says of the relations of one of its records: only where nobody, or this very system, said it before.

    Which record somebody else meant is no dispute of this system's: it never named one. An id that leads to the record
    means that record (R19a).
    """
    catalogue = beside.catalogue
    said: dict[str, Value] = {}
    for code in catalogue.entity(change.record.entity).relations:
        other = related.records.get(catalogue.field(code).refers_to)
        if other is None or other is change:
            continue
        fact = change.record.facts.get(code)
        mine = fact is not None and fact.source == source and not fact.person
        if fact is None or fact.value is ABSENT or (mine and not _means(fact.value, other, beside)):
            said[code] = other.record.id
    return said


def _means(value: Value, other: Change, beside: Beside) -> bool:
    return value == other.record.id or beside.record(str(value)) is other
