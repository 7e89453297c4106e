"""What is saved is what is loaded; few statements carry it there."""

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, database
from formbuilder.problems import Stale
from formbuilder.records import keeping, store
from formbuilder.records.ids import new_id
from metadata import writeback
from metadata.records import Key, Record, Verdict
from metadata.values import ABSENT
from metadata.writeback import Answer, Merged
from tests.builders import day
from tests.formbuilder.records.town import A501, A502, GRID, NUMBER, OTHER_GRID, OTHER_NUMBER, a_person, read, sends

pytestmark = pytest.mark.usefixtures("in_town")


class Counting:
    """Counts the statements that go to the driver."""

    def __init__(self) -> None:
        self.count = 0

    def trace(self, _statement: str) -> None:
        self.count += 1


def corrected(record: Record, **values: str | None) -> Merged:
    """The record after somebody at a desk who saw it changed values."""
    answers = {code: Answer(Verdict.NONE if value is None else Verdict.CHANGE, value) for code, value in values.items()}
    return writeback.correct(
        record,
        answers,
        shown=record.revision,
        since=day(5),
        catalogue=standard.present(),
        source="community",
        by="user:secretary",
        received=day(5),
        ids=new_id,
    )


def test_a_record_comes_back_as_it_was_saved() -> None:
    record_id = a_person(mobile_phone="13800138000")
    with db.transaction(writing=True):
        before = store.lock(record_id)
        assert before is not None
        saved = keeping.save(
            before, corrected(before, mobile_phone="13900139000", employer_name=None), now=day(5)
        ).record
    loaded = read(record_id)
    assert dict(loaded.facts) == dict(saved.facts)
    assert (loaded.revision, loaded.keys, loaded.open_claims) == (saved.revision, saved.keys, saved.open_claims)
    assert loaded.held("employer_name") is None
    assert loaded.held("email") is ABSENT


def test_r16_a_record_replayed_from_its_history_is_the_same_record() -> None:
    record_id = a_person(mobile_phone="13800138000")
    sends("p1", 3, person_name="周桂兰", id_type="111", id_number=NUMBER, mobile_phone="13700137000")
    with db.transaction(writing=False):
        record = store.load(record_id)
        assert record is not None
        again = store.replayed(record, standard.present())
    assert dict(again.facts) == dict(record.facts)
    assert (again.revision, again.keys) == (record.revision, record.keys)


def test_derived_values_join_the_document_and_never_the_facts() -> None:
    record_id = a_person()
    with db.transaction(writing=False):
        [(data, facts)] = Statement("select data, facts from record where id = :id").rows(id=record_id)
    assert db.from_json(data)["birth_date"] == "1949-12-31"
    assert "birth_date" not in db.from_json(facts)


def test_r12_place_and_area_follow_the_address_and_a_move() -> None:
    record_id = a_person()
    assert (read(record_id).place, read(record_id).area) == (A501, GRID)
    sends(
        "d1",
        9,
        person_name="周桂兰",
        id_type="111",
        id_number=NUMBER,
        current_address={"text": "望江路18号 3幢2单元502室"},
    )
    assert (read(record_id).place, read(record_id).area) == (A502, OTHER_GRID)


def test_r12_an_address_that_nobody_knows_is_no_place() -> None:
    record_id = a_person(current_address={"text": "某处某号"})
    assert (read(record_id).place, read(record_id).area) == ("", "")


def test_r10a_a_status_that_ends_a_record_is_kept_with_it() -> None:
    record_id = a_person()
    with db.transaction(writing=True):
        before = store.lock(record_id)
        assert before is not None
        keeping.save(before, corrected(before, person_status="4"), now=day(5))
    assert read(record_id).ended
    assert [key.current for key in read(record_id).keys] == [True], "it keeps its keys"


def test_r19_the_number_that_is_replaced_becomes_a_former_key() -> None:
    record_id = a_person()
    with db.transaction(writing=True):
        before = store.lock(record_id)
        assert before is not None
        keeping.save(before, corrected(before, id_type="111", id_number=OTHER_NUMBER), now=day(5))
    assert read(record_id).keys == (Key("person:111", NUMBER, current=False), Key("person:111", OTHER_NUMBER))


def test_the_second_of_two_that_read_the_same_revision_is_refused_by_the_store() -> None:
    record_id = a_person()
    before = read(record_id)
    with db.transaction(writing=True):
        keeping.save(before, corrected(before, mobile_phone="13900139000"), now=day(5))
    with pytest.raises(Stale), db.transaction(writing=True):
        keeping.save(before, corrected(before, mobile_phone="13700137000"), now=day(6))


def test_a_parked_answer_is_kept_with_its_reason() -> None:
    record_id = a_person()
    with db.transaction(writing=True):
        record = store.lock(record_id)
        assert record is not None
        keeping.park(record, "mobile_phone", Answer(Verdict.CHANGE, "1390"), "value.too-short", now=day(5))
        [(field, answer, reason)] = Statement("select field, answer, reason from parked").rows()
    assert (field, db.from_json(answer)["value"], reason) == ("mobile_phone", "1390", "value.too-short")


@pytest.fixture
def statements(app: Flask) -> Counting:
    """Counts on SQLite, where the driver tells of every statement; executemany tells of each of its rows."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("the driver of PostgreSQL does not tell")
    return Counting()


def test_a_save_takes_few_statements(statements: Counting) -> None:
    """At every door: the record, its history with three lines, the outbox."""
    record_id = a_person(mobile_phone="13800138000", marital_status="20")
    with db.transaction(writing=True):
        before = store.lock(record_id)
        assert before is not None
        merged = corrected(before, mobile_phone="13900139000", marital_status="10", employer_name=None)
        catalogue = standard.present()
        db.in_transaction().driver.set_trace_callback(statements.trace)
        keeping.save(before, merged, now=day(5), catalogue=catalogue)
        db.in_transaction().driver.set_trace_callback(None)
    assert len(merged.lines) == 3
    assert statements.count == 1 + 1 + 1
