"""Walking down the tree of areas, for pages of numbers: each step shows the areas below one, inside one's own."""

from dataclasses import dataclass

from formbuilder.areas import store
from formbuilder.areas.places import LENGTHS, parent_of
from formbuilder.areas.store import Area
from formbuilder.permissions import Actor
from formbuilder.problems import NotThere
from metadata.fields import Label

#: Digits of a grid's code: nothing lies below it.
GRID = LENGTHS[-1]
#: Of the community that a grid lies in.
COMMUNITY = LENGTHS[-2]
#: Of what lies in no area.
NOWHERE = Label("没有地点", "No place")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk. `area`: where the reader stands, empty above all; `below`: the areas that come next.

    `digits`: of the codes below. `path`: the areas from the reader's own down to this one.
    """

    area: str
    below: tuple[Area, ...]
    digits: int
    path: tuple[Area, ...]


def step(actor: Actor, area: str = "") -> Step:
    """Where somebody stands who chose an area, or none: then where the tree first parts below the actor's own.

    :raises NotThere: it is no area of the instance, or lies outside of the actor's own
    """
    known = store.names()
    if area and (area not in known or not area.startswith(actor.area)):
        raise NotThere()
    here = area or actor.area
    lower = below(here)
    while not area and len(lower) == 1 and len(lower[0].code) < GRID and below(lower[0].code):
        here = lower[0].code
        lower = below(here)
    digits = len(lower[0].code) if lower else GRID
    own = len(actor.area)
    path = tuple(known[here[:n]] for n in LENGTHS if own <= n <= len(here) and here[:n] in known)
    return Step(here, lower, digits, path)


def label(code: str) -> Label:
    """What an area is called in numbers by area; '' is what lies in none."""
    return Label(store.name_of(code, "zh"), store.name_of(code, "en")) if code else NOWHERE


def grids(area: str) -> tuple[Area, ...]:
    """All grids inside an area, by code."""
    return tuple(one for code, one in sorted(store.names().items()) if len(code) == GRID and code.startswith(area))


def below(area: str) -> tuple[Area, ...]:
    """The areas directly below one; above all: those that no other area of the instance contains."""
    known = store.names()
    found = [one for code, one in sorted(known.items()) if code != area and code.startswith(area)]
    if not area:
        return tuple(one for one in found if parent_of(one.code) not in known)
    return tuple(one for one in found if parent_of(one.code) == area)
