"""Rows that wait for a person to say whose they are; and systems' rows of records that are joined (R19a, R22, R22a)."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import db
from formbuilder.db import Statement
from formbuilder.joining import service as joining
from formbuilder.permissions import CONSOLE, Actor, Role
from formbuilder.problems import NotThere
from formbuilder.records import store as records
from formbuilder.systems import importing, projecting
from formbuilder.systems import service as systems
from formbuilder.systems.importing import Progress
from formbuilder.systems.receiving.problems import NotWaiting
from formbuilder.waiting import service
from tests.builders import day
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records import town
from tests.formbuilder.visits import stage

POLICE = {
    **{"LDID": "LD-1", "XM": "周桂兰", "XB": "2", "MZ": "01", "ZJZL": "111", "SFZH": town.NUMBER, "HYZK": "20"},
    **{"LXFS_SJ": "13800138000", "XJZDZZ": "望江路18号3栋2单元502", "DYH": "2单元", "FH": "502", "DJSJ": "2026-11-01"},
}
SPREADSHEET = {
    **{"网格": "第二网格", "楼栋": "3栋", "单元": "2单元", "房号": "502", "户主": "周桂蓝", "居民姓名": "周桂蓝"},
    **{"性别": "女", "联系电话": "13600136000", "走访时间": "11.2"},
}
#: Of the police too, under another key and without a number.
UNNUMBERED = {
    **{code: cell for code, cell in POLICE.items() if code not in ("ZJZL", "SFZH")},
    **{"LDID": "LD-2", "XM": "周桂蓝", "LXFS_SJ": "13600136000"},
}
P1 = Actor(0, "", "p1", Role.INTEGRATOR, "ga", "", "p1")
D1 = Actor(0, "", "d1", Role.INTEGRATOR, "jd", "", "d1")
Client = Callable[[str | Role], FlaskClient]


@pytest.fixture(autouse=True)
def a_town(app: Flask, people: People) -> None:
    town.build()
    systems.load_shipped(CONSOLE, now=day(-100))


def sends(actor: Actor, *rows: Mapping[str, Any], on: int = 0, digest: str = "") -> Progress:
    return importing.take_in(actor, actor.system, enumerate(rows, 1), now=on or day(5), digest=digest)


def people_of() -> list[str]:
    with db.transaction(writing=False):
        return [row[0] for row in Statement("select id from record where entity = 'person' order by id").rows()]


def a_row_that_waits() -> tuple[str, int]:
    """Somebody with a number, and a row that nearly has the name; the record and the delivery."""
    sends(P1, POLICE)
    [person] = people_of()
    return person, sends(D1, SPREADSHEET).delivery


def test_r22a_a_row_that_waits_stands_beside_whom_it_may_be(people: People) -> None:
    person, delivery = a_row_that_waits()
    [entry] = service.queue(people["secretary"])
    assert (entry.delivery, entry.number, entry.name) == (delivery, 1, "周桂蓝")
    assert [id for id, _ in entry.alike] == [person]
    case = service.see(people["secretary"], delivery, 1)
    name = next(said for said in case.fields if said.field.code == "person_name")
    assert (name.row.value, name.held[0].value, name.differs) == ("周桂蓝", "周桂兰", (True,))
    phone = next(said for said in case.fields if said.field.code == "mobile_phone")
    assert phone.row.masked == "136****6000"


def test_r25_it_waits_for_the_secretary_of_the_area_alone(people: People) -> None:
    _person, delivery = a_row_that_waits()
    for who in ("other_secretary", "police"):
        assert service.queue(people[who]) == []
        with pytest.raises(NotThere):
            service.see(people[who], delivery, 1)
        with pytest.raises(NotThere):
            service.settle(people[who], delivery, 1, "", now=day(6))


def a_row_of_one_of_two() -> tuple[str, str, int]:
    """Two of nearly one name at one place, and a row that may be of either; both records and the delivery."""
    sends(P1, POLICE, {**POLICE, "LDID": "LD-3", "XM": "周桂岚", "SFZH": town.OTHER_NUMBER})
    one, other = people_of()
    return one, other, sends(D1, SPREADSHEET).delivery


def test_r25_whoever_lies_elsewhere_is_counted_and_not_named(people: People) -> None:
    one, other, delivery = a_row_of_one_of_two()
    with db.transaction(writing=True):
        Statement("update record set area_code = '99010200100101' where id = :id").run(id=other)
    [entry] = service.queue(people["secretary"])
    assert [id for id, _ in entry.alike] == [one]
    case = service.see(people["secretary"], delivery, 1)
    assert ([candidate.id for candidate in case.candidates], case.unseen) == ([one], 1)
    with pytest.raises(NotThere):
        service.settle(people["secretary"], delivery, 1, other, now=day(6))


def test_r19a_r22a_two_that_were_joined_meanwhile_are_one_that_it_may_be(people: People) -> None:
    one, other, delivery = a_row_of_one_of_two()
    joining.join(people["secretary"], one, other, reason="同一个人", now=day(6))
    [entry] = service.queue(people["secretary"])
    assert [id for id, _ in entry.alike] == [one]
    case = service.see(people["secretary"], delivery, 1)
    assert ([candidate.id for candidate in case.candidates], case.unseen) == ([one], 0)
    assert service.settle(people["secretary"], delivery, 1, one, now=day(7)) == one


def test_r22a_it_is_this_one(people: People) -> None:
    person, delivery = a_row_that_waits()
    with pytest.raises(NotThere):
        service.settle(people["secretary"], delivery, 1, "01920000-0000-7000-8000-000000000000", now=day(6))
    assert service.settle(people["secretary"], delivery, 1, person, now=day(6)) == person
    assert people_of() == [person]
    assert service.queue(people["secretary"]) == []
    with pytest.raises(NotWaiting):
        service.settle(people["secretary"], delivery, 1, person, now=day(6))


def one_and_another(people: People) -> tuple[str, str]:
    """Somebody with a number, and somebody that a person says is somebody else."""
    sends(P1, POLICE)
    [person] = people_of()
    delivery = sends(P1, UNNUMBERED, digest="other").delivery
    return person, service.settle(people["secretary"], delivery, 1, "", now=day(6))


def test_r22a_it_is_somebody_new_and_may_be_joined_later(people: People) -> None:
    person, new = one_and_another(people)
    assert sorted(people_of()) == sorted([person, new])
    joining.join(people["secretary"], person, new, reason="还是同一个人", now=day(7))
    assert stage.record_of(new).merged_into == person


def rows_of() -> dict[str, tuple[str, str]]:
    with db.transaction(writing=False):
        rows = Statement("select row_key, record_id, main from system_row where entity = 'person'").rows()
    return {row[0]: (row[1], row[2]) for row in rows}


def test_r19a_r22_systems_rows_of_both_are_the_survivors_and_go_back(people: People) -> None:
    person, other = one_and_another(people)
    alone = {"LD-1": (person, person), "LD-2": (other, other)}
    assert rows_of() == alone
    joining.join(people["secretary"], person, other, reason="同一个人", now=day(7))
    assert rows_of() == {"LD-1": (person, person), "LD-2": (person, person)}
    before = stage.record_of(person).revision
    sends(P1, UNNUMBERED, on=day(8), digest="again")
    assert (people_of(), stage.record_of(person).revision) == (sorted([person, other]), before)
    changed = {**UNNUMBERED, "LXFS_SJ": "13600136999", "DJSJ": "2026-11-20"}
    sends(P1, changed, on=day(30), digest="later")
    assert stage.record_of(person).held("mobile_phone") == "13600136999"
    joining.part(people["secretary"], person, other, reason="不是", now=day(40))
    assert rows_of() == alone


def dwellings() -> dict[str, str]:
    """Address code → record, of those that are by themselves."""
    with db.transaction(writing=False):
        rows = Statement("select id, name from record where entity = 'dwelling' and merged_into = ''").rows()
        found = [records.load(row[0]) for row in rows]
    return {str(record.held("address_code")): record.id for record in found if record is not None}


def test_r19a_r22a_a_row_that_names_a_dwelling_that_leads_on_means_the_survivor(people: People) -> None:
    neighbour = {
        "LDID": "LD-7",
        "XM": "郑海燕",
        "SFZH": town.OTHER_NUMBER,
        "XJZDZZ": "望江路18号3栋2单元501",
        "FH": "501",
    }
    sends(P1, POLICE, {**POLICE, **neighbour})
    there = dwellings()
    survivor, other = there[town.A501], there[town.A502]
    person = next(id for id in people_of() if stage.record_of(id).held("dwelling") == other)
    joining.join(people["secretary"], survivor, other, reason="门牌改过", now=day(7))
    before = len(dwellings())
    sends(P1, {**POLICE, "LXFS_SJ": "13600136999", "DJSJ": "2026-11-20"}, on=day(30), digest="later")
    assert len(dwellings()) == before
    after = stage.record_of(person)
    assert after.held("mobile_phone") == "13600136999"
    assert after.held("dwelling") == other  # which leads to the survivor: nothing is disputed
    assert not [claim for claim in after.open_claims if claim.field == "dwelling"]


def test_the_page_leads_from_the_queue_to_both_rulings(people: People, client_of: Client) -> None:
    person, delivery = a_row_that_waits()
    browser, way = client_of("secretary"), f"/review/waiting/{delivery}/1"
    assert way in browser.get("/review/waiting").text
    page = browser.get(way)
    assert page.status_code == 200
    assert "是这一条" in page.text
    assert "13600136000" not in page.text
    assert browser.post(way, data={}).status_code == 422
    settled = browser.post(way, data={"whose": person})
    assert settled.location == "/review/waiting?done=found"
    assert browser.post(way, data={"whose": "new"}).status_code == 409
    assert browser.get(way).status_code == 409


def test_the_api_lists_shows_and_settles(people: People, app: Flask, token_for: Callable[[str], str]) -> None:
    person, delivery = a_row_that_waits()
    api, head = app.test_client(), bearer(token_for("secretary"))
    listed = stage.body_of(api.get("/api/v1/review/waiting", headers=head))["items"]
    assert [(item["delivery"], item["row"], item["alike"]) for item in listed] == [(delivery, 1, [person])]
    way = f"/api/v1/review/waiting/{delivery}/1"
    assert stage.body_of(api.get(way, headers=head))["candidates"][0]["id"] == person
    assert stage.body_of(api.post(way, json={"record": person}, headers=head)) == {"record": person}
    assert api.post(way, json={"record": None}, headers=head).status_code == 409


def test_r19a_r23_the_feed_tells_what_a_ruling_changed_and_what_its_undoing_did(people: People) -> None:
    person, other = one_and_another(people)
    whole = projecting.hand_over(P1, "p1")
    assert {row.row_key: row.cells["LXFS_SJ"] for row in whole} == {"LD-1": "13800138000", "LD-2": "13600136000"}
    joining.join(people["secretary"], person, other, reason="同一个人", now=day(7))
    phone = stage.record_of(person).held("mobile_phone")
    news = projecting.hand_over(P1, "p1", since=whole.cursor)
    told = {row.row_key: (row.cells["XM"], row.cells["LXFS_SJ"], row.gone) for row in news}
    name = stage.record_of(person).held("person_name")
    assert told
    assert all(one == (name, phone, False) for one in told.values())
    joining.part(people["secretary"], person, other, reason="不是", now=day(9))
    back = {row.row_key: row.cells["XM"] for row in projecting.hand_over(P1, "p1", since=news.cursor)}
    assert back == {key: {"LD-1": "周桂兰", "LD-2": "周桂蓝"}[key] for key in told}
