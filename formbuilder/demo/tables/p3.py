"""p3: families that receive social assistance."""

from random import Random

from formbuilder.demo.tables.residents import Resident, address, identity, month, phone, residents, some, state
from formbuilder.demo.tables.table import Look, Said, Table, lately

KNOWN = 0.97


def looked(resident: Resident, chance: Random) -> int | None:
    known = resident.person.hardship.assistance and chance.random() < KNOWN
    return lately(chance, 15, 400) if known else None


def says(resident: Resident, look: Look) -> Said:
    person, home, then = resident.person, resident.home, state(resident.person, look.ago)
    monthly = 900 + person.luck % 5 * 150
    values = {
        **identity(person, look.chance),
        **phone(then.phone, look.chance),
        "ethnic_group": person.ethnic,
        "hukou_address": address(person.registered.text),
        "current_address": address(resident.door.full),
        "residence_consistency": "01" if person.registered.text == resident.door.full else "02",
        "household_size": len(home.members),
        "assistance_type": person.hardship.assistance,
        "assistance_cert_no": f"云民救{person.luck:08d}",
        "household_income": f"{person.luck % 7 * 2400 + 6000}.00",
        "health_status": person.hardship.health,
        "floor_area": "89.50" if resident.door.room.endswith("1") else "72.00",
        "occupancy_status": "1" if not home.rents else "",
        "bank_name": "云州农村商业银行",
        "bank_account": f"990101{person.luck:013d}",
        "addr_division": resident.door.grid.community_code,
    }
    return Said(
        some(values),
        {
            "apply_no": f"SQ{person.luck:010d}",
            "protect_count": "1",
            "month_amount": f"{monthly}.00",
            "start_month": month(look.day.replace(year=look.day.year - 1)),
            "per_capita_income": f"{person.luck % 7 * 200 + 500}.00",
            "poor_reason": look.chance.choice("1239"),
            "labor_ability": look.chance.choice("1234"),
            "house_property": "3" if home.rents else "1",
            "status": "1",
        },
    )


TABLE = Table("p3", residents, looked, says, as_at=15)
