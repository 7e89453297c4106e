"""Any text, any JSON value in any cell: read without an error, told or left out; and given back as it came."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata import fieldtypes, schemas
from metadata.fieldtypes import CHINA
from metadata.mappings import SystemMapping, own_words, shipped
from metadata.mappings.cells import text_of
from metadata.transforms import agrees, read_row, write_row
from metadata.transforms.plan import plan_of
from tests.metadata.transforms.values import AS_AT, CATALOGUE, PLACES, TEXTS

NASTY = (
    *("", " ", "\u3000", "\u200b", "\x00", "\ud800", "无", "-", "/", "4.40305E+17", "9999-12-31", "0", "00", "1", "１"),
    *("2024-02-30", "1901-02-03", "190102", "5.6", "2.30", "13800138000", "0755-26000000、13800138000", "26000000"),
    *("440305190102030017", "440305010203001", "广东省深圳市南山区", "440305", "440305007003", "望江社区居委会"),
    *("=1+1", "a" * 5000, "1e999", "NaN", "∞", "三百五十", "{}", "[]", '{"text": 1}', "null", "true", "1,234.50元"),
    *("长期", "汉", "汉族", "己婚", "刘某 13900000000", " 13900000000", "a b c", "\n", "1\n2", "²", "౩"),
)
CELLS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=20),
    st.text(TEXTS, max_size=30),
    st.none() | st.booleans() | st.integers() | st.floats(),
    st.just({"text": "望江路18号"}) | st.lists(st.text(max_size=3), max_size=3) | st.just({"a": {"b": []}}),
)
MAPPINGS: dict[str, SystemMapping] = {
    **shipped(),
    "own": own_words("own", "person", CATALOGUE.fields, CATALOGUE),
}
every = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("system", sorted(MAPPINGS))
@every
@given(st.data())
def test_g06_no_cell_breaks_a_row_and_what_is_said_conforms(system: str, data: st.DataObject) -> None:
    mapping = MAPPINGS[system]
    names = [mapped.column.name for mapped in mapping.columns]
    cells: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from([*names, "unheard of"]), CELLS))
    row = read_row(mapping, cells, CATALOGUE, PLACES, as_at=AS_AT, zone=CHINA, area="440305007003")
    values = {code: value for part in row.parts.values() for code, value in part.items()}
    for entity, part in row.parts.items():
        for code, value in part.items():
            field = CATALOGUE.field(code)
            assert field.entity == entity
            assert schemas.faults_of(field, value, CATALOGUE, values, AS_AT) == [], (code, value)
            assert value is None or fieldtypes.type_of(field).normal(value, field) == value, (code, value)
    assert row.said_by.keys() == values.keys()
    for fault in row.faults:
        assert fault.column in names
        assert all(f"%({name})s" not in fault.problem.say() for name in fault.problem.params)

    writers = plan_of(mapping, CATALOGUE).writers
    out = write_row(mapping, values, CATALOGUE, PLACES, received=cells)
    alone = {name for name in names if sum(name in cell.columns for cell in writers) == 1}
    for code, columns in row.said_by.items():
        for column in columns:
            if column in alone and code not in mapping.fixed and code not in {one.field for one in out.lost}:
                assert out.cells[column] == text_of(cells[column]), (code, column)
        agrees(mapping, code, values, cells, CATALOGUE, PLACES)
