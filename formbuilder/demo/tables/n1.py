"""n1: the census of five years ago, household by household; who has moved in or was born since is not in it."""

from random import Random

from formbuilder.demo.tables.residents import Resident, identity, residents_and_former, some
from formbuilder.demo.tables.table import Look, Said, Table
from formbuilder.demo.world.timeline import FIVE_YEARS

CENSUS = FIVE_YEARS - 6
COUNTED, WITH_NUMBER = 0.94, 0.995


def looked(resident: Resident, chance: Random) -> int | None:
    counted = chance.random() < COUNTED and resident.here(CENSUS)
    return CENSUS if counted else None


def says(resident: Resident, look: Look) -> Said:
    person, home, door = resident.person, resident.home, resident.door
    local = person.registered.local
    values = {
        **identity(person, look.chance),
        "household_type": "10",
        "floor_area": "90" if door.room.endswith("1") else "72",
        "room_count": 3 if door.room.endswith("1") else 2,
        "relation_to_head": person.relation,
        "ethnic_group": person.ethnic,
        "hukou_division": "" if local else person.registered.division,
        "residence_reason": "" if local else "01",
        "education_level": person.education if person.age > 8 else "",
    }
    if look.chance.random() > WITH_NUMBER:
        values["id_number"] = ""
    return Said(
        some(values),
        {
            "H1": f"{home.serial + 1:04d}",
            "H3_1": str(len(home.members)),
            "H3_2": "0",
            "H4": "0",
            "H5": "0",
            "D7": "1",
            "D8": "1" if local else "3",
            "D9": "1" if local else "4",
            "D12": "1",
            "PCQ": f"{door.grid.community_code}0{door.grid.code[12:]}",
            "JZW": f"01{door.building.serial:02d}",
            "DCY": look.chance.choice(("白鸥", "丁一", "石磊")),
        },
    )


TABLE = Table("n1", residents_and_former, looked, says, as_at=CENSUS)
