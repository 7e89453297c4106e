"""How large a demo is: how many grids have inhabitants, and how many of their doors are opened."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A size of the world.

    `streets`: besides 春晖街道 with its 8 grids, streets of 32 grids each · `grids`: of these, how many are lived in,
    in order (0: all) · `doors`: how many doors of each grid, in order (0: all) · `firms`, `events`: of each grid.
    """

    name: str
    streets: int = 1
    grids: int = 0
    doors: int = 0
    firms: int = 38
    events: int = 30


#: For tests: one grid, in which all examples live.
TINY = Size("tiny", grids=1, doors=20, firms=2, events=2)
SMALL = Size("small", doors=19, firms=2, events=2)
COMMUNITY = Size("community")
#: A million people and a little more.
CITY = Size("city", streets=43)

SIZES = {size.name: size for size in (SMALL, COMMUNITY, CITY)}
