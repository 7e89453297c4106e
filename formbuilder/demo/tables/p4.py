"""p4: home care for the aged; the only one that knows whom to call."""

from random import Random

from formbuilder.demo.tables.residents import (
    Resident,
    address,
    identity,
    medical_insurance,
    phone,
    residents,
    some,
    state,
)
from formbuilder.demo.tables.table import Look, Said, Table, lately

KNOWN = 0.8


def looked(resident: Resident, chance: Random) -> int | None:
    known = resident.person.elderly and chance.random() < KNOWN
    return lately(chance, 20, 500) if known else None


def says(resident: Resident, look: Look) -> Said:
    person, then = resident.person, state(resident.person, look.ago)
    frail = "0" if person.age < 76 else look.chance.choice("0112")
    values = {
        **identity(person, look.chance),
        **phone(then.phone, look.chance),
        "marital_status": then.marital[0] + "0",
        "education_level": "80" if person.education in ("80", "90") else person.education,
        "living_alone": "1" if person.alone else "",
        "addr_division": resident.door.grid.community_code,
        "current_address": address(resident.door.full),
        "home_phone": resident.home.landline if not then.phone else "",
        "care_level": frail,
        "elderly_allowance": "1" if person.age >= 80 else "",
        "medical_insurance": medical_insurance(person, then),
        "social_security_card": f"K{person.luck:08d}",
    }
    return Said(
        some(values),
        {
            "age": str(person.age),
            "living_type": "1" if person.alone else "2" if person.contact else "3",
            "child_name": person.contact,
            "child_phone": person.contact_phone,
            "assess_date": look.day.isoformat(),
            "chronic": "高血压" if person.hardship.health == "3" else "",
            "has_nurse": "true" if frail == "2" else "false",
            "visit_cycle": "7",
        },
    )


TABLE = Table("p4", residents, looked, says, as_at=20)
