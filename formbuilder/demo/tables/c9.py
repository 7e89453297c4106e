"""c9: the medical insurance: nearly everybody is in it, and hardly anybody tells it what has changed."""

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

KNOWN = 0.93


def looked(resident: Resident, chance: Random) -> int | None:
    return lately(chance, 10, 1500) if chance.random() < KNOWN else None


def says(resident: Resident, look: Look) -> Said:
    person, then, chance = resident.person, state(resident.person, look.ago), look.chance
    employed = bool(then.job.employer)
    help_ = person.hardship.assistance
    values = {
        **identity(person, chance),
        **(phone(then.phone, chance) if chance.random() < 0.75 else {}),
        "ethnic_group": person.ethnic,
        "marital_status": then.marital[0] + "0" if chance.random() < 0.4 and person.age >= 18 else "",
        "nationality": "CHN",
        "home_phone": resident.home.landline if chance.random() < 0.2 else "",
        "current_address": address(then.home.text) if chance.random() < 0.4 else "",
        "hukou_address": address(person.registered.text) if chance.random() < 0.5 else "",
        "hukou_type": "12" if person.registered.rural else "11",
        "medical_insurance": medical_insurance(person, then),
        "employer_name": then.job.employer,
        "assistance_type": help_ if help_ in ("01", "03", "04") else "",
        "social_security_card": f"K{person.luck:08d}",
    }
    return Said(
        some(values),
        {
            "PSN_NO": f"YB{person.luck:012d}",
            "LIVE_ADMDVS": "990101",
            "PSN_TYPE": "11" if employed else "12" if person.elderly else "15" if person.age < 18 else "16",
            "PSN_INSU_STAS": "1",
            "PSN_INSU_DATE": f"{look.day.year - 6}-01-01",
            "EMP_NO": f"E{sum(map(ord, then.job.employer)) % 10**6:06d}" if employed else "",
            "MAX_ACCTPRD": f"{look.day:%Y%m}",
        },
    )


TABLE = Table("c9", residents, looked, says, as_at=10)
