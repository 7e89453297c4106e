"""c5: the register of real estate: every flat that was ever sold, and whose it is."""

from collections.abc import Iterable
from random import Random

from formbuilder.demo.tables.residents import address, some
from formbuilder.demo.tables.table import Look, Said, Table
from formbuilder.demo.world.neighbourhood import Neighbourhood
from formbuilder.demo.world.people import Flat

REGISTERED, WITH_CODE = 0.97, 0.95


def flats(place: Neighbourhood) -> Iterable[Flat]:
    return place.flats


def looked(flat: Flat, chance: Random) -> int | None:
    return chance.randint(25, 1800) if chance.random() < REGISTERED else None


def says(flat: Flat, look: Look) -> Said:
    door = flat.door
    large = door.room.endswith("1")
    values = {
        "property_cert_no": f"云(2019)云州市不动产权第{flat.serial:07d}号",
        "standard_address": address(door.full),
        "owner_name": flat.owner.name,
        "owner_id_number": flat.owner.number,
        "dwelling_nature": "0" if flat.serial % 7 else "6",
        "dwelling_use": "11",
        "building_structure": door.building.structure,
        "floor_area": "89.50" if large else "72.00",
        "floor_no": door.floor,
        "room_no": door.room,
        "address_code": door.code if look.chance.random() < WITH_CODE else "",
    }
    return Said(
        some(values),
        {
            "BDCDYH": f"990101{door.code[6:12]}GB{int(door.code[12:19]):05d}F{flat.serial:08d}",
            "QLRZJZL": "1",
            "GYFS": "0",
            "TNJZMJ": "71.20" if large else "57.60",
            "FTJZMJ": "18.30" if large else "14.40",
            "ZCS": "7",
            "LJZH": f"{door.building.serial:04d}",
            "JGSJ": f"{1996 + door.building.serial}-06-30",
            "TDSYJSSJ": f"{2066 + door.building.serial}-06-30",
            "DYQK": "1" if flat.serial % 5 == 0 else "0",
            "CFQK": "0",
            "DJSJ": look.day.isoformat(),
            "QSZT": "1",
        },
    )


TABLE = Table("c5", flats, looked, says, as_at=25)
