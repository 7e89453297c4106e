"""c6: the housing fund: who is employed for good, by the employers' word."""

from random import Random

from formbuilder.demo.tables.residents import Resident, address, identity, phone, residents, some, state
from formbuilder.demo.tables.table import Look, Said, Table, lately

KNOWN = 0.6
SECTIONS = "PQJISCE"


def looked(resident: Resident, chance: Random) -> int | None:
    insured = resident.person.jobs.now.industry in SECTIONS and resident.person.jobs.now.industry
    return lately(chance, 40, 700) if insured and chance.random() < KNOWN else None


def says(resident: Resident, look: Look) -> Said:
    person, then = resident.person, state(resident.person, look.ago)
    values = {
        **identity(person, look.chance),
        **phone(then.phone, look.chance),
        "marital_status": then.marital[0] + "0" if look.chance.random() < 0.7 else "",
        "employment_status": then.job.status if then.job.employer else "",
        "education_level": person.education if person.education in ("10", "20", "30", "60") else "",
        "current_address": address(then.home.text) if look.chance.random() < 0.6 else "",
        "employer_name": then.job.employer or person.jobs.now.employer,
        "work_address": address(then.job.address) if then.job.address else "",
        "bank_account": f"990102{person.luck:013d}",
        "bank_name": "云州银行",
    }
    return Said(
        some(values),
        {
            "GRZH": f"GJ{person.luck:010d}",
            "YZBM": "518000",
            "DWZH": f"DW{sum(map(ord, then.job.employer)) % 10**6:06d}",
            "GRJCJS": f"{5000 + person.luck % 9 * 800}.00",
            "GRZHZT": "01",
            "KHRQ": f"{look.day.year - 4}-05-01",
        },
    )


TABLE = Table("c6", residents, looked, says, as_at=40)
