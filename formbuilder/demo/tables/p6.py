"""p6: the grid workers' list of who really lives here; it dates its rows, some of them long ago."""

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
from formbuilder.demo.world.ground import CITY_TEXT, DISTRICT, DISTRICT_TEXT, PROVINCE_TEXT

KNOWN = 0.88
#: What the code of the district says already.
ABOVE_STREET = f"{PROVINCE_TEXT}{CITY_TEXT}{DISTRICT_TEXT}"


def looked(resident: Resident, chance: Random) -> int | None:
    if chance.random() > (0.3 if resident.former else KNOWN):
        return None
    return seen_here(resident, lately(chance, 15, 700))


def says(resident: Resident, look: Look) -> Said:
    person, home, then = resident.person, resident.home, state(resident.person, look.ago)
    consistent = person.registered.text == resident.door.full
    values = {
        **identity(person, look.chance),
        **phone(then.phone, look.chance),
        "ethnic_group": person.ethnic,
        "native_place": person.registered.division,
        "marital_status": then.marital,
        "political_status": person.party,
        "education_level": person.education,
        "occupation": then.job.major,
        "employer_name": then.job.employer,
        "home_phone": home.landline,
        "hukou_division": person.registered.division,
        "hukou_address": address(person.registered.text),
        "residence_consistency": "01" if consistent else "02",
        "household_register_no": home.register,
        "head_id_number": home.head.number,
        "head_name": home.head.name,
        "relation_to_head": person.relation,
        "household_phone": home.head.phones.at(look.ago),
        "grid_code": resident.door.grid.code,
    }
    if person.relation == "01" or person.age < 14:
        values["employer_name"] = then.job.employer if look.chance.random() < 0.8 else ""
    return Said(
        some(values),
        {
            "person_id": f"res-{person.luck:012d}",
            "residence": DISTRICT,
            "residence_addr": resident.door.full.removeprefix(ABOVE_STREET),
            "vocation": "",
            "eff_date": f"{look.day.isoformat()} 00:00:00",
            "status_cd": "12",
            "oper_name": look.chance.choice(("林晓", "许静", "谢波")),
            "oper_date": f"{look.day.isoformat()} 10:{look.ago % 60:02d}:00",
        },
    )


TABLE = Table("p6", residents_and_former, looked, says)
