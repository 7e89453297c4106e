"""c3: cases of city management, as inspectors and callers reported them."""

from collections.abc import Iterable
from random import Random

from formbuilder.demo.tables.residents import address, some
from formbuilder.demo.tables.table import Look, Said, Table
from formbuilder.demo.world.firms import Case
from formbuilder.demo.world.ground import DISTRICT_TEXT
from formbuilder.demo.world.neighbourhood import Neighbourhood


def cases(place: Neighbourhood) -> Iterable[Case]:
    return place.cases


def looked(case: Case, chance: Random) -> int | None:
    return case.reported


def says(case: Case, look: Look) -> Said:
    grid = case.grid
    values = {
        "event_no": f"{100_000_000 + case.luck}",
        "event_category": case.category,
        "event_desc": f"{case.shop.building.text}附近{case.what}",
        "event_address": address(f"{grid.road}{grid.number}{case.shop.building.number}西侧20米"),
        "addr_division": grid.community_code,
        "handling_dept": case.department,
        "event_status": "2" if case.closed is None else "4",
    }
    if case.closed is not None:
        values["closed_at"] = f"{case.closed_on(look.day).isoformat()}T08:30:00Z"
    return Said(
        some(values),
        {
            "TASKNUM": f"RW{case.luck:010d}",
            "EVENTSRCNAME": case.source,
            "RECTYPENAME": "事件",
            "SUBTYPENAME": case.what,
            "COORDINATEX": f"{505000 + case.serial}.456",
            "COORDINATEY": f"{25000 + case.serial}.123",
            "DISTRICTNAME": DISTRICT_TEXT,
            "STREETNAME": grid.street,
            "CELLNAME": f"{grid.community_code}001",
            "PATROLNAME": case.reporter,
            "CARDID": f"J{sum(map(ord, case.reporter)) % 1000:03d}",
            "CREATETIME": f"{look.day.isoformat()} 09:{case.serial % 60:02d}:00",
            "INSTTIME": look.day.isoformat(),
            "DEADLINE": "4工作时",
        },
    )


TABLE = Table("c3", cases, looked, says)
