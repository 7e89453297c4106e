"""The ground of the world: the invented street 春晖街道 and, for a city, more like it; buildings, doors and shops."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from formbuilder.demo.world.sizes import Size

PROVINCE, CITY, DISTRICT, STREET = "99", "9901", "990101", "990101001"
PROVINCE_TEXT, CITY_TEXT, DISTRICT_TEXT = "示范省", "云州市", "临江区"
BUILDINGS, UNITS, FLOORS, DOORS_A_FLOOR = 6, 3, 7, 3
SHOPS = 7  # on the ground floor of each building

#: code, name, English name: the areas above the grids of the first street.
AREAS = (
    (PROVINCE, PROVINCE_TEXT, "Shifan Province"),
    (CITY, CITY_TEXT, "Yunzhou City"),
    (DISTRICT, DISTRICT_TEXT, "Linjiang District"),
    (STREET, "春晖街道", "Chunhui Street"),
    ("990101001001", "望江社区", "Wangjiang Community"),
    ("990101001002", "松涛社区", "Songtao Community"),
)
#: The grids of the first street: road and number, and the estate that stands there.
ESTATES = {
    "990101001001": (
        ("望江路", "18号", "望江花园"),
        ("望江路", "36号", "春晖里"),
        ("临江大道", "102号", "滨江苑"),
        ("柳荫巷", "7号", "柳荫小区"),
    ),
    "990101001002": (
        ("松涛路", "9号", "松涛苑"),
        ("松涛路", "25号", "松林里"),
        ("学府路", "66号", "学府名居"),
        ("云山路", "12号", "云山小筑"),
    ),
}
#: What the other streets of a city, their communities and roads are called.
STEMS = re.findall("..", "锦绣和平青云长乐永安白鹭紫荆金桥东湖南苑西溪北岭翠竹海棠朝霞明珠星河凤凰石榴桂花")
WORDS = "东西南北中新上下"
COMMUNITIES_A_STREET, GRIDS_A_COMMUNITY = 4, 8


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: one estate. `serial` counts grids over the whole world."""

    serial: int
    code: str
    road: str
    number: str
    estate: str
    street: str  # names of what it lies in
    community: str

    @property
    def community_code(self) -> str:
        return self.code[:12]

    @property
    def name(self) -> str:
        return f"{self.estate}网格"


@dataclass(frozen=True, slots=True)
class Building:
    """A building: its 19-digit code, and how people write where it stands."""

    grid: Grid
    serial: int  # within its grid, from 1

    @property
    def code(self) -> str:
        place = (int(self.grid.code[12:]) - 1) * BUILDINGS + self.serial
        return f"{self.grid.community_code}{place:07d}"

    @property
    def luck(self) -> int:
        """A number of this building alone."""
        return self.grid.serial * 10_000 + 9_900 + self.serial

    @property
    def number(self) -> str:
        return f"{self.serial}栋"

    @property
    def structure(self) -> str:
        """GB/T 17986.1: reinforced concrete, or mixed."""
        return "3" if self.serial % 3 else "4"

    @property
    def text(self) -> str:
        return f"{self.grid.road}{self.grid.number}{self.number}"


@dataclass(frozen=True, slots=True)
class Door:
    """A flat: its 25-digit code is the building's, two digits of the unit, four of the room."""

    building: Building
    unit: int
    room: str

    @property
    def grid(self) -> Grid:
        return self.building.grid

    @property
    def code(self) -> str:
        return f"{self.building.code}{self.unit:02d}{int(self.room):04d}"

    @property
    def floor(self) -> int:
        return int(self.room[:-2])

    @property
    def text(self) -> str:
        """As people write it: 望江路18号3栋2单元501."""
        return f"{self.building.text}{self.unit}单元{self.room}"

    @property
    def full(self) -> str:
        """As registers write it, from the province down."""
        return f"{PROVINCE_TEXT}{CITY_TEXT}{DISTRICT_TEXT}{self.grid.street}{self.text}"


@dataclass(frozen=True, slots=True)
class Shop:
    """A place of business on the ground floor of a building."""

    building: Building
    serial: int

    @property
    def code(self) -> str:
        return f"{self.building.code}90{self.serial:04d}"

    @property
    def number(self) -> str:
        return f"{self.serial}号商铺"

    @property
    def text(self) -> str:
        return f"{self.building.text}{self.number}"


def grids(size: Size) -> Iterator[Grid]:
    """Every grid that the areas have, the first street's first."""
    serial = 0
    for code, estates in ESTATES.items():
        name = next(area[1] for area in AREAS if area[0] == code)
        for place, (road, number, estate) in enumerate(estates, start=1):
            yield Grid(serial, f"{code}{place:02d}", road, number, estate, "春晖街道", name)
            serial += 1
    for street in range(2, size.streets + 1):
        for community in range(1, COMMUNITIES_A_STREET + 1):
            code = f"{DISTRICT}{street:03d}{community:03d}"
            for place in range(1, GRIDS_A_COMMUNITY + 1):
                yield _grid(serial, f"{code}{place:02d}", street, community)
                serial += 1


def _grid(serial: int, code: str, street: int, community: int) -> Grid:
    """A grid of a further street: its road and number are no other grid's."""
    stem = STEMS[serial % len(STEMS)]
    return Grid(
        serial=serial,
        code=code,
        road=f"{stem}{WORDS[serial // len(STEMS) % len(WORDS)]}路",
        number=f"{serial * 2}号",
        estate=f"{stem}{serial}苑",
        street=street_name(street),
        community=f"{street_name(street).removesuffix('街道')}{community}社区",
    )


def street_name(street: int) -> str:
    """The name of a further street."""
    return f"{STEMS[street % len(STEMS)]}{WORDS[street // len(STEMS) % len(WORDS)]}街道"


def areas(size: Size) -> Iterator[tuple[str, str, str]]:
    """(code, name, English name) of every area, from the province down to the grids."""
    yield from AREAS
    seen = {code for code, _name, _english in AREAS}
    for grid in grids(size):
        for code, name in ((grid.code[:9], grid.street), (grid.community_code, grid.community)):
            if code not in seen:
                seen.add(code)
                yield code, name, ""
        yield grid.code, grid.name, f"Grid {int(grid.code[12:])}"


def lived_in(size: Size) -> Iterator[Grid]:
    """The grids that have inhabitants."""
    for grid in grids(size):
        if size.grids and grid.serial >= size.grids:
            return
        yield grid


def buildings_of(grid: Grid) -> Iterator[Building]:
    """The buildings of a grid."""
    for serial in range(1, BUILDINGS + 1):
        yield Building(grid, serial)


def doors_of(building: Building) -> Iterator[Door]:
    """Every flat of a building, unit by unit and floor by floor."""
    for unit in range(1, UNITS + 1):
        for floor in range(1, FLOORS + 1):
            for door in range(1, DOORS_A_FLOOR + 1):
                yield Door(building, unit, f"{floor}{door:02d}")


def doors_in(grid: Grid, size: Size) -> list[Door]:
    """The doors of a grid that the size opens, in order."""
    every = [door for building in buildings_of(grid) for door in doors_of(building)]
    return every[: size.doors] if size.doors else every


def shops_of(building: Building) -> Iterator[Shop]:
    """The shops on the ground floor."""
    for serial in range(1, SHOPS + 1):
        yield Shop(building, serial)
