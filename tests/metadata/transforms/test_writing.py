"""R23: what we hold as a system's own row: its codes, its patterns, its lengths; never cut, never guessed."""

from typing import Any

import pytest

from metadata.mappings import shipped
from metadata.transforms import RowWritten, agrees, write_row
from metadata.values import Value
from tests.metadata.transforms.values import CATALOGUE, PLACES

CITIZEN = "440305190102030017"


def write(system: str, held: dict[str, Value], received: dict[str, Any] | None = None) -> RowWritten:
    return write_row(shipped()[system], held, CATALOGUE, PLACES, received=received)


def filled(row: RowWritten) -> dict[str, str]:
    return {column: cell for column, cell in row.cells.items() if cell}


def told(row: RowWritten) -> list[tuple[str, str, str]]:
    return [(one.column, one.field, one.problem.code) for one in row.lost]


@pytest.mark.parametrize(
    ("system", "held", "cells"),
    [
        # same
        ("p1", {"current_address": {"text": "望江路18号", "code": "9901"}}, {"XJZDZZ": "望江路18号"}),
        ("n1", {"room_count": 3}, {"H7": "3"}),
        ("c2", {"registered_capital": "50.0000"}, {"REGCAP": "50.0000"}),
        # codes: the row that goes both ways, the one for the way out, the nearest ancestor's
        ("p3", {"sex": "2"}, {"applicant_sex": "0"}),
        ("n1", {"relation_to_head": "50"}, {"D2": "3"}),
        ("n1", {"relation_to_head": "53"}, {"D2": "4"}),
        ("n1", {"relation_to_head": "21"}, {"D2": "2"}),
        ("p5", {"employment_status": "24"}, {"ACC0M1": "01", "ACC0M2": "11"}),
        ("p5", {"employment_status": "54"}, {"ACC0M1": "01", "ACC0M2": "12"}),
        ("p5", {"employment_status": "70"}, {"ACC0M1": "02"}),
        ("c5", {"dwelling_use": "11"}, {"FWLX": "1", "GHYT": "11"}),
        # label
        ("p3", {"ethnic_group": "01"}, {"applicant_nation": "汉"}),
        ("d1", {"ethnic_group": "01"}, {"民族": "汉族"}),
        ("c9", {"nationality": "CHN"}, {"NAT_REGN_CODE": "CHN"}),
        # date: what the pattern lacks is left off, the time of a date is zeros
        ("n1", {"birth_date": "1901-03-05"}, {"D5": "190103"}),
        ("d1", {"birth_date": "1901-02-03"}, {"出生年月": "1901年2月"}),
        ("p6", {"birth_date": "1901-02-03"}, {"date_birth": "1901-02-03 00:00:00"}),
        ("c3", {"closed_at": "2024-05-06T06:30:00Z"}, {"ARCHIVETIME": "2024-05-06 14:30:00"}),
        ("c2", {"license_until": "9999-12-31"}, {"OPTO": "9999-12-31"}),
        # number
        ("n1", {"floor_area": "88.50"}, {"H6": "89"}),
        ("c6", {"household_income": "100000.00"}, {"JTYSR": "8333.33"}),
        # phone
        ("p4", {"home_phone": "075526000000"}, {"elder_phone": "075526000000"}),
        ("c2", {"ent_contact_phone": "075526000000"}, {"TEL": "075526000000", "LLTEL": "075526000000"}),
        # split
        ("p6", {"mobile_phone": "13800000000", "home_phone": "075526000000"}, {"contact": "13800000000/075526000000"}),
        ("p6", {"home_phone": "075526000000"}, {"contact": "075526000000"}),
        ("d1", {"owner_name": "刘某", "owner_phone": "13900000000"}, {"房东及电话": "刘某 13900000000"}),
        # join
        (
            "p6",
            {"current_address": {"text": "广东省深圳市南山区科苑花园12栋"}},
            {"residence": "440305", "residence_addr": "科苑花园12栋"},
        ),
        (
            "p6",
            {"current_address": {"text": "望江路18号", "code": "9901010010010100001000501"}},
            {"residence": "990101", "residence_addr": "望江路18号"},
        ),
        (
            "p6",
            {"hukou_division": "441424", "hukou_address": {"text": "广东省梅州市五华县水寨镇12号"}},
            {"registered_place": "441424", "registered_addr": "水寨镇12号"},
        ),
        (
            "p6",
            {"hukou_division": "441424", "hukou_address": {"text": "水寨镇12号"}},
            {"registered_place": "441424", "registered_addr": "水寨镇12号"},
        ),
        # place_name
        ("p1", {"hukou_division": "441424"}, {"CZHKSZD": "广东省梅州市五华县"}),
        ("p1", {"addr_division": "440305007003"}, {"SQJCWH": "科技园社区"}),
        ("d1", {"grid_code": "44030500700303"}, {"网格": "第三网格"}),
        # what is only read, and evidence, is not written
        ("n1", {"addr_division": "440305007003"}, {}),
        ("p3", {"assistance_amount": "682.50"}, {}),
        ("c3", {"grid_code": "44030500700303", "event_category": "04"}, {"MAINTYPENAME": "市容环境"}),
        # none is an empty cell: there is nothing to give
        ("p1", {"employer_name": None, "mobile_phone": None, "occupation": None}, {}),
    ],
)
def test_r23_a_value_is_written_in_the_systems_own_way(
    system: str, held: dict[str, Value], cells: dict[str, str]
) -> None:
    row = write(system, held)
    assert filled(row) == cells
    assert told(row) == []


@pytest.mark.parametrize(
    ("system", "held", "lost"),
    [
        ("n1", {"sex": "9"}, ("D4", "sex", "projection.no-code")),
        ("n2", {"education_level": "90"}, ("edu", "education_level", "projection.no-code")),
        ("c2", {"ent_type": "91"}, ("ENTTYPE", "ent_type", "projection.no-code")),
        ("p1", {"birth_date": "1901-02"}, ("CSRQ", "birth_date", "projection.less-precise")),
        ("n1", {"birth_date": "1901"}, ("D5", "birth_date", "projection.less-precise")),
        ("n1", {"person_name": "欧" * 21}, ("D1", "person_name", "value.too-long")),
        ("c6", {"mobile_phone": "075526000000"}, ("SJHM", "mobile_phone", "phone.mobile-expected")),
        ("c3", {"event_no": "A-7"}, ("RECID", "event_no", "projection.not-in-numbers")),
        ("c3", {"event_no": "007"}, ("RECID", "event_no", "projection.not-in-numbers")),
        ("n1", {"floor_area": "100000.00"}, ("H6", "floor_area", "value.too-many-digits")),
        ("n1", {"floor_area": "0.02"}, ("H6", "floor_area", "value.too-small")),
        ("d1", {"owner_name": "刘 某"}, ("房东及电话", "owner_name", "projection.has-separator")),
        ("d1", {"owner_phone": "13900000000"}, ("房东及电话", "owner_phone", "projection.part-before-it")),
        ("p1", {"addr_division": "440305009009"}, ("SQJCWH", "addr_division", "projection.without-name")),
        (
            "p6",
            {"current_address": {"text": "望江路18号" + "长" * 80, "code": "990101001"}},
            ("residence_addr", "current_address", "value.too-long"),
        ),
        ("d1", {"id_type": "414", "id_number": "E12345678"}, ("身份证号", "id_number", "projection.other-document")),
        ("p5", {"id_type": "P01", "id_number": CITIZEN}, ("AAC058", "id_type", "projection.no-code")),
    ],
)
def test_r23_what_a_column_cannot_say_is_empty_and_told(
    system: str, held: dict[str, Value], lost: tuple[str, str, str]
) -> None:
    row = write(system, held)
    assert lost in told(row)
    assert filled(row) == {}


def test_r2a_a_number_without_its_type_is_not_given() -> None:
    assert told(write("p5", {"id_type": "P01", "id_number": CITIZEN})) == [
        ("AAC058", "id_type", "projection.no-code"),
        ("AAC147", "id_number", "cell.left-alone"),
    ]


def test_r23_an_address_whose_division_is_not_known_is_given_without_it_and_told() -> None:
    row = write("p6", {"current_address": {"text": "望江路18号"}})
    assert filled(row) == {"residence_addr": "望江路18号"}
    assert told(row) == [("residence", "current_address", "projection.place-not-said")]


def test_r23_an_address_of_another_division_than_the_one_beside_it_is_not_given() -> None:
    row = write("p6", {"hukou_division": "440305", "hukou_address": {"text": "广东省梅州市五华县水寨镇12号"}})
    assert filled(row) == {"registered_place": "440305"}
    assert told(row) == [("registered_addr", "hukou_address", "projection.other-place")]


def test_r23_two_numbers_and_a_column_for_one() -> None:
    row = write("p4", {"mobile_phone": "13800000000", "home_phone": "075526000000"})
    assert filled(row) == {"elder_phone": "13800000000"}
    assert told(row) == [("elder_phone", "home_phone", "projection.one-number-only")]


@pytest.mark.parametrize(
    ("system", "held", "received"),
    [
        ("p1", {"home_phone": "075526000000"}, {"LXFS_GH": "(0755) 2600-0000"}),
        ("p1", {"ethnic_group": "01"}, {"MZ": "1"}),
        ("p1", {"addr_division": "440305007003"}, {"SQJCWH": "科技园社区居委会"}),
        ("p1", {"current_address": {"text": "望江路18号3号楼", "code": "9901"}}, {"XJZDZZ": "望江路 18号 三号楼"}),
        ("d1", {"birth_date": "1901-02"}, {"出生年月": "1901.2"}),
        ("d1", {"residence_consistency": "02"}, {"人户状态": "人在户不在"}),
        ("d1", {"mobile_phone": "13800000000"}, {"联系电话": "13800000000、26000000"}),
        ("n1", {"floor_area": "88.50"}, {"H6": "89"}),
        ("n2", {"education_level": "90"}, {"edu": "0"}),
        ("p5", {"employment_status": "24"}, {"ACC0M1": "01", "ACC0M2": "14"}),
        ("p5", {"employment_status": "24"}, {"ACC0M1": "01"}),
        ("c2", {"ent_contact_phone": "075526000000"}, {"LLTEL": "0755-26000000"}),
        ("p4", {"mobile_phone": "13800000000", "home_phone": "075526000000"}, {"elder_phone": "0755-26000000"}),
        (
            "p6",
            {"current_address": {"text": "广东省深圳市南山区科苑花园12栋"}},
            {"residence": "440305", "residence_addr": "南山区科苑花园12栋"},
        ),
        ("c2", {"ent_type": "91"}, {"ENTTYPE": "1151"}),
        (
            "c8",
            {"id_type": "P01", "id_number": "810000199408230021"},
            {"stu_id_type": "2", "stu_id_no": "810000199408230021"},
        ),
        ("p1", {"employer_name": None}, {"GZDW": "无"}),
    ],
)
def test_r23_a_cell_that_as_received_reads_as_what_is_held_goes_back_as_received(
    system: str, held: dict[str, Value], received: dict[str, str]
) -> None:
    row = write(system, held, received)
    assert filled(row) == received
    assert told(row) == []


@pytest.mark.parametrize(
    ("system", "held", "received", "cells"),
    [
        ("p1", {"home_phone": "075526000001"}, {"LXFS_GH": "0755-26000000"}, {"LXFS_GH": "075526000001"}),
        ("p1", {}, {"GZDW": "旧单位", "LDID": "7", "DZBM": "{GUID}"}, {"LDID": "7", "DZBM": "{GUID}"}),
        ("p5", {"employment_status": "70"}, {"ACC0M1": "01", "ACC0M2": "14"}, {"ACC0M1": "02"}),
        (
            "p6",
            {"mobile_phone": "13800000000", "home_phone": "075526000000"},
            {"contact": "13800000000"},
            {"contact": "13800000000/075526000000"},
        ),
        (
            "p6",
            {"hukou_division": "440305", "hukou_address": {"text": "广东省深圳市南山区甲路1号"}},
            {"registered_place": "441424", "registered_addr": "甲路1号"},
            {"registered_place": "440305", "registered_addr": "甲路1号"},
        ),
        ("n1", {"addr_division": "990101001001"}, {"PCQ": "440305007003001", "D1": "旧名"}, {"PCQ": "440305007003001"}),
        (
            "p3",
            {"assistance_amount": "1.00"},
            {"month_amount": "1365.00", "protect_count": 2},
            {"month_amount": "1365.00", "protect_count": "2"},
        ),
    ],
)
def test_r23_what_holds_goes_out_and_evidence_as_received(
    system: str, held: dict[str, Value], received: dict[str, Any], cells: dict[str, str]
) -> None:
    assert filled(write(system, held, received)) == cells


@pytest.mark.parametrize(
    ("system", "field", "held", "cells", "agree"),
    [
        ("n1", "relation_to_head", {"relation_to_head": "53"}, {"D2": "4"}, True),
        ("n1", "relation_to_head", {"relation_to_head": "50"}, {"D2": "4"}, True),
        ("n1", "relation_to_head", {"relation_to_head": "10"}, {"D2": "4"}, False),
        ("p5", "employment_status", {"employment_status": "13"}, {"ACC0M1": "01", "ACC0M2": "11"}, True),
        ("p5", "employment_status", {"employment_status": "13"}, {"ACC0M1": "02", "ACC0M2": ""}, False),
        ("n1", "birth_date", {"birth_date": "1901-03-05"}, {"D5": "190103"}, True),
        ("n1", "birth_date", {"birth_date": "1901-04-05"}, {"D5": "190103"}, False),
        ("n1", "floor_area", {"floor_area": "88.50"}, {"H6": "89"}, True),
        ("c6", "household_income", {"household_income": "100000.00"}, {"JTYSR": "8333.33"}, True),
        ("p6", "mobile_phone", {"mobile_phone": "13800000000"}, {"contact": "13800000000/0755-26000000"}, True),
        ("p6", "home_phone", {"mobile_phone": "13800000000"}, {"contact": "13800000000/0755-26000000"}, False),
        ("p1", "id_number", {"id_type": "111", "id_number": CITIZEN}, {"ZJZL": "111", "SFZH": CITIZEN}, True),
        ("p1", "person_name", {"person_name": "张三"}, {"XM": ""}, False),
        ("p1", "person_name", {}, {"XM": "张三"}, False),
        ("n1", "addr_division", {"addr_division": "440305007003"}, {"PCQ": "440305007003001"}, True),
    ],
)
def test_r22_a_cell_agrees_when_the_fact_written_through_the_mapping_gives_it(
    system: str, field: str, held: dict[str, Value], cells: dict[str, str], agree: bool
) -> None:
    assert agrees(shipped()[system], field, held, cells, CATALOGUE, PLACES) is agree
