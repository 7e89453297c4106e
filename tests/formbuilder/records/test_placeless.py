"""R12: what has no place is on a list: of the streets' department, and of secretaries of a street or more."""

import pytest
from flask import Flask

from formbuilder import clock, db
from formbuilder.ledger import service as ledger
from formbuilder.ledger.scope import NOWHERE
from formbuilder.permissions import Actor, Role
from formbuilder.problems import NotThere
from formbuilder.records import keeping, service, store
from formbuilder.review import service as review
from metadata.problems import Problem
from tests.formbuilder.records.town import OTHER_NUMBER, a_person, read

pytestmark = pytest.mark.usefixtures("in_town")

STREET = Actor(71, "street", "春晖街道书记", Role.SECRETARY, area="990101001")
COMMUNITY = Actor(72, "community", "望江书记", Role.SECRETARY, area="990101001001")
ADDRESSES = Actor(73, "jd", "街道办管理员", Role.DEPARTMENT_ADMIN, department="jd")
POLICE = Actor(74, "ga", "公安管理员", Role.DEPARTMENT_ADMIN, department="ga")


def ids(actor: Actor, area: str = "") -> set[str]:
    return {row.id for row in ledger.find(actor, "person", area=area).rows}


@pytest.fixture
def nowhere(app: Flask) -> str:
    """Somebody whose address nobody knows in the library."""
    found = a_person(current_address={"text": "哪里也不是"})
    assert read(found).area == ""
    return found


def test_r12_the_list_is_a_streets_secretarys_and_the_street_departments(nowhere: str) -> None:
    at_home = a_person(number=OTHER_NUMBER, name="李长顺")
    assert ids(STREET) == {at_home, nowhere}
    assert ids(STREET, NOWHERE) == ids(ADDRESSES, NOWHERE) == {nowhere}
    assert ids(COMMUNITY) == {at_home}
    assert ids(COMMUNITY, NOWHERE) == set()
    for actor, where in ((STREET, "above"), (ADDRESSES, "below"), (COMMUNITY, ""), (POLICE, "")):
        place = "" if where == "below" else NOWHERE
        walk = ledger.open_page(actor, "person", area=place).walk
        offered = {one.code: (one.name, one.count) for one in (*walk.above, *walk.below)}
        assert offered.get(NOWHERE) == (("没有地点", 1) if where else None)


def test_r12_its_page_opens_for_them_and_for_no_community(nowhere: str) -> None:
    now = clock.now()
    assert service.open_page(STREET, nowhere, now=now).seen.id == nowhere
    assert service.open_page(ADDRESSES, nowhere, now=now).seen.id == nowhere
    with pytest.raises(NotThere):
        service.open_page(COMMUNITY, nowhere, now=now)


def test_r12_what_was_parked_of_it_waits_for_the_streets_secretary(nowhere: str) -> None:
    with db.transaction(writing=True):
        record = store.load(nowhere)
        assert record is not None
        keeping.park(record, "mobile_phone", None, Problem.code, now=clock.now())
    found = review.queue(STREET)
    assert ([one.record for one in found.parked], found.parked_count.number) == ([nowhere], 1)
    assert review.queue(COMMUNITY).parked == ()
    review.dismiss(STREET, found.parked[0].id, now=clock.now())
    assert review.queue(STREET).parked_count.number == 0
