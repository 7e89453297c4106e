"""The invented street of the demo: its areas, and every building and door of its address library."""

from collections.abc import Iterator
from dataclasses import dataclass

DISTRICT = "990101"
STREET = "990101001"
CITY_TEXT = "云州市临江区春晖街道"
FLOORS, UNITS, BUILDINGS = 5, 2, 3
DOORS_A_FLOOR = 2

#: code, name, English name, level.
AREAS = (
    ("99", "示范省", "Shifan Province", "province"),
    ("9901", "云州市", "Yunzhou City", "city"),
    ("990101", "临江区", "Linjiang District", "district"),
    ("990101001", "春晖街道", "Chunhui Street", "street"),
    ("990101001001", "望江社区", "Wangjiang Community", "community"),
    ("990101001002", "松涛社区", "Songtao Community", "community"),
)
#: For each community: the estates of its grids, one a grid: (road and number, name of the estate).
ESTATES = {
    "990101001001": (
        ("望江路18号", "望江花园"),
        ("望江路36号", "春晖里"),
        ("临江大道102号", "滨江苑"),
        ("柳荫巷7号", "柳荫小区"),
    ),
    "990101001002": (
        ("松涛路9号", "松涛苑"),
        ("松涛路25号", "松林里"),
        ("学府路66号", "学府名居"),
        ("云山路12号", "云山小筑"),
    ),
}


@dataclass(frozen=True, slots=True)
class Building:
    """A building: its 19-digit code, and how people write where it stands."""

    code: str
    grid: str
    road: str  # road and house number
    number: str  # 3栋
    estate: str

    @property
    def text(self) -> str:
        return f"{self.road}{self.number}"


@dataclass(frozen=True, slots=True)
class Door:
    """A flat: its 25-digit code is the building's, two digits of the unit, four of the room."""

    building: Building
    unit: int
    room: str

    @property
    def code(self) -> str:
        return f"{self.building.code}{self.unit:02d}{int(self.room):04d}"

    @property
    def text(self) -> str:
        """As people write it: 望江路18号3栋2单元501."""
        return f"{self.building.text}{self.unit}单元{self.room}"

    @property
    def full(self) -> str:
        """As registers write it, with city, district and street."""
        return f"{CITY_TEXT}{self.text}"


def grids() -> Iterator[tuple[str, str, str]]:
    """(code, name, English name) of each grid."""
    for community, estates in ESTATES.items():
        for place, (_road, estate) in enumerate(estates, start=1):
            yield f"{community}{place:02d}", f"{estate}网格", f"Grid {place}"


def buildings() -> Iterator[Building]:
    """Every building, three a grid."""
    for community, estates in ESTATES.items():
        for place, (road, estate) in enumerate(estates):
            for number in range(1, BUILDINGS + 1):
                serial = place * BUILDINGS + number
                yield Building(f"{community}{serial:07d}", f"{community}{place + 1:02d}", road, f"{number}栋", estate)


def doors_of(building: Building) -> Iterator[Door]:
    """Every flat of a building, unit by unit and floor by floor."""
    for unit in range(1, UNITS + 1):
        for floor in range(1, FLOORS + 1):
            for door in range(1, DOORS_A_FLOOR + 1):
                yield Door(building, unit, f"{floor}{door:02d}")
