"""p1: the police's residence registration; it knows newcomers best, and dates each of its rows."""

from random import Random

from formbuilder.demo.tables.residents import (
    Resident,
    address,
    identity,
    phone,
    residents_and_former,
    seen_here,
    some,
    state,
)
from formbuilder.demo.tables.table import Look, Said, Table, lately

#: Shares that are registered: newcomers, and people who are registered elsewhere in the city, or here.
NEWCOMERS, LOCALS = 0.93, 0.45


def looked(resident: Resident, chance: Random) -> int | None:
    local = resident.person.registered.local
    if chance.random() > (LOCALS if local else NEWCOMERS):
        return None
    return seen_here(resident, lately(chance, 20, 1500 if local else 700))


def says(resident: Resident, look: Look) -> Said:
    person, home, then = resident.person, resident.home, state(resident.person, look.ago)
    door, chance = resident.door, look.chance
    newcomer = not person.registered.local
    cancelled = resident.former and chance.random() < 0.6
    values = {
        **identity(person, chance),
        **phone(then.phone, chance),
        "ethnic_group": person.ethnic,
        "hukou_division": person.registered.division,
        "hukou_address": address(person.registered.text),
        "residence_place_type": "01" if home.rents else "06",
        "military_service": "0",
        "marital_status": then.marital[0] + "0",
        "education_level": person.education,
        "political_status": person.party,
        "home_phone": home.landline,
        "occupation": then.job.major,
        "employer_name": then.job.employer,
        "work_address": address(then.job.address) if then.job.address else "",
        "current_address": address(door.full),
        "owner_name": home.owner.name,
        "owner_id_number": home.owner.number if home.rents and chance.random() < 0.7 else "",
        "road_plot": door.grid.road,
        "house_number": door.grid.number,
        "building_no": door.building.number,
        "unit_no": f"{door.unit}单元",
        "room_no": door.room,
        "addr_division": door.grid.community_code,
        "person_status": "9" if cancelled else "1",
    }
    if newcomer:
        values |= {
            "residence_reason": "01" if then.job.employer else "09",
            "arrival_date": f"{look.day.year - 1 - look.ago % 3}-09-01",
            "planned_stay": chance.choice("2344"),
        }
    return Said(
        some(values),
        {
            "LDID": f"LD{person.luck:010d}",
            "SFSLJZZ": "1" if newcomer else "0",
            "DZBM": f"{person.luck * 7919 % 10**12:012x}",
            "DJSJ": look.day.isoformat(),
        },
    )


TABLE = Table("p1", residents_and_former, looked, says)
