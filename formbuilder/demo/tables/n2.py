"""n2: the register of disability cards."""

from random import Random

from formbuilder.demo.tables.residents import Resident, address, identity, phone, residents, some, state
from formbuilder.demo.tables.table import Look, Said, Table, lately
from formbuilder.demo.world import work

KNOWN = 0.95


def looked(resident: Resident, chance: Random) -> int | None:
    known = resident.person.hardship.disability and chance.random() < KNOWN
    return lately(chance, 30, 1600) if known else None


def says(resident: Resident, look: Look) -> Said:
    person, then = resident.person, state(resident.person, look.ago)
    category, level = person.hardship.disability[0], person.hardship.disability[1]
    values = {
        **identity(person, look.chance),
        **phone(then.phone, look.chance),
        "disability_cert_no": f"{person.number}{category}{level}",
        "disability_category": category,
        "disability_level": level,
        "ethnic_group": person.ethnic,
        "marital_status": then.marital[0] + "0",
        "education_level": person.education,
        "hukou_type": "12" if person.registered.rural else "11",
        "hukou_address": address(person.registered.text),
        "current_address": address(then.home.text),
        "home_phone": resident.home.landline,
        "guardian_name": person.contact,
        "guardian_phone": person.contact_phone,
        "guardian_relation": "10" if person.marital.now[0] == "2" else "",
        "employment_status": "70" if then.job.status == work.WITHOUT else "",
        "assistance_type": person.hardship.assistance if person.hardship.assistance in ("01", "03", "04") else "",
        "care_level": "0" if level in "34" else "2",
        "person_status": "1",
    }
    return Said(
        some(values),
        {
            "cityid": f"{person.registered.division}007003" if person.registered.rural else "990101001001",
            "zipcode": "518000",
            "issueDate": f"{look.day.year - 4}-03-12 00:00:00",
            "validEnd": f"{look.day.year + 6}-03-12 00:00:00",
            "rehabNeed": look.chance.choice(("辅具", "护理", "")),
        },
    )


TABLE = Table("n2", residents, looked, says, as_at=60)
