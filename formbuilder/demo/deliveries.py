"""The deliveries of the demo in the order in which they are taken in: each system's table, a few grids at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from formbuilder.demo.tables.every import TABLES
from formbuilder.demo.tables.writing import Writer
from formbuilder.demo.world import ground
from formbuilder.demo.world.neighbourhood import Neighbourhood, neighbourhoods
from formbuilder.demo.world.sizes import Size
from metadata.catalogue import Catalogue
from metadata.mappings import SystemMapping
from metadata.transforms.places import KnownPlaces

#: Grids whose people are held in memory at a time: a whole street of the smaller sizes, a quarter of a city's.
GRIDS_AT_A_TIME = 8
#: Rows of all systems for each flat of the world, roughly: what a progress bar counts with.
ROWS_A_FLAT = 11.5


@dataclass(frozen=True, slots=True)
class Delivery:
    """A table that a system sends: the name of its file, the day it was cut, its lines."""

    system: str
    name: str
    as_at: str
    rows: Iterator[tuple[int, Mapping[str, str]]]


def deliveries(
    size: Size, mappings: Mapping[str, SystemMapping], catalogue: Catalogue, today: date
) -> Iterator[Delivery]:
    """Every delivery of a world, lazily: a city's as flat in memory as a street's.

    :param today: the day on which the demo is built; all dates lie before it
    """
    places = KnownPlaces({code: name for code, name, _english in ground.areas(size)})
    for block in blocks(size):
        first = block[0].grid
        part = f"-{first.code[:12]}" if first.serial or size.streets > 1 else ""
        for table in TABLES:
            writer = Writer(table, mappings[table.system], catalogue, places, today)
            day = writer.as_at.isoformat()
            yield Delivery(table.system, f"{table.system}-{day}{part}.csv", day, writer.rows(block))


def blocks(size: Size) -> Iterator[Sequence[Neighbourhood]]:
    """The world in pieces."""
    world = neighbourhoods(size)
    while block := list(islice(world, GRIDS_AT_A_TIME)):
        yield block


def expected_rows(size: Size) -> int:
    """How many rows the deliveries will have, roughly."""
    flats = size.doors or ground.BUILDINGS * ground.UNITS * ground.FLOORS * ground.DOORS_A_FLOOR
    return int(sum(1 for _grid in ground.lived_in(size)) * flats * ROWS_A_FLAT)
