"""The one table as people and programs read it: a page of rows, masked by their rights."""

from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder import clock
from formbuilder.catalogue import store as standard
from formbuilder.ledger import finding, places, store
from formbuilder.ledger.places import Walk
from formbuilder.ledger.problems import FilterNotSeen
from formbuilder.ledger.store import ListedRow
from formbuilder.permissions import Actor, Sight, Verb
from formbuilder.records import keys, sights
from formbuilder.records.reading import Names, names_of
from formbuilder.records.sights import Eyes, Look
from formbuilder.use_case import use_case
from metadata import conditions, fieldtypes
from metadata.catalogue import Catalogue
from metadata.stamps import Instant
from metadata.values import JSONObject

#: Rows of a page for people.
PAGE = 40


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

    :param text: words that occur in the name, letters that its sounds begin with (zw: 张伟), or a whole number
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
    ids = _holders(text, entity, eyes, catalogue) if text else []
    if text and not by_name and not ids:
        raise FilterNotSeen(at="text", field=catalogue.field(kind.name_field).label if kind.name_field else entity)
    asked = store.Asked(eyes, entity, area, where)
    if not text:
        rows = store.listed(asked, after=after, count=count + 1)
    else:
        whole = store.of_ids(asked, ids) if not after else []
        rows = whole + (finding.named(asked, text, after=after, count=count + 1) if by_name else [])
        rows = list({row.id: row for row in rows}.values())[: count + 1]
    shown = tuple(_listed(row, entity, eyes, catalogue) for row in rows[:count])
    return Page(shown, rows[count - 1].id if len(rows) > count else "")


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the ledger with what its frame shows."""

    entity: str
    found: Page
    eyes: Eyes
    names: Names
    #: Where the reader stands in the tree of areas, and where it leads to.
    walk: Walk
    #: The reader sees names in clear, and so may search by them.
    by_name: bool
    now: Instant


@use_case(Verb.SEARCH_RECORDS)
def open_page(actor: Actor, entity: str, *, area: str = "", text: str = "", after: str = "") -> LedgerPage:
    """A page of the ledger: its rows, and the areas that it may be narrowed to."""
    found: Page = find(actor, entity, area=area, text=text, after=after, count=PAGE)
    eyes, catalogue = sights.eyes_of(actor), standard.present()
    kind = catalogue.entity(entity)
    return LedgerPage(
        entity=entity,
        found=found,
        eyes=eyes,
        names=names_of(),
        walk=places.walk(actor, entity, area),
        by_name=bool(kind.name_field) and eyes.of(catalogue.field(kind.name_field)) is Sight.CLEAR,
        now=clock.now(),
    )


def _check(where: JSONObject, eyes: Eyes, catalogue: Catalogue) -> None:
    problems = conditions.check(where, catalogue)
    if problems:
        raise problems[0]
    for code in conditions.fields_of(where):
        if eyes.of(catalogue.field(code)) is not Sight.CLEAR:
            raise FilterNotSeen(at=code, field=catalogue.field(code).label)


def _holders(text: str, entity: str, eyes: Eyes, catalogue: Catalogue) -> list[str]:
    """Records whose whole number was written: whoever knows it may look it up."""
    kind = catalogue.entity(entity)
    number = kind.key[-1] if kind.key else ""
    if not number or len(text) < 6:
        return []
    field = catalogue.field(number)
    if eyes.of(field) is Sight.NOT:  # a hit would tell a system what its columns do not mean
        return []
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
