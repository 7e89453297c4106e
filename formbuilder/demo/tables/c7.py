"""c7: the fire service's small places, as its inspectors found them."""

from collections.abc import Iterable
from random import Random

from formbuilder.demo.tables.residents import address, some
from formbuilder.demo.tables.table import Look, Said, Table, lately
from formbuilder.demo.world.firms import Firm
from formbuilder.demo.world.neighbourhood import Neighbourhood

KNOWN, WITH_CODE = 0.75, 0.9


def small_places(place: Neighbourhood) -> Iterable[Firm]:
    return (firm for firm in place.firms if firm.small_place)


def looked(firm: Firm, chance: Random) -> int | None:
    return min(lately(chance, 5, 300), firm.founded) if chance.random() < KNOWN else None


def says(firm: Firm, look: Look) -> Said:
    chance = look.chance
    danger = chance.random() < 0.15
    values = {
        "ent_name": firm.name,
        "fire_grade": "3",
        "uscc": firm.uscc if chance.random() < WITH_CODE else "",
        "business_address": address(firm.address),
        "legal_rep_name": firm.head.name,
        "legal_rep_phone": firm.head.phones.at(look.ago),
        "safety_manager": firm.contact.name,
        "safety_manager_phone": firm.contact.phones.at(look.ago),
        "employee_count": firm.employees.at(look.ago),
        "hazmat_flag": "0",
        "hazard_desc": "安全出口堆放杂物" if danger else "",
        "rectify_status": "限期整改" if danger else "",
        "last_inspection": look.day.isoformat(),
        "on_site_status": firm.open.at(look.ago),
    }
    return Said(
        some(values),
        {
            "place_id": str(firm.luck + 1),
            "place_type": firm.small_place,
            "area_m2": f"{30 + firm.serial % 9 * 15}.00",
            "floors": "1",
            "has_gas": "是" if firm.industry == "H" else "否",
            "extinguisher_num": "4",
            "exit_num": "1",
            "check_result": "不合格" if danger else "合格",
            "checker": chance.choice(("岳峰", "武安")),
        },
    )


TABLE = Table("c7", small_places, looked, says, as_at=5)
