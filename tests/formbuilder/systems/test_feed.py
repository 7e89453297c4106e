"""What has changed since a cursor: each change once, what left with a tombstone, and nothing is missed (R23)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from formbuilder import clock, db
from formbuilder.catalogue import store as standard
from formbuilder.db import database, is_postgresql
from formbuilder.systems import batching, importing, projecting
from formbuilder.systems.feed import cursors, keeping
from formbuilder.systems.feed.problems import ForeignCursor
from formbuilder.systems.importing import Progress
from formbuilder.systems.models import SystemRow
from metadata import codelists
from metadata.fields import Label
from metadata.mappings import CodePair
from metadata.values import Value
from tests.formbuilder.records.town import A501, NUMBER, OTHER_NUMBER, token
from tests.formbuilder.systems import outgoing
from tests.formbuilder.systems.conforming import citizen
from tests.formbuilder.systems.outgoing import approve, came, kept, mapping, merge_into, system_row, takes, told

CITIZEN: dict[str, Value] = {"person_name": "周桂兰", "id_type": "111", "id_number": NUMBER}


@pytest.fixture(autouse=True)
def ledger(app: Flask) -> Flask:
    outgoing.build()
    return app


def an_elder(**values: Value) -> str:
    """Somebody whom p4 has sent."""
    person = told(of={**CITIZEN, **values})
    came("p4", NUMBER, person, {"id_card": NUMBER})
    return person


def test_a_changed_fact_comes_exactly_once() -> None:
    person = an_elder()
    _, cursor = takes("p4")

    told(record_id=person, mobile_phone="13800138000")
    rows, later = takes("p4", cursor)

    assert [row.cells["elder_phone"] for row in rows] == ["13800138000"]
    assert takes("p4", later) == ([], later)
    assert [row.record for row in takes("p4", cursor)[0]] == [person]  # a reader of its own


def test_a_change_that_the_system_does_not_see_is_no_news_to_it() -> None:
    person = an_elder()
    _, cursor = takes("p4")
    told(record_id=person, blood_type="1")
    assert takes("p4", cursor) == ([], cursor)


def test_what_a_cell_cannot_show_is_no_news_either() -> None:
    person = an_elder(education_level="14")
    _, cursor = takes("p4")
    told(record_id=person, education_level="15")
    assert takes("p4", cursor)[0] == []


def test_a_change_of_a_related_record_brings_the_rows_that_speak_of_it() -> None:
    building = told("building", building_code="9901010010010100000300", longitude="120.12345678")
    dwelling = told("dwelling", address_code=A501, building=building)
    person = an_elder(dwelling=dwelling)
    _, cursor = takes("p4")
    told(record_id=building, longitude="120.00000001")
    rows, _ = takes("p4", cursor)
    assert [(row.record, row.cells["lon"]) for row in rows] == [(person, "120.00000001")]


def test_a_record_on_the_way_to_another_one_counts_too() -> None:
    first = told("dwelling", address_code=A501, addr_division="990101001001")
    second = told("dwelling", addr_division="990101001002")
    household = told("household", household_register_no="H1", household_dwelling=first)
    an_elder(household=household)
    _, cursor = takes("p4")
    told(record_id=household, household_dwelling=second)
    assert [row.cells["community_id"] for row in takes("p4", cursor)[0]] == ["990101001002"]


def test_somebody_new_whom_the_system_covers_comes() -> None:
    _, cursor = takes("d1")
    person = told(person_name="钱一")
    rows, later = takes("d1", cursor)
    assert [(row.record, row.gone) for row in rows] == [(person, False)]
    assert takes("d1", later)[0] == []


@pytest.mark.parametrize("why", ["merged", "ended", "filter"])
def test_what_left_comes_as_a_tombstone_once(why: str) -> None:
    person, other = told(person_name="钱一", marital_status="10"), told(person_name="孙二")
    _, cursor = takes("d1")
    if why == "merged":
        merge_into(person, other)
    elif why == "ended":
        told(record_id=person, person_status="4")
    else:
        not_single = {"not": {"properties": {"marital_status": {"const": "10"}}, "required": ["marital_status"]}}
        approve(replace(mapping("d1"), filter=not_single))

    rows, later = takes("d1", cursor)

    assert [(row.record, row.row_key, row.gone) for row in rows] == [(person, "||||钱一|", True)]
    assert (rows[0].cells["居民姓名"], set(rows[0].cells)) == ("钱一", set(mapping("d1").row_key))
    assert takes("d1", later) == ([], later)
    assert [row.record for row in takes("d1")[0]] == [other]


def test_what_left_may_come_again() -> None:
    person = told(person_name="钱一")
    takes("d1")
    told(record_id=person, person_status="4")
    _, cursor = takes("d1")
    told(record_id=person, person_status="1")
    assert [(row.record, row.gone) for row in takes("d1", cursor)[0]] == [(person, False)]


def test_another_mapping_brings_the_rows_that_it_changes() -> None:
    single, widow = told(of=CITIZEN, marital_status="10"), told(person_name="孙二", marital_status="30")
    for key, person in (("1", single), ("2", widow)):
        came("p4", key, person, {"id_card": key})
    _, cursor = takes("p4")
    old = mapping("p4")
    columns = tuple(
        replace(m, codes=tuple(replace(c, source="寡") if c.source == "丧偶" else c for c in m.codes))
        if m.column.name == "marriage"
        else m
        for m in old.columns
    )
    assert any(CodePair("寡", "30") in m.codes for m in columns)
    approve(replace(old, columns=columns))
    assert [(row.record, row.cells["marriage"]) for row in takes("p4", cursor)[0]] == [(widow, "寡")]


def test_another_code_list_brings_what_it_changes() -> None:
    person = told(of=CITIZEN, ethnic_group="01")
    came("n2", "1", person, {"cdpIdno": NUMBER})
    _, cursor = takes("n2")
    with db.transaction(writing=True):
        codelist = standard.present().codelist("ethnic_group")
        han = replace(codelist.codes["01"], label=Label("汉人", "Han"))
        changed = replace(codelist, codes={**codelist.codes, "01": han})
        standard._codelist.run(code=codelist.code, document=db.to_json(codelists.to_document(changed)))
        standard._grow.run()
    assert [row.cells["nation"] for row in takes("n2", cursor)[0]] == ["汉人"]


def test_r25_a_right_that_is_withdrawn_empties_its_cells() -> None:
    person = an_elder(mobile_phone="13800138000")
    _, cursor = takes("p4")
    with db.transaction(writing=True):
        system = database.session.get(SystemRow, "p4")
        assert system is not None
        system.fields = [code for code in system.fields if code != "mobile_phone"]
    assert [(row.record, row.cells["elder_phone"]) for row in takes("p4", cursor)[0]] == [(person, "")]


def test_a_cursor_is_known_again_only_where_it_was_given_out() -> None:
    an_elder()
    _, cursor = takes("p4")
    with db.transaction(writing=False):
        ahead = cursors.cursor_of("p4", 99, cursors.cluster())
    for system, foreign in (("p4", "x"), ("p4", cursor[:-4] + "AAAA"), ("d1", cursor), ("p4", ahead), ("p4", "é" * 9)):
        with pytest.raises(ForeignCursor):
            takes(system, foreign)


def test_a_database_that_was_restored_elsewhere_is_read_whole_again() -> None:
    person = an_elder()
    _, cursor = takes("p4")
    with db.transaction(writing=True):
        system = database.session.get(SystemRow, "p4")
        assert system is not None
        system.feed_mark = 1 << 50
    told(record_id=person, mobile_phone="13800138000")
    assert [row.record for row in takes("p4", cursor)[0]] == [person]
    assert system_row("p4").feed_mark < 1 << 50


def test_a_long_feed_is_taken_in_parts_and_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 2)
    ids = {told(person_name=f"钱{number}") for number in range(7)}
    seen: list[str] = []
    cursor, more = "", True
    while more:
        handed = outgoing.hands("d1", cursor, limit=3)
        seen += [row.record for row in handed]
        cursor, more = handed.cursor, handed.more
    assert (len(seen), set(seen)) == (7, ids)
    assert takes("d1", cursor) == ([], cursor)


def test_numbers_grow_and_the_rows_of_a_part_can_be_gone_on_behind_each() -> None:
    for number in range(3):
        told(person_name=f"钱{number}")
    handed = outgoing.hands("d1", limit=10)
    first = next(handed)
    behind = handed.cursor
    rest = list(handed)
    assert [row.feed for row in (first, *rest)] == [1, 2, 3]
    assert [row.record for row in takes("d1", behind)[0]] == [row.record for row in rest]


def test_two_readers_at_once_never_give_one_number_to_two_rows(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 3)
    ids = {told(person_name=f"钱{number}") for number in range(20)}
    _, cursor = takes("p6")
    for person in sorted(ids)[:10]:
        told(record_id=person, mobile_phone="13800138000")
    barrier = Barrier(4)

    def read(since: str) -> tuple[set[str], str]:
        with app.app_context():
            barrier.wait()
            rows, behind = takes("p6", since)
            return {row.record for row in rows}, behind

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, ["", cursor, "", cursor]))

    changed = set(sorted(ids)[:10])
    assert [rows for rows, _ in found] == [ids, changed, ids, changed]
    numbers = [row.feed for row in kept("p6").values() if row.feed]
    assert len(set(numbers)) == len(numbers) == 20
    assert max(numbers) == system_row("p6").feed
    for _, behind in found:  # nobody misses anything afterwards
        assert {row.record for row in takes("p6", behind)[0]} <= changed


def test_what_changes_while_a_whole_table_goes_out_comes_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 2)
    ids = sorted(told(person_name=f"钱{number}") for number in range(6))
    takes("p6")
    handed = outgoing.hands("p6")
    first = next(handed).record
    told(record_id=first, mobile_phone="13800138000")
    told(record_id=ids[-1], mobile_phone="13900139000")
    assert [row.record for row in takes("p6", takes("p6", limit=9)[1])[0]] == []  # another reader numbers them
    rest = list(handed)
    assert first not in {row.record for row in rest}
    again = {row.record: row.cells["contact"] for row in takes("p6", handed.cursor)[0]}
    assert again[first] == "13800138000"


def test_a_writer_that_commits_late_is_not_missed(app: Flask) -> None:
    person, other = an_elder(), told(person_name="孙二", id_type="111", id_number=OTHER_NUMBER)
    _, cursor = takes("p4")
    if not is_postgresql():
        pytest.skip("SQLite has one writer at a time")
    with database.engine.connect() as late, late.begin():
        late.execute(
            sa.text("update record set data = data || cast(:more as jsonb) where id = :id"),
            {"more": '{"mobile_phone": "13800138000"}', "id": person},
        )
        late.execute(
            sa.text(
                "insert into outbox (record_id, revision, fields, at, mark)"
                " values (:id, 2, '[]', 0, cast(cast(pg_current_xact_id() as text) as bigint))"
            ),
            {"id": person},
        )
        told(record_id=other, mobile_phone="13900139000")  # commits before the one that began before it
        rows, cursor = takes("p4", cursor)
        assert rows == []
    assert [row.cells["elder_phone"] for row in takes("p4", cursor)[0]] == ["13800138000"]


def test_an_unread_feed_costs_the_same_however_often_it_is_asked() -> None:
    an_elder()
    _, cursor = takes("p4")
    with db.transaction(writing=False):
        lines = database.session.execute(sa.text("select count(*) from audit")).scalar()
    assert takes("p4", cursor) == ([], cursor)
    with db.transaction(writing=False):
        assert database.session.execute(sa.text("select count(*) from audit")).scalar() == lines


def test_r19a_of_two_rows_whose_key_we_made_up_one_leaves_when_their_records_become_one() -> None:
    one, other = sorted((told(person_name="钱一"), told(person_name="钱乙")))
    _, cursor = takes("p6")
    merge_into(other, one)
    with db.transaction(writing=True):
        database.session.execute(
            sa.text(f"update system_row set record_id = '{one}', main = '{one}' where record_id = '{other}'")
        )
        database.session.execute(sa.text(f"update record set revision = revision where id = '{one}'"))
    told(record_id=one, mobile_phone="13800138000")
    rows, _ = takes("p6", cursor)
    assert {(row.row_key, row.gone) for row in rows} == {(one, False), (other, True)}


def test_a_batch_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    told(person_name="钱一")

    def fails(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(keeping, "give", fails)
    with pytest.raises(OSError, match="full"):
        takes("d1")
    assert kept("d1") == {}
    assert system_row("d1").feed == 0


def test_a_table_comes_in_while_it_goes_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 5)
    monkeypatch.setattr(batching, "BATCH", 5)
    for number in range(20):
        told(person_name=f"钱{number}", id_type="111", id_number=citizen(Random(number)))
    rows, cursor = takes("d1")
    barrier = Barrier(3)

    def reads() -> int:
        with app.app_context():
            barrier.wait()
            return len(takes("d1")[0])

    def sends() -> Progress:
        with app.app_context():
            barrier.wait()
            cells = [{k: v for k, v in row.cells.items() if v} | {"工作单位": "某厂"} for row in reversed(rows)]
            return importing.take_in(token("d1"), "d1", enumerate(cells, start=1), now=clock.now())

    with ThreadPoolExecutor(3) as pool:
        first, second, progress = pool.submit(reads), pool.submit(reads), pool.submit(sends)
        assert (first.result(), second.result()) == (20, 20)
        assert progress.result().counts.get("written") == 20

    changed, behind = takes("d1", cursor)
    assert {row.cells["工作单位"] for row in changed} == {"某厂"}
    assert len(changed) == 20
    assert takes("d1", behind) == ([], behind)
