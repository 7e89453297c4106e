"""d1: the community's own spreadsheet, typed by many hands: dates without years, and one row in twenty damaged."""

from random import Random

from formbuilder.demo.tables.residents import Resident, address, identity, phone, residents, seen_here, some, state
from formbuilder.demo.tables.table import Look, Said, Table, lately

KNOWN = 0.9
WALKERS = ("小林", "小许", "小谢", "老周")


def looked(resident: Resident, chance: Random) -> int | None:
    return seen_here(resident, lately(chance, 3, 160)) if chance.random() < KNOWN else None


def says(resident: Resident, look: Look) -> Said:
    person, home, then = resident.person, resident.home, state(resident.person, look.ago)
    door, chance = resident.door, look.chance
    consistent = person.registered.text == door.full
    values = {
        **identity(person, chance),
        **phone(then.phone, chance),
        "grid_code": door.grid.code,
        "building_no": door.building.number,
        "unit_no": f"{door.unit}单元",
        "room_no": door.room,
        "head_name": home.head.name,
        "relation_to_head": person.relation,
        "ethnic_group": person.ethnic,
        "political_status": person.party,
        "education_level": person.education,
        "marital_status": then.marital[0] + "0" if person.age >= 18 else "",
        "home_phone": home.landline if person.relation == "01" else "",
        "employer_name": then.job.employer if chance.random() < 0.5 else "",
        "hukou_address": address(person.registered.text),
        "population_type": "1" if person.registered.local else "2",
        "occupancy_status": "2" if home.rents else "1",
        "owner_name": home.owner.name if home.rents else "",
        "owner_phone": home.owner.phone if home.rents else "",
    }
    tags = [word for word, fits in _tags(resident).items() if fits]
    return Said(
        some(values),
        {
            "序号": str(person.luck + 1),
            "人户状态": "人户同在" if consistent else "人在户不在",
            "重点服务": ";".join(tags),
            "宠物": "有" if person.luck % 11 == 0 else "无",
            "走访人": chance.choice(WALKERS),
            "走访时间": f"{look.day.month}.{look.day.day}",
        },
    )


def _tags(resident: Resident) -> dict[str, bool]:
    person = resident.person
    return {
        "独居老人": person.alone and person.elderly,
        "残疾": bool(person.hardship.disability),
        "低保": person.hardship.assistance == "01",
    }


TABLE = Table("d1", residents, looked, says, as_at=2, this_year=True)
