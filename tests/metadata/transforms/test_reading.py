"""R22: what a cell of a system is to us: each transform inwards, with what the sixteen tables really hold."""

from datetime import date
from typing import Any

import pytest

from metadata.fieldtypes import CHINA
from metadata.mappings import shipped
from metadata.stamps import Span
from metadata.transforms import RowRead, read_row
from metadata.values import Value
from tests.metadata.transforms.values import CATALOGUE, PLACES

CITIZEN = "440305190102030017"
AS_AT = date(2024, 6, 1)


def read(system: str, area: str = "", /, **cells: Any) -> RowRead:
    return read_row(shipped()[system], cells, CATALOGUE, PLACES, as_at=AS_AT, zone=CHINA, area=area)


def said(row: RowRead) -> dict[str, Value]:
    return {code: value for part in row.parts.values() for code, value in part.items()}


def told(row: RowRead) -> list[tuple[str, str]]:
    return [(fault.column, fault.problem.code) for fault in row.faults]


@pytest.mark.parametrize(
    ("system", "cells", "values"),
    [
        # same
        ("p1", {"GZDW": " 某某　公司 "}, {"employer_name": "某某 公司"}),
        ("p1", {"XJZDZZ": "望江路１８号 三号楼"}, {"current_address": {"text": "望江路18号3号楼"}}),
        ("n1", {"H7": 3}, {"room_count": 3}),
        ("n1", {"H7": 3.0}, {"room_count": 3}),
        ("c2", {"REGCAP": "50.000000"}, {"registered_capital": "50.0000"}),
        ("p4", {"lon": "113.94", "lat": 22.53}, {"longitude": "113.94000000", "latitude": "22.53000000"}),
        # codes
        ("p3", {"applicant_sex": "0"}, {"sex": "2"}),
        ("p1", {"ZSLB": 5}, {"residence_place_type": "06"}),
        ("c11", {"jzjg": "2"}, {"building_structure": "3"}),
        ("n2", {"cdpSex": "ｆ"}, {"sex": "2"}),
        ("n2", {"familyEco": "9"}, {}),
        ("n2", {"edu": "0"}, {"education_level": "90"}),
        # label
        ("p3", {"applicant_nation": "汉"}, {"ethnic_group": "01"}),
        ("d1", {"民族": "汉族"}, {"ethnic_group": "01"}),
        ("c9", {"NAT_REGN_CODE": "156"}, {"nationality": "CHN"}),
        ("c3", {"DISPATCHUNITNAME": "公安"}, {"handling_dept": "ga"}),
        # date
        ("n1", {"D5": "190103"}, {"birth_date": "1901-03"}),
        ("c8", {"stu_birth": 20170901}, {"birth_date": "2017-09-01"}),
        ("d1", {"出生年月": "1901年2月"}, {"birth_date": "1901-02"}),
        ("d1", {"出生年月": "1901.2"}, {"birth_date": "1901-02"}),
        ("d1", {"出生年月": "1901-02"}, {"birth_date": "1901-02"}),
        ("p6", {"date_birth": "1901-02-03 00:00:00"}, {"birth_date": "1901-02-03"}),
        ("p1", {"DDBDRQ": "2023/9/1"}, {"arrival_date": "2023-09-01"}),
        ("p1", {"DDBDRQ": "2023-09-01 00:00:00"}, {"arrival_date": "2023-09-01"}),
        ("c3", {"CREATETIME": "2024-05-06 14:30:00"}, {"occurred_at": "2024-05-06T06:30:00Z"}),
        ("c2", {"OPTO": "9999-12-31"}, {"license_until": "9999-12-31"}),
        ("p3", {"start_month": "202301"}, {"assistance_start": "2023-01"}),
        # year
        ("c5", {"JGSJ": "2005-06-30"}, {"built_year": 2005}),
        # number
        ("n1", {"H6": "89平方米"}, {"floor_area": "89.00"}),
        ("c6", {"JTYSR": "8000.00"}, {"household_income": "96000.00"}),
        ("p3", {"month_amount": "1365.00", "protect_count": "2"}, {"assistance_amount": "682.50"}),
        ("p3", {"month_amount": "1000", "protect_count": "3人"}, {"assistance_amount": "333.33"}),
        # phone
        (
            "n2",
            {"phone": "(0755)26000000", "mobile": "+8613800138000"},
            {"home_phone": "075526000000", "mobile_phone": "13800138000"},
        ),
        ("p4", {"elder_phone": "0755-26000000"}, {"home_phone": "075526000000"}),
        ("p4", {"elder_phone": "138 0013 8000"}, {"mobile_phone": "13800138000"}),
        # split
        ("p6", {"contact": "13800000000/0755-26000000"}, {"mobile_phone": "13800000000", "home_phone": "075526000000"}),
        (
            "d1",
            {"联系电话": "13800000000，0755-26000000"},
            {"mobile_phone": "13800000000", "home_phone": "075526000000"},
        ),
        ("d1", {"房东及电话": "刘某 13900000000"}, {"owner_name": "刘某", "owner_phone": "13900000000"}),
        ("d1", {"房东及电话": "刘某"}, {"owner_name": "刘某"}),
        # join
        (
            "p6",
            {"residence": "440305", "residence_addr": "科苑花园12栋"},
            {"current_address": {"text": "广东省深圳市南山区科苑花园12栋"}},
        ),
        (
            "p6",
            {"residence": "440305", "residence_addr": "深圳市南山区科苑花园12栋"},
            {"current_address": {"text": "广东省深圳市南山区科苑花园12栋"}},
        ),
        ("p6", {"residence": "440305"}, {}),
        # prefix
        ("n1", {"PCQ": "440305007003001"}, {"addr_division": "440305007003"}),
        ("p5", {"AAB022": "I65"}, {"work_industry": "I"}),
        ("n2", {"cityid": "440305007003"}, {"hukou_division": "440305"}),
        # place_name
        ("p1", {"CZHKSZD": "广东省梅州市五华县"}, {"hukou_division": "441424"}),
        ("p1", {"SQJCWH": "科技园社区居委会"}, {"addr_division": "440305007003"}),
        # address_part
        ("c11", {"ldmph": "科苑路15号"}, {"house_number": "15号"}),
        ("c11", {"ldmph": "科苑路十五号院3号楼"}, {"house_number": "15号院"}),
        ("c11", {"ldmph": "科苑路"}, {}),
        # evidence, ignore
        ("n1", {"H3_1": "4", "D9": "4", "H4": "0"}, {}),
        # 'there is none', and nothing
        ("p1", {"GZDW": "无"}, {"employer_name": None}),
        ("p1", {"XM": "无", "XB": " ", "MZ": None}, {}),
        ("p6", {"contact": "无"}, {"mobile_phone": None, "home_phone": None}),
        ("p6", {"contact": "/"}, {}),
        ("d1", {"房东及电话": "无"}, {}),
    ],
)
def test_r22_a_cell_is_read_by_its_transform(system: str, cells: dict[str, Any], values: dict[str, Value]) -> None:
    row = read(system, **cells)
    assert said(row) == values
    assert told(row) == []


@pytest.mark.parametrize(
    ("system", "cells", "faults"),
    [
        ("p3", {"applicant_sex": "2"}, [("applicant_sex", "cell.no-partner")]),
        ("d1", {"婚姻": "己婚"}, [("婚姻", "cell.no-partner")]),
        ("p3", {"applicant_nation": "火星"}, [("applicant_nation", "cell.no-partner")]),
        ("p1", {"HYZK": "77"}, [("HYZK", "value.not-an-option")]),
        ("d1", {"身份证号": 4.40305e17}, [("身份证号", "value.lost-digits")]),
        ("n1", {"PCQ": "4.40305E+14"}, [("PCQ", "value.lost-digits")]),
        ("p6", {"date_birth": "9999-12-31 00:00:00"}, [("date_birth", "value.has-an-end")]),
        ("p6", {"date_birth": "2031-01-01 00:00:00"}, [("date_birth", "value.in-the-future")]),
        ("p1", {"DDBDRQ": "2023-02-30"}, [("DDBDRQ", "value.not-a-date")]),
        ("p1", {"GZDW": "某" * 101}, [("GZDW", "value.too-long")]),
        ("p3", {"month_amount": "1365.00", "protect_count": ""}, [("month_amount", "cell.nothing-to-divide-by")]),
        ("p3", {"month_amount": "很多", "protect_count": "1"}, [("month_amount", "value.not-a-number")]),
        ("n2", {"phone": "13800138000"}, [("phone", "phone.landline-expected")]),
        ("c9", {"TEL": "13800138000"}, [("TEL", "phone.landline-expected")]),
        ("p6", {"contact": "13800000000/13900000000"}, [("contact", "cell.several-parts")]),
        ("d1", {"房东及电话": "刘 某 13900000000"}, [("房东及电话", "cell.several-parts")]),
        ("p6", {"residence": "000000", "residence_addr": "科苑花园"}, [("residence", "division.unknown")]),
        ("p1", {"SQJCWH": "乌有社区"}, [("SQJCWH", "cell.no-such-place")]),
        ("p1", {"CZHKSZD": "朝阳区"}, [("CZHKSZD", "cell.several-places")]),
    ],
)
def test_r22_a_damaged_cell_is_told_and_says_nothing(
    system: str, cells: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    row = read(system, **cells)
    assert told(row) == faults
    assert said(row) == {}
    assert all(fault.problem.say() and fault.problem.at for fault in row.faults)


def test_r22_the_rest_of_a_damaged_row_stays() -> None:
    row = read("d1", 居民姓名="张三", 联系电话="13800000000、26000000", 婚姻="己婚", 性别="男")
    assert said(row) == {"person_name": "张三", "mobile_phone": "13800000000", "sex": "1"}
    assert told(row) == [("婚姻", "cell.no-partner"), ("联系电话", "phone.no-area")]
    assert row.faults[1].value == "26000000"


def test_r22_of_two_columns_the_first_is_read_if_it_has_a_value_else_the_second() -> None:
    both = read("p5", ACC0M1="02", ACC0M2="11")
    assert said(both) == {"employment_status": "24"}
    assert both.said_by == {"employment_status": ("ACC0M2",)}
    second = read("p5", ACC0M1="02", ACC0M2="")
    assert said(second) == {"employment_status": "70"}
    assert second.said_by == {"employment_status": ("ACC0M1",)}
    faulty = read("p5", ACC0M1="02", ACC0M2="77")
    assert said(faulty) == {}, "a second column does not speak for a first one that was not understood"


def test_r2a_a_document_is_its_type_and_its_number_or_nothing() -> None:
    assert said(read("p1", ZJZL="111", SFZH=CITIZEN)) == {"id_type": "111", "id_number": CITIZEN}
    assert said(read("p1", SFZH="e12345678", ZJZL="414")) == {"id_type": "414", "id_number": "E12345678"}
    damaged = read("p1", ZJZL="111", SFZH=CITIZEN[:-1] + "8")
    assert said(damaged) == {}
    assert told(damaged) == [("SFZH", "identity.wrong-check-digit")]
    untyped = read("p1", ZJZL="77", SFZH=CITIZEN)
    assert said(untyped) == {}
    assert told(untyped) == [("ZJZL", "value.not-an-option"), ("SFZH", "cell.left-alone")]
    assert said(read("p1", ZJZL="111")) == {}
    assert told(read("p4", lon="113.94")) == [("lon", "cell.left-alone")]


def test_r22_what_the_table_implies_is_said_only_with_a_valid_number() -> None:
    row = read("d1", 居民姓名="张三", 身份证号=CITIZEN)
    assert said(row) == {"person_name": "张三", "id_type": "111", "id_number": CITIZEN}
    assert row.said_by["id_type"] == ("身份证号",)
    assert said(read("d1", 身份证号="440305010203001"))["id_number"] == CITIZEN, "an old number becomes the new one"
    assert "id_type" not in said(read("d1", 居民姓名="张三", 身份证号="1"))
    assert "id_type" not in said(read("d1", 居民姓名="张三"))


def test_r22a_one_row_speaks_of_several_records() -> None:
    row = read("d1", "440305007003", 居民姓名="张三", 户主="李四", 网格="第三网格", 楼栋="5幢")
    assert row.parts == {
        "person": {"person_name": "张三"},
        "household": {"head_name": "李四"},
        "dwelling": {"grid_code": "44030500700303", "building_no": "5幢"},
    }


def test_r22_the_columns_that_said_a_field_are_named() -> None:
    row = read("p6", residence="440305", residence_addr="科苑花园12栋")
    assert row.said_by == {"current_address": ("residence", "residence_addr")}
    assert read("p6", residence_addr="科苑花园12栋").said_by == {"current_address": ("residence_addr",)}
    divided = read("p3", month_amount="1365.00", protect_count="2")
    assert divided.said_by == {"assistance_amount": ("month_amount", "protect_count")}


def day(year: int, month: int, number: int) -> tuple[int, int]:
    from datetime import datetime

    start = int(datetime(year, month, number, tzinfo=CHINA).timestamp() * 1000)
    return start, start + 86_400_000 - 1


@pytest.mark.parametrize(
    ("system", "cells", "span"),
    [
        ("p1", {"DJSJ": "2024-05-06"}, day(2024, 5, 6)),
        ("p1", {"DJSJ": "2024-05-06 00:00:00"}, day(2024, 5, 6)),
        ("p1", {"DJSJ": ""}, None),
        ("d1", {"走访时间": "5.6"}, day(2024, 5, 6)),
        ("n1", {}, day(2024, 6, 1)),
        ("c3", {}, day(2024, 6, 1)),
        ("p5", {"AAC030": "2024-05-06"}, None),
        ("c2", {"UPDATETIME": "2024-05-06"}, day(2024, 5, 6)),
        (
            "p6",
            {"oper_date": "2024-05-06 14:30:00"},
            (day(2024, 5, 6)[0] + 52_200_000, day(2024, 5, 6)[0] + 52_200_999),
        ),
    ],
)
def test_r22_the_approval_says_what_dates_a_row(
    system: str, cells: dict[str, str], span: tuple[int, int] | None
) -> None:
    row = read(system, **cells)
    assert row.at == (Span(*span) if span else None)
    assert told(row) == []


def test_r22_a_row_from_after_its_delivery_is_told_and_undated() -> None:
    row = read("p1", DJSJ="2024-06-02", XM="张三")
    assert row.at is None
    assert told(row) == [("DJSJ", "cell.after-delivery")]
    assert said(row) == {"person_name": "张三"}
    assert told(read("d1", 走访时间="12.28")) == [("走访时间", "cell.after-delivery")]
    assert told(read("d1", 走访时间="上周")) == [("走访时间", "value.not-a-date")]


def test_r22_who_and_note_are_no_facts() -> None:
    row = read("d1", 走访人=" 网格员甲 ", 备注="养犬一只")
    assert (row.who, row.note) == ("网格员甲", "养犬一只")
    assert row.parts == {}
