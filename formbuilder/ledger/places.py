"""The tree of areas as the ledger is walked down by it: from street to community to grid, with how many are where."""

from collections import Counter
from dataclasses import dataclass

from formbuilder.areas import store as areas
from formbuilder.areas import walking
from formbuilder.areas.places import LENGTHS
from formbuilder.db import Statement
from formbuilder.language import gettext, language
from formbuilder.ledger.scope import EVERYWHERE, NOWHERE
from formbuilder.permissions import Actor, sees_placeless

#: Counts of a street or more are read of the instance's own areas only.
STREET = 9

_counted = Statement(
    "select substr(area_code, 1, :digits), sum(records) from record_tally where entity = :entity"
    " and (area_code = '' or area_code >= :area and area_code < :area || '~') group by 1"
)


@dataclass(frozen=True, slots=True)
class Place:
    """An area to go to. `count`: how many records of the kind lie in it, where that is shown."""

    code: str
    name: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody stands in the tree: the areas above, this one included, and those below."""

    above: tuple[Place, ...]
    below: tuple[Place, ...]
    #: Records here, which is the last of the areas above; of them `apart` lie in none of the areas below.
    count: int
    apart: int


def walk(actor: Actor, entity: str, area: str) -> Walk:
    """The tree around an area, as far as it is the actor's; from the lowest area that holds all that they may see.

    One statement, which reads the counts of the areas inside, never records.
    """
    nowhere = area == NOWHERE
    top = actor.area or _whole()
    here = area if area.startswith(top) and not nowhere else top
    below = walking.below(here)
    counts = _counts(entity, here, len(below[0].code) if below else LENGTHS[-1])
    count = sum(number for code, number in counts.items() if code)
    above = [Place(code, areas.name_of(code, language()), count) for code in _path(top, here)]
    if not actor.area:  # a department's list holds what has no place too
        name = above[0].name if top else gettext("Everywhere")
        above = [Place(EVERYWHERE, name, count + counts[""]), *above[bool(top) :]]
    places = [Place(one.code, one.get_name(language()), counts[one.code]) for one in below]
    if sees_placeless(actor) and (nowhere or (len(above) == 1 and counts[""])):
        placeless = Place(NOWHERE, gettext("no place"), counts[""])
        above, places = ([*above, placeless], []) if nowhere else (above, [*places, placeless])
    count = above[-1].count
    elsewhere = count - sum(place.count for place in places if place.code != NOWHERE or not actor.area)
    return Walk(tuple(above), tuple(places), count, max(0, elsewhere) if places else 0)


def _whole() -> str:
    """The lowest area that all streets of the instance lie in."""
    streets = [code for code in areas.names() if len(code) >= STREET]
    first, last = min(streets, default=""), max(streets, default="")
    return max((first[:n] for n in LENGTHS if first[:n] == last[:n]), key=len, default="")


def _path(top: str, here: str) -> list[str]:
    return [here[:n] for n in LENGTHS if len(top) <= n <= len(here)]


def _counts(entity: str, area: str, digits: int) -> Counter[str]:
    """How many lie in each area of so many digits inside one; under '' those without a place."""
    rows = _counted.rows(entity=entity, area=area, digits=digits)
    return Counter({code: int(number) for code, number in rows})
