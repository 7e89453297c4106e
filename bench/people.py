"""People who do not exist, as many as are wanted, without the demo's five years of life: a row or a name costs little.

They live in the demo's world, about two at each door.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from random import Random

from formbuilder.demo.world import ground, names
from formbuilder.demo.world.ground import Door, Grid
from formbuilder.demo.world.sizes import Size

#: People of one grid, and the grids of one street.
IN_A_GRID = 740
STREET = ground.COMMUNITIES_A_STREET * ground.GRIDS_A_COMMUNITY
BORN_FIRST, DAYS = date(1940, 1, 1), 25_000


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody. `serial`: no one else's."""

    serial: int
    name: str
    sex: str
    number: str
    mobile: str
    door: Door


def size_for(people: int) -> Size:
    """The smallest world in which so many have room."""
    grids = -(-people // IN_A_GRID)
    return Size("bench", streets=1 + -(-grids // STREET), grids=grids)


def residents(people: int) -> Iterator[Resident]:
    """So many people, grid by grid: the same ones every time."""
    chance = Random(7)
    serials = count()
    for grid in ground.lived_in(size_for(people)):
        doors = [door for building in ground.buildings_of(grid) for door in ground.doors_of(building)]
        for nth, serial in zip(range(IN_A_GRID), islice(serials, people), strict=False):
            if serial >= people:
                return
            yield resident(serial, nth, grid, doors, chance)


def resident(serial: int, nth: int, grid: Grid, doors: list[Door], chance: Random) -> Resident:
    sex = "12"[nth % 2]
    born = BORN_FIRST + timedelta(days=nth * 29 % DAYS)
    return Resident(
        serial=serial,
        name=names.a_name(chance, sex),
        sex=sex,
        number=names.citizen_number(born, sex, grid.serial, 0),
        mobile=names.mobile_number(grid.serial, nth),
        door=doors[nth // 2 % len(doors)],
    )


def police_row(person: Resident, day: date) -> Mapping[str, str]:
    """A row of the police's residence registration (p1) that makes some fifteen claims."""
    door = person.door
    return {
        "LDID": f"LD{person.serial:010d}",
        "XM": person.name,
        "XB": person.sex,
        "MZ": "01",
        "ZJZL": "111",
        "SFZH": person.number,
        "HYZK": "1020"[person.serial % 2 * 2 :][:2],
        "XL": "40",
        "ZZMM": "13",
        "LXFS_SJ": person.mobile,
        "CSZY": "6",
        "XJZDZZ": door.text,
        "FZ": "林房东",
        "DZBM": f"{person.serial * 7919 % 10**12:012x}",
        "ZXBZ": "0",
        "DJSJ": (day - timedelta(days=person.serial % 300 + 1)).isoformat(),
    }
