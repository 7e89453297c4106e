"""The one table as people and programs read it: a page of rows, masked by their rights."""

from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder.catalogue import store as standard
from formbuilder.ledger import store
from formbuilder.ledger.problems import FilterNotSeen
from formbuilder.ledger.store import ListedRow
from formbuilder.permissions import Actor, Sight, Verb
from formbuilder.records import keys, sights
from formbuilder.records.sights import Eyes, Look
from formbuilder.use_case import use_case
from metadata import conditions, fieldtypes
from metadata.catalogue import Catalogue
from metadata.stamps import Instant
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the ledger, as its reader may see it."""

    id: str
    entity: str
    name: str
    area: str
    place: str
    ended: bool
    revision: int
    updated: Instant
    open: int
    proposals: int
    looks: Mapping[str, Look]


@dataclass(frozen=True, slots=True)
class Page:
    """So many rows, and the id after which the next page goes on (empty: there is none)."""

    rows: tuple[Listed, ...]
    next: str


@use_case(Verb.SEARCH_RECORDS)
def find(
    actor: Actor,
    entity: str,
    *,
    area: str = "",
    text: str = "",
    where: JSONObject | None = None,
    after: str = "",
    count: int = 50,
) -> Page:
    """Records of an entity that the actor may know of, by area and name.

    What somebody may not see in clear cannot be searched by either: a list of hits would tell.

    :param text: part of the name, or a whole identity number
    :param where: a condition on values (R7)
    :raises UnknownEntity: there is no such entity
    :raises FilterNotSeen: it asks about a field that the actor does not see in clear
    :raises Problem: the condition is none
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    kind = catalogue.entity(entity)
    if where is not None:
        _check(where, eyes, catalogue)
    text = text.strip()
    by_name = eyes.of(catalogue.field(kind.name_field)) is Sight.CLEAR if kind.name_field else False
    ids = _holders(text, entity, catalogue) if text else []
    if text and not by_name and not ids:
        raise FilterNotSeen(at="text", field=catalogue.field(kind.name_field).label if kind.name_field else entity)
    rows = store.listed(
        eyes,
        entity,
        area=area,
        text=text if by_name or not text else "\x00",
        ids=ids,
        where=where,
        after=after,
        count=count + 1,
    )
    shown = tuple(_listed(row, entity, eyes, catalogue) for row in rows[:count])
    return Page(shown, rows[count - 1].id if len(rows) > count else "")


def _check(where: JSONObject, eyes: Eyes, catalogue: Catalogue) -> None:
    problems = conditions.check(where, catalogue)
    if problems:
        raise problems[0]
    for code in conditions.fields_of(where):
        if eyes.of(catalogue.field(code)) is not Sight.CLEAR:
            raise FilterNotSeen(at=code, field=catalogue.field(code).label)


def _holders(text: str, entity: str, catalogue: Catalogue) -> list[str]:
    """Records whose whole number was written: whoever knows it may look it up."""
    kind = catalogue.entity(entity)
    number = kind.key[-1] if kind.key else ""
    if not number or len(text) < 6:
        return []
    field = catalogue.field(number)
    normal = fieldtypes.type_of(field).normal(text, field)
    kinds = [entity]
    if len(kind.key) == 2 and kind.key[0].endswith("_type"):
        kinds = [f"{entity}:{code}" for code in catalogue.codelist(catalogue.field(kind.key[0]).codelist).codes]
    return keys.ids_of(entity, kinds, str(normal).upper())


def _listed(row: ListedRow, entity: str, eyes: Eyes, catalogue: Catalogue) -> Listed:
    values = {code: value for code, value in row.data.items() if code in catalogue.fields}
    return Listed(
        id=row.id,
        entity=entity,
        name=eyes.name(catalogue, entity, row.name),
        area=row.area,
        place=row.place,
        ended=row.ended,
        revision=row.revision,
        updated=row.updated,
        open=row.open,
        proposals=row.proposals,
        looks=sights.looks(eyes, catalogue, values),
    )
