"""The tree of areas as the ledger is walked down by it: from street to community to grid, with how many are where."""

from collections import Counter
from dataclasses import dataclass

from formbuilder.areas import store as areas
from formbuilder.areas.places import LENGTHS
from formbuilder.areas.store import Area
from formbuilder.db import Statement
from formbuilder.language import gettext, language
from formbuilder.ledger.scope import EVERYWHERE, NOWHERE
from formbuilder.permissions import Actor, sees_placeless

#: Counts of a street or more are read of the instance's own areas only.
STREET = 9

_counted = Statement(
    "select area_code, sum(records) from record_tally where entity = :entity"
    " and (area_code = '' or area_code >= :area and area_code < :area || '~') group by area_code"
)


@dataclass(frozen=True, slots=True)
class Place:
    """An area to go to. `count`: how many records of the kind lie in it."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody stands in the tree: the areas above, this one included, and those below."""

    above: tuple[Place, ...]
    below: tuple[Place, ...]
    #: Records here; of them `apart` lie in none of the areas below.
    count: int
    apart: int


def walk(actor: Actor, entity: str, area: str) -> Walk:
    """The tree around an area, as far as it is the actor's; from the lowest area that holds all that they may see.

    One statement, which reads the counts of the areas inside, never records.
    """
    nowhere = area == NOWHERE
    top = actor.area or _whole()
    here = area if area.startswith(top) and not nowhere else top
    counts = _counts(entity, actor.area)
    above = [Place(code, areas.name_of(code, language()), counts[code]) for code in _path(top, here)]
    if not actor.area:  # a department's list holds what has no place too
        name = above[0].name if top else gettext("Everywhere")
        above = [Place(EVERYWHERE, name, counts[EVERYWHERE]), *above[bool(top) :]]
    below = [Place(one.code, one.get_name(language()), counts[one.code]) for one in _below(here)]
    if sees_placeless(actor) and (nowhere or (len(above) == 1 and counts[NOWHERE])):
        placeless = Place(NOWHERE, gettext("no place"), counts[NOWHERE])
        above, below = ([*above, placeless], []) if nowhere else (above, [*below, placeless])
    count = above[-1].count
    elsewhere = count - sum(place.count for place in below if place.code != NOWHERE or not actor.area)
    return Walk(tuple(above), tuple(below), count, max(0, elsewhere) if below else 0)


def _whole() -> str:
    """The lowest area that all streets of the instance lie in."""
    streets = [code for code in areas.names() if len(code) >= STREET]
    first, last = min(streets, default=""), max(streets, default="")
    return max((first[:n] for n in LENGTHS if first[:n] == last[:n]), key=len, default="")


def _path(top: str, here: str) -> list[str]:
    return [here[:n] for n in LENGTHS if len(top) <= n <= len(here)]


def _counts(entity: str, area: str) -> Counter[str]:
    """How many lie in each area, of whatever level."""
    counts: Counter[str] = Counter()
    for code, several in _counted.rows(entity=entity, area=area):
        counts[EVERYWHERE] += int(several)
        for level in (code[:n] for n in LENGTHS if n <= len(code)) if code else (NOWHERE,):
            counts[level] += int(several)
    return counts


def _below(here: str) -> list[Area]:
    """The areas directly below that the instance knows; what lies above a street is the whole country."""
    known = areas.names()
    longer = next((n for n in LENGTHS if n > len(here)), 0)
    return [area for code, area in known.items() if len(code) == longer and code.startswith(here)] if longer else []
