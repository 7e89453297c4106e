"""c11: the housing authority's list of estates and buildings."""

from collections.abc import Iterable
from random import Random

from formbuilder.demo.tables.table import Look, Said, Table
from formbuilder.demo.world.ground import DISTRICT_TEXT, DOORS_A_FLOOR, FLOORS, UNITS, Building
from formbuilder.demo.world.neighbourhood import Neighbourhood
from metadata.values import Value


def buildings(place: Neighbourhood) -> Iterable[Building]:
    return place.buildings


def looked(building: Building, chance: Random) -> int | None:
    return chance.randint(200, 700)


def says(building: Building, look: Look) -> Said:
    grid = building.grid
    values: dict[str, Value] = {
        "road_plot": grid.estate,
        "building_code": building.code,
        "addr_division": grid.community_code,
        "building_structure": building.structure,
        "floors_above": FLOORS,
        "total_units": UNITS * FLOORS * DOORS_A_FLOOR,
        "elevator_count": 1 if building.serial % 3 == 0 else 0,
        "property_company": "春晖物业服务有限公司",
    }
    return Said(
        values,
        {
            "ldmc": f"{grid.estate}{building.number}",
            "ldmph": f"{grid.road}{grid.number}",
            "dzxx": f"云州市{DISTRICT_TEXT}{grid.street}{building.text}",
            "jzlx": "多层",
            "dxcs": "0",
            "dys": str(UNITS),
            "jcnd": "1990年代",
            "jzmj": "5100.00",
            "ywh": "Y" if building.serial % 2 else "N",
            "tcw": "40",
            "gxsj": f"{look.day.isoformat()} 08:00:00",
        },
    )


TABLE = Table("c11", buildings, looked, says, as_at=200)
