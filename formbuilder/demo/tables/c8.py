"""c8: applications for a place at school, by the guardians' word."""

from random import Random

from formbuilder.demo.tables.residents import Resident, address, identity, residents, some
from formbuilder.demo.tables.table import Look, Said, Table, lately

KNOWN = 0.85


def looked(resident: Resident, chance: Random) -> int | None:
    known = 6 <= resident.person.age <= 13 and chance.random() < KNOWN
    return min(lately(chance, 80, 900), max(80, resident.home.since - 10)) if known else None


def says(resident: Resident, look: Look) -> Said:
    person, home, head = resident.person, resident.home, resident.home.head
    guardian = "51" if head.sex == "1" else "52"
    values = {
        **identity(person, look.chance),
        "ethnic_group": person.ethnic,
        "native_place": person.registered.division,
        "hukou_address": address(person.registered.text),
        "population_type": "1" if person.registered.local else "2",
        "current_address": address(resident.door.full),
        "occupancy_status": "2" if home.rents else "",
        "address_code": resident.door.code if look.chance.random() < 0.85 else "",
        "property_cert_no": "" if home.rents else f"云(2019)云州市不动产权第{home.serial:07d}号",
        "rental_record_no": f"ZL{home.serial:08d}" if home.rents else "",
        "guardian_name": head.name,
        "guardian_phone": head.phones.at(look.ago),
        "guardian_relation": guardian,
    }
    return Said(
        some(values),
        {
            "birthplace": person.registered.division,
            "hk_date": "",
            "house_kind": "02" if home.rents else "01",
            "f_idno": head.number,
            "f_work": head.jobs.at(look.ago).employer,
            "only_child": "1" if len(home.members) == 3 else "0",
            "school_apply": "云州市第三小学",
            "now_grade": "一年级" if person.age < 12 else "七年级",
            "audit_state": "1",
        },
    )


TABLE = Table("c8", residents, looked, says, as_at=80)
