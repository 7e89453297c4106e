"""Tables of systems come in: one row, claims on several records; again, late and broken off (R19, R20, R22, R22a)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, database
from formbuilder.permissions import CONSOLE, Actor, Role
from formbuilder.problems import AreaUnknown, NotThere
from formbuilder.records import store as records
from formbuilder.systems import batching, importing, service
from formbuilder.systems.importing import Progress
from formbuilder.systems.receiving.problems import NoSuchDay, NotWaiting, ReadElsewhere
from metadata.records import Record
from metadata.stamps import Instant
from tests.builders import day
from tests.formbuilder.records import town
from tests.formbuilder.records.town import A501, NUMBER, OTHER_NUMBER

POLICE = {
    **{"LDID": "LD-1", "XM": "周桂兰", "XB": "2", "MZ": "01", "ZJZL": "111", "SFZH": NUMBER, "HYZK": "20"},
    **{"LXFS_SJ": "13800138000", "XJZDZZ": "望江路18号3栋2单元501", "FZ": "林房东", "DYH": "2单元", "FH": "501"},
    **{"ZXBZ": "0", "DJSJ": "2026-11-01", "DWFZR": "谁也不问"},
}
GRID_LIST = {
    **{"person_id": "P-1", "identity_num": NUMBER, "person_name": "周桂兰", "contact": "13900139000/0755-26000000"},
    **{"head_name": "周桂兰", "head_rela": "01", "householder_num": "100200300", "marriage_flag": "20"},
    **{"residence": "望江路18号", "oper_date": "2026-11-03 08:00:00"},
}
TODAY: Instant = day(5)


def as_system(code: str, department: str) -> Actor:
    """The token of a system."""
    return Actor(0, "", code, Role.INTEGRATOR, department, "", code)


P1, P6, D1 = as_system("p1", "ga"), as_system("p6", "zf"), as_system("d1", "jd")


@pytest.fixture(autouse=True)
def a_town(app: Flask) -> None:
    """Areas, addresses, the standard, and the shipped systems with their mappings."""
    town.build()
    service.load_shipped(CONSOLE, now=day(-100))


def sends(actor: Actor, *rows: Mapping[str, Any], on: Instant = TODAY, as_at: str = "", digest: str = "") -> Progress:
    """A table of a system."""
    return importing.take_in(actor, actor.system, enumerate(rows, 1), now=on, as_at=as_at, digest=digest)


def all_of(entity: str) -> list[Record]:
    """Every record of a kind."""
    with db.transaction(writing=False):
        ids = [row[0] for row in Statement("select id from record where entity = :e order by id").rows(e=entity)]
        return [found for id in ids if (found := records.load(id)) is not None]


def the(entity: str) -> Record:
    """The only record of a kind."""
    [found] = all_of(entity)
    return found


def revisions() -> list[tuple[str, int]]:
    """Every record with its revision: what is the same before and after, nothing has touched."""
    with db.transaction(writing=False):
        return [(row[0], row[1]) for row in Statement("select id, revision from record order by id").rows()]


def test_r22a_one_row_makes_claims_on_a_person_and_on_the_dwelling_and_says_who_lives_where() -> None:
    done = sends(P1, POLICE)
    person, dwelling = the("person"), the("dwelling")
    assert (done.done, done.counts["new"], done.counts["merged"]) == (True, 1, 1)
    assert person.held("mobile_phone") == "13800138000"
    assert person.held("current_address") == {"text": "望江路18号3栋2单元501", "code": A501}
    assert person.held("dwelling") == dwelling.id
    assert dwelling.held("address_code") == A501
    assert dwelling.held("owner_name") == "林房东"
    assert (person.place, dwelling.place) == (A501, A501)


def test_r22_evidence_is_kept_word_for_word_and_claims_nothing() -> None:
    sends(P1, POLICE)
    with db.transaction(writing=False):
        rows = Statement("select record_id, cells from system_row where system = 'p1'").rows()
    cells: dict[str, str] = {}
    for _record, kept in rows:
        cells |= db.from_json(kept)
    assert cells == POLICE
    assert "DWFZR" in db.from_json(next(kept for record, kept in rows if record == the("person").id))


def test_r22_the_same_table_again_the_next_night_changes_nothing() -> None:
    sends(P1, POLICE)
    sends(P6, GRID_LIST)
    before = revisions()
    assert sends(P1, POLICE, on=day(6)).counts == {"merged": 1}
    assert sends(P6, GRID_LIST, on=day(6)).counts == {"merged": 1}
    assert revisions() == before


def test_the_same_file_again_is_not_read_again() -> None:
    first = sends(P1, POLICE, digest="d" * 64)
    assert sends(P1, POLICE, digest="d" * 64, on=day(5) + 1000) == first
    assert sends(P1, POLICE, digest="d" * 64, as_at="2026-01-02").delivery != first.delivery


def test_r22_a_cell_that_changed_is_a_claim_and_the_others_are_none() -> None:
    sends(P1, POLICE)
    before = the("person").revision
    done = sends(P1, {**POLICE, "LXFS_SJ": "13900139000", "DJSJ": "2026-11-20"}, on=day(20))
    person = the("person")
    assert person.revision == before + 1
    assert person.held("mobile_phone") == "13900139000"
    assert done.counts["written"] == 1


def test_last_months_table_after_this_months_changes_nothing() -> None:
    sends(P1, {**POLICE, "DJSJ": "2026-11-20"}, on=day(30))
    before = revisions()
    late = sends(P1, {**POLICE, "LXFS_SJ": "13700137000", "DJSJ": "2026-10-20"}, on=day(31), as_at="2026-10-31")
    assert late.counts == {"outdated": 1, "told": 1}
    assert revisions() == before
    assert [row.state for row in service.told(P1, late.delivery)] == ["outdated"]


def test_r22a_two_systems_meet_in_one_person_by_the_number_and_in_one_household_by_its_register() -> None:
    sends(P1, POLICE)
    sends(P6, GRID_LIST)
    person, household = the("person"), the("household")
    assert person.held("household") == household.id
    assert household.held("household_dwelling") == the("dwelling").id
    assert household.place == A501
    assert person.held("home_phone") == "075526000000"


def test_r22a_a_row_finds_its_record_by_the_systems_own_key_even_when_the_number_changed() -> None:
    sends(P1, POLICE)
    sends(P1, {**POLICE, "SFZH": OTHER_NUMBER, "DJSJ": "2026-11-20"}, on=day(20))
    assert [key.normal for key in the("person").keys if key.current] == [OTHER_NUMBER]


def test_r19_a_number_under_another_name_becomes_a_record_without_it_and_review_sees_both() -> None:
    sends(P1, POLICE)
    done = sends(P6, {**GRID_LIST, "person_name": "欧阳静怡", "head_name": "欧阳静怡"})
    assert done.counts["apart"] == 1
    assert len(all_of("person")) == 2
    assert sum(bool(person.keys) for person in all_of("person")) == 1


def test_a_faulty_cell_is_told_with_row_column_value_and_reason_and_the_rest_is_merged() -> None:
    done = sends(P1, {**POLICE, "HYZK": "77", "LXFS_SJ": "12"})
    [row] = service.told(P1, done.delivery)
    assert {(told["column"], told["value"]) for told in row.told} == {("HYZK", "77"), ("LXFS_SJ", "12")}
    assert all(told["code"] for told in row.told)
    assert the("person").held("person_name") == "周桂兰"
    assert done.counts["faulty"] == 2


NEXT_DOOR = {**POLICE, "XJZDZZ": "望江路18号3栋2单元502", "FH": "502"}
SPREADSHEET = {
    **{"网格": "第二网格", "楼栋": "3栋", "单元": "2单元", "房号": "502", "户主": "周桂兰", "居民姓名": "周桂兰"},
    **{"性别": "女", "联系电话": "13600136000", "走访时间": "11.2"},
}


def test_r22a_a_row_without_number_is_who_lives_there_under_that_name_and_makes_nobody_twice() -> None:
    sends(P1, NEXT_DOOR)
    sends(D1, {**SPREADSHEET, "身份证号": "1.10105E+17"})
    assert the("person").held("person_name") == "周桂兰"


def test_r22a_a_row_that_only_resembles_somebody_waits_and_a_person_says_who_it_is(people: Mapping[str, Actor]) -> None:
    sends(P1, NEXT_DOOR)
    done = sends(D1, {**SPREADSHEET, "居民姓名": "周桂蓝", "户主": "周桂蓝"})
    assert done.counts["waiting"] == 1
    person = the("person")
    [row] = service.told(D1, done.delivery)
    assert row.told[-1]["params"]["records"] == [person.id]
    outcome = service.settle_waiting(people["secretary"], done.delivery, row.number, person.id, now=day(6))
    assert outcome.record_id == person.id
    assert service.told(D1, done.delivery) == [] or service.told(D1, done.delivery)[0].state == "merged"
    with pytest.raises(NotWaiting):
        service.settle_waiting(people["secretary"], done.delivery, row.number, "", now=day(6))


def test_r19_a_number_without_a_name_waits_and_makes_nobody() -> None:
    sends(P1, POLICE)
    assert sends(P6, {"person_id": "P-9", "identity_num": NUMBER, "marriage_flag": "10"}).counts["waiting"] == 1
    assert len(all_of("person")) == 1


def test_r12_somebody_of_whom_only_the_flat_is_known_is_there() -> None:
    sends(D1, SPREADSHEET)
    assert (the("person").place, the("person").held("dwelling")) == (town.A502, the("dwelling").id)
    sends(P1, NEXT_DOOR)
    sends(P1, {**NEXT_DOOR, "XJZDZZ": "望江路18号3栋2单元501", "DJSJ": "2026-11-04"}, on=day(6))
    assert the("person").place == A501


def test_r22a_a_row_that_says_of_nobody_is_refused_and_told() -> None:
    done = sends(P1, {"LDID": "LD-9", "HYZK": "20"})
    assert done.counts == {"refused": 1, "told": 1}
    assert [told["code"] for told in service.told(P1, done.delivery)[0].told] == ["row.says-of-nobody"]
    assert all_of("person") == []


def test_r22a_a_flat_without_its_code_is_the_one_at_its_address() -> None:
    deeds = as_system("c5", "zr")
    flat = {"BDCDYH": "U-1", "ZL": "望江路18号3栋2单元501", "QLRMC": "林房东"}
    assert sends(deeds, flat, {**flat, "BDCDYH": "U-2", "ZL": "不知何处"}).counts["refused"] == 1
    assert the("dwelling").held("address_code") == A501


def test_a_key_that_stands_twice_in_one_table_is_told_the_second_time() -> None:
    done = sends(P1, POLICE, {**POLICE, "LXFS_SJ": "13900139000"})
    assert done.counts["repeated"] == 1
    assert the("person").held("mobile_phone") == "13800138000"


def many(count: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """A long table of people without numbers, each at no place that is known."""
    for number in range(1, count + 1):
        born = f"1990-01-{number % 28 + 1:02}"
        name = f"某{chr(0x4E00 + number)}某"
        yield number, {"LDID": f"LD-{number}", "XM": name, "CSRQ": born, "HYZK": "10", "DJSJ": "2026-11-01"}


class BrokenOffError(Exception):
    """The power went."""


def test_broken_off_in_the_middle_nothing_is_half_and_the_same_file_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BATCH", 20)

    def broken() -> Iterator[tuple[int, Mapping[str, Any]]]:
        for number, row in many(100):
            if number == 70:
                raise BrokenOffError
            yield number, row

    told: list[Progress] = []
    with pytest.raises(BrokenOffError):
        importing.take_in(P1, "p1", broken(), now=TODAY, digest="f" * 64, tell=told.append)
    done = told[-1].rows
    assert 0 < done < 70
    assert len(all_of("person")) == done
    again = importing.take_in(P1, "p1", many(100), now=TODAY, digest="f" * 64)
    assert (again.delivery, again.rows, again.done) == (told[-1].delivery, 100, True)
    assert len(all_of("person")) == 100
    assert again.counts["merged"] == 100


def test_two_who_read_the_same_table_at_once_do_nothing_twice() -> None:
    delivery = service.begin(P1, "p1", name="", digest="a" * 64, as_at="", now=TODAY)
    rows = service.read(P1, delivery, list(many(3)), now=TODAY)
    service.take(P1, delivery, rows, now=TODAY)
    with pytest.raises(ReadElsewhere):
        service.take(P1, delivery, rows, now=TODAY)
    assert len(all_of("person")) == 3


def test_no_query_count_grows_with_rows(app: Flask) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("the driver of PostgreSQL does not tell")

    def statements(first: int, count: int) -> int:
        rows = [(n, row) for n, row in many(first + count - 1) if n >= first]
        seen: list[str] = []
        delivery = service.begin(P1, "p1", name="", digest=f"{first}", as_at="", now=TODAY)
        read = service.read(P1, delivery, rows, now=TODAY)
        with db.transaction(writing=True):
            standard.present()
            driver = db.in_transaction().driver
            # An executemany tells of each of its rows, so only what is read is counted.
            driver.set_trace_callback(lambda sql: seen.append(sql[:60]))
            service.take(P1, delivery, read, now=TODAY)
            driver.set_trace_callback(None)
        return sum(sql.startswith("select") for sql in seen)

    statements(200, 5)
    assert statements(1, 5) == statements(100, 60)


def test_r25_a_system_takes_in_its_own_table_only_and_a_department_its_systems() -> None:
    with pytest.raises(NotThere):
        importing.take_in(P1, "p6", many(1), now=TODAY)
    police = Actor(2, "police", "", Role.DEPARTMENT_ADMIN, "ga")
    assert importing.take_in(police, "p1", many(1), now=TODAY).counts["new"] == 1
    with pytest.raises(NotThere):
        service.delivered(Actor(3, "civil", "", Role.DEPARTMENT_ADMIN, "mz"), "p1")


def test_r22_names_of_grids_are_looked_up_in_the_area_that_the_table_is_of() -> None:
    """Two communities have a first grid: without the area the name is ambiguous and told."""
    home = {**SPREADSHEET, "网格": "第一网格", "房号": "501"}
    told = importing.take_in(D1, "d1", [(1, home)], now=TODAY)
    assert service.told(D1, told.delivery)[0].told[0]["column"] == "网格"
    importing.take_in(D1, "d1", [(1, home)], now=TODAY, area="990101001001", as_at="2026-11-05")
    assert the("dwelling").held("grid_code") == town.GRID
    with pytest.raises(AreaUnknown):
        importing.take_in(D1, "d1", [(1, home)], now=TODAY, area="123")


def test_a_table_of_tomorrow_is_refused() -> None:
    for as_at in ("2099-01-01", "gestern"):
        with pytest.raises(NoSuchDay):
            sends(P1, POLICE, as_at=as_at)


def test_r16_records_made_by_rows_are_what_their_histories_make() -> None:
    sends(P1, POLICE)
    sends(P6, GRID_LIST)
    sends(P1, {**POLICE, "LXFS_SJ": "13900139000", "DJSJ": "2026-11-20"}, on=day(20))
    with db.transaction(writing=False):
        catalogue = standard.present()
        for record in [*all_of("person"), *all_of("dwelling"), *all_of("household")]:
            again = records.replayed(record, catalogue)
            assert dict(again.facts) == dict(record.facts)
            assert sorted(again.keys, key=str) == sorted(record.keys, key=str)
