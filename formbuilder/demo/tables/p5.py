"""p5: the employment register: who works where, and who looks for work."""

from random import Random

from formbuilder.demo.tables.residents import Resident, address, identity, phone, residents, some, state
from formbuilder.demo.tables.table import Look, Said, Table, lately
from formbuilder.demo.world import work

EMPLOYED, JOBLESS = 0.75, 0.6


def looked(resident: Resident, chance: Random) -> int | None:
    person = resident.person
    if not work.EMPLOYED_FROM <= person.age < work.RETIRED_FROM:
        return None
    share = JOBLESS if person.jobs.now.status == work.WITHOUT else EMPLOYED
    return lately(chance, 30, 900) if chance.random() < share else None


def says(resident: Resident, look: Look) -> Said:
    person, then = resident.person, state(resident.person, look.ago)
    job = then.job
    jobless = job.status == work.WITHOUT
    values = {
        **identity(person, look.chance),
        **phone(then.phone, look.chance),
        "hukou_type": "12" if person.registered.rural else "11",
        "hukou_address": address(person.registered.text),
        "education_level": person.education if person.education != "10" else "",
        "skill": look.chance.choice(("电工", "会计", "驾驶", "")),
        "employment_status": "" if job.status == work.STUDENT else job.status,
        "employer_name": job.employer,
        "unemployment_reg_no": f"YZ{person.luck:010d}" if jobless else "",
        "job_intention": look.chance.choice(("保安", "家政", "司机")) if jobless else "",
        "pension_insurance": "110" if job.employer else "170",
    }
    classes = {"P": "P83", "Q": "Q84", "G": "G54", "C": "C18", "F": "F52", "H": "H62", "I": "I65", "J": "J66"}
    return Said(
        some(values),
        {
            "AAC001": f"99{person.luck:010d}",
            "AAE006": then.home.text,
            "AAB020": "150" if job.employer else "",
            "AAB022": classes.get(job.industry, job.industry),
            "ACA111": f"{job.major}01010" if job.major else "",
            "AJC090": look.day.isoformat() if jobless else "",
            "AAC030": f"{look.day.year - 3}-07-01",
        },
    )


TABLE = Table("p5", residents, looked, says, as_at=30)
