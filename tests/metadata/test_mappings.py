"""The mappings of the sixteen systems as they are shipped, and mappings as documents (R21 to R24)."""

import json
from collections import Counter

import pytest

from metadata.catalogue import standard
from metadata.mappings import (
    BadMapping,
    Column,
    Dates,
    Direction,
    Mapped,
    SystemMapping,
    from_document,
    own_words,
    shipped,
    to_document,
)
from metadata.mappings.shapes import STAMPS
from metadata.transforms import kinds
from metadata.transforms.plan import plan_of

SYSTEMS = ["n1", "n2", "p1", "p3", "p4", "p5", "p6", "c2", "c3", "c5", "c6", "c7", "c8", "c9", "c11", "d1"]


def test_sixteen_systems_are_shipped_with_all_their_columns() -> None:
    assert list(shipped()) == SYSTEMS
    columns = [mapped for mapping in shipped().values() for mapped in mapping.columns]
    assert len(columns) == 433
    assert Counter(mapped.direction for mapped in columns)[Direction.EVIDENCE] == 132
    assert sum(len(mapped.codes) for mapped in columns) == 312


def test_every_column_means_a_field_of_the_standard_or_a_stamp_or_nothing() -> None:
    fields = standard().fields
    for mapping in shipped().values():
        for mapped in mapping.columns:
            assert not mapped.field or mapped.field in fields or mapped.field in STAMPS
            assert set(mapped.fields) <= fields.keys()
            assert mapped.transform in kinds.names()
        assert mapping.fields


def test_every_code_of_ours_in_a_map_is_in_its_list() -> None:
    for mapping in shipped().values():
        for mapped in mapping.columns:
            for pair in mapped.codes:
                known = standard().codelist(standard().field(mapped.field).codelist).codes
                assert not pair.target or (pair.target in known and not known[pair.target].retired)
            ways_in = [pair.source for pair in mapped.codes if "out" not in pair.flags]
            assert len(set(ways_in)) == len(ways_in), "one cell means one code"


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_mapping_compiles_and_is_read_back_from_its_document(system: str) -> None:
    mapping = shipped()[system]
    again = from_document(json.loads(json.dumps(to_document(mapping))))
    assert again == mapping
    assert again.digest == mapping.digest
    assert plan_of(mapping, standard()) is plan_of(again, standard())


def test_what_a_mapping_means_leaves_out_evidence_and_stamps_and_takes_in_the_parts_of_a_cell() -> None:
    ledger = shipped()["d1"]
    assert {"mobile_phone", "home_phone", "owner_name", "owner_phone"} <= ledger.fields
    assert not ledger.fields & {*STAMPS, "household_id"}
    assert "birth_date" in shipped()["p4"].fields, "said by birthday; the age beside it is evidence"
    assert [mapped.column.name for mapped in ledger.of("home_phone")] == ["联系电话"]


def test_r24_columns_that_are_asked_of_people_mean_a_field() -> None:
    asked = [mapped.column.name for mapped in shipped()["p3"].asks]
    assert len(asked) == 20
    assert "month_amount" in asked, "what is only read is asked too"
    assert not {"apply_no", "status", "protect_count"} & set(asked)


def test_r22_each_approval_says_what_dates_rows_and_what_their_key_is() -> None:
    for mapping in shipped().values():
        assert mapping.row_key
        assert mapping.why
        assert mapping.cycle_days > 0
        assert (mapping.dates is Dates.COLUMN) == bool(mapping.date_column)
        for name in mapping.row_key:
            mapped = mapping.column(name)
            assert mapped is not None
            assert "phone" not in mapped.field, "a key does not change"
    assert [code for code, mapping in shipped().items() if mapping.filter == {}] == ["p6", "d1"]
    assert {code for code, mapping in shipped().items() if mapping.fixed} == {"n1", "n2", "p3", "p4", "p6", "d1"}


def test_the_systems_own_key_of_a_row_is_one_text() -> None:
    mapping = shipped()["d1"]
    cells = {"网格": "第一网格", "楼栋": "5幢", "房号": 301, "居民姓名": " 张三 ", "身份证号": None}
    assert mapping.key_of(cells) == "第一网格|5幢||301|张三|"
    assert mapping.key_of({}) == ""
    assert shipped()["p1"].key_of({"LDID": 7}) == "7"


def test_a_system_in_our_own_words_has_a_column_for_each_field() -> None:
    mapping = own_words("s", "person", ["sex", "person_name", "no_such_field"], standard())
    assert [mapped.column.name for mapped in mapping.columns] == ["person_name", "sex"]
    assert mapping.fields == {"person_name", "sex"}


A_COLUMN = Mapped(Column("a"), "sex", "same", "", Direction.BOTH)


@pytest.mark.parametrize(
    "change",
    [
        {"system": None},
        {"columns": [{"label": "x"}]},
        {"columns": "none"},
        {"row_key": ["b"]},
        {"dates": "yesterday"},
        {"dates": "column"},
        {"date_column": "a"},
        {"cycle_days": 0},
        {"filter": "all"},
        {"fixed": ["id_type"]},
        {"columns": [to_document(SystemMapping("s", "person", (A_COLUMN,)))["columns"][0]] * 2},
        {"columns": [{"name": "a", "codes": [{"source": "1", "flags": ["sometimes"]}]}]},
        {"columns": [{"name": "a", "direction": "sideways"}]},
    ],
)
def test_what_is_no_mapping_is_refused_in_words(change: dict[str, object]) -> None:
    document = to_document(SystemMapping("s", "person", (A_COLUMN,))) | change
    with pytest.raises(BadMapping) as refused:
        from_document(document)
    assert refused.value.say().startswith("This is not a mapping: ")
