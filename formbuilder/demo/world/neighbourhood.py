"""A grid with all that is in it: a world is made piece by piece, so a city needs no more memory than a street."""

from collections.abc import Iterator
from dataclasses import dataclass

from formbuilder.demo.world import firms
from formbuilder.demo.world.firms import Case, Firm
from formbuilder.demo.world.ground import Building, Grid, buildings_of, lived_in
from formbuilder.demo.world.people import Flat, Household, Person
from formbuilder.demo.world.settling import settle
from formbuilder.demo.world.sizes import Size


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One grid of the world."""

    grid: Grid
    buildings: tuple[Building, ...]
    flats: tuple[Flat, ...]
    firms: tuple[Firm, ...]
    cases: tuple[Case, ...]

    @property
    def homes(self) -> list[Household]:
        """The households, in the order of their doors."""
        return [flat.household for flat in self.flats if flat.household is not None]

    @property
    def people(self) -> list[Person]:
        """Everybody who lives here today."""
        return [member for home in self.homes for member in home.members]


def neighbourhoods(size: Size) -> Iterator[Neighbourhood]:
    """The world of a size, grid by grid."""
    for grid in lived_in(size):
        flats = tuple(settle(grid, size))
        homes = [flat.household for flat in flats if flat.household is not None]
        opened = {flat.door.building for flat in flats}
        yield Neighbourhood(
            grid=grid,
            buildings=tuple(building for building in buildings_of(grid) if building in opened),
            flats=flats,
            firms=tuple(firms.firms_of(grid, homes, size)),
            cases=tuple(firms.cases_of(grid, size)),
        )
