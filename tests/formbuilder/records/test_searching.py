"""Goal 8: names are found by any of their characters, on both databases; parts follow what a record is called now."""

import random
from pathlib import Path

import pytest
from flask import Flask

from formbuilder import db, migrations
from formbuilder.app import create_app
from formbuilder.db import Statement, database
from formbuilder.records import findable, searching
from formbuilder.records.nameparts import FIRST, LAST, initials, parts_of
from tests.conftest import settings_for
from tests.formbuilder.records import town

PARTS = Statement("select p.part, p.area_code from name_part p join named n on n.no = p.no where n.record_id = :id")
TALLY = Statement("select area_code, sum(records) from record_tally where entity = :entity group by area_code")
G1, G2 = "99010100100101", "99010100100102"


def found_by(record_id: str) -> set[tuple[str, str]]:
    with db.transaction(writing=False):
        return {(part, area) for part, area in PARTS.rows(id=record_id)}


def counted(entity: str = "person") -> dict[str, int]:
    with db.transaction(writing=False):
        return {area: int(n) for area, n in TALLY.rows(entity=entity) if n}


def index(*rows: tuple[str, str, str, str]) -> None:
    with db.transaction(writing=True):
        searching.index(rows)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张伟", "zw"),
        ("王小明", "wxm"),
        ("曾桂兰", "zgl"),
        ("单雄信", "sxx"),
        ("欧阳娜娜", "oynn"),
        ("望江社区居委会", ""),
    ],
)
def test_a_name_is_found_by_the_letters_that_its_sounds_begin_with(name: str, letters: str) -> None:
    assert (initials(name) or ("",))[-1] == letters


def test_letters_of_sounds_are_those_of_the_library() -> None:
    from pypinyin import Style, lazy_pinyin

    for character in random.Random(1).sample([chr(c) for c in range(ord(FIRST), ord(LAST) + 1)], 2000):
        [sound] = lazy_pinyin(character, style=Style.FIRST_LETTER)
        if len(sound) == 1 and sound.isascii():
            assert ("x" + sound,) == initials("徐" + character)


def test_a_name_has_its_characters_and_pairs_whatever_it_is_made_of() -> None:
    assert parts_of("周桂兰") == {"周", "桂", "兰", "周桂", "桂兰", "~zg", "~zgl"}
    assert parts_of(" Li  Na ") == {"l", "i", "n", "a", "li", "na"}
    assert parts_of("") == frozenset()
    assert "路" not in parts_of("示范省云州市临江区春晖街道望江路18号3栋2单元501") >= {"望江", "3栋"}


def test_a_record_is_found_by_what_it_is_called_now(app: Flask) -> None:
    index(("a", "person", G1, "周桂兰"), ("b", "person", G1, "周敏"))
    assert ("桂兰", G1) in found_by("a")
    index(("a", "person", G2, "周桂芳"), ("b", "person", G1, "周敏"))
    assert found_by("a") == {(part, G2) for part in parts_of("周桂芳")}
    assert found_by("b") == {(part, G1) for part in parts_of("周敏")}


def test_records_are_counted_where_they_are_and_saying_it_again_counts_nothing(app: Flask) -> None:
    for _again in range(2):
        index(("a", "person", G1, "周桂兰"), ("b", "person", G1, "周敏"), ("h", "household", G1, "周桂兰"))
    assert (counted(), counted("household")) == ({G1: 2}, {G1: 1})
    index(("a", "person", G2, "周桂兰"))
    assert counted() == {G1: 1, G2: 1}
    index(("b", "person", "", ""))
    assert counted() == {"": 1, G2: 1}
    with db.transaction(writing=True):
        searching.forget(["a", "nobody"])
    assert (counted(), found_by("a")) == ({"": 1}, set())


def test_doctor_tells_a_name_that_is_not_found_and_a_count_that_is_wrong(app: Flask) -> None:
    def told() -> list[str]:
        with db.transaction(writing=False):
            return list(findable.faults())

    town.build()
    record_id = town.a_person()
    assert told() == []
    for damage, words in (
        ("update named set name = '周敏'", "not found by what it is called"),
        ("delete from name_part where part = '周'", "not found by every part"),
        ("update record_tally set records = records + 1", "are counted in"),
        ("insert into named (record_id, entity, area_code, name) values ('x', 'person', '', '')", "still found"),
    ):
        with db.transaction(writing=True):
            Statement(damage).run()
        assert any(words in sentence for sentence in told()), damage
    assert record_id in told()[0]


def test_names_that_were_there_before_the_index_are_found_after_its_step(tmp_path: Path) -> None:
    from alembic import command

    app = create_app(settings_for(f"sqlite:///{tmp_path}/old.db", tmp_path))
    with app.app_context():
        engine = database.engine
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            command.upgrade(migrations.configure(connection), "0003")
            for record_id, name, merged in (("a", "周桂兰", ""), ("b", "周敏", ""), ("c", "周敏", "b")):
                connection.exec_driver_sql(
                    "insert into record (id, entity, revision, data, facts, name, place, area_code, ended, merged_into,"
                    " created, updated) values (?, 'person', 1, '{}', '{}', ?, '', ?, false, ?, 1, 1)",
                    (record_id, name, G1, merged),
                )
        migrations.upgrade(engine)
        assert found_by("a") == {(part, G1) for part in parts_of("周桂兰")}
        assert (counted(), found_by("c")) == ({G1: 2}, set())
        index(("d", "person", G1, "吴新"))
        assert ("吴新", G1) in found_by("d")
        engine.dispose()
