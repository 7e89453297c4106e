"""c2: the register of firms, as they declared themselves."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from formbuilder.demo.tables.residents import address, some
from formbuilder.demo.tables.table import Look, Said, Table, lately
from formbuilder.demo.world.firms import Firm
from formbuilder.demo.world.neighbourhood import Neighbourhood


def firms(place: Neighbourhood) -> Iterable[Firm]:
    return place.firms


def looked(firm: Firm, chance: Random) -> int | None:
    return min(lately(chance, 30, 900), firm.founded)


def says(firm: Firm, look: Look) -> Said:
    values = {
        "uscc": firm.uscc,
        "ent_name": firm.name,
        "ent_type": firm.type,
        "industry": firm.industry,
        "legal_rep_name": firm.head.name,
        "legal_rep_id": firm.head.number,
        "registered_capital": f"{firm.capital}.0000",
        "license_until": "9999-12-31",
        "registered_address": address(firm.address),
        "business_scope": firm.scope,
        "ent_status": "1",
        "employee_count": firm.employees.at(look.ago),
        "ent_contact_name": firm.contact.name,
        "ent_contact_phone": firm.contact.phones.at(look.ago),
    }
    founded = (look.day - timedelta(days=firm.founded - look.ago)).isoformat()
    return Said(
        some(values),
        {
            "PRIPID": f"PR{firm.luck:012d}",
            "ENTTYPE": "9500" if firm.type == "92" else "1151",
            "INDUSTRYCO": firm.industry_class,
            "CERTYPE": "10",
            "REGCAPCUR": "156",
            "ESTDATE": founded,
            "OPFROM": founded,
            "PROLOC": firm.address,
            "DOMDISTRICT": "990101",
            "REGORG": "990101",
            "UPDATETIME": look.day.isoformat(),
        },
    )


TABLE = Table("c2", firms, looked, says, as_at=3)
