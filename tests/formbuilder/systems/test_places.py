"""Places as systems name them: areas of the instance and counties of the country, without a statement a row."""

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.areas import service
from formbuilder.permissions import Actor, Role
from formbuilder.systems import places
from formbuilder.systems.places import AreaPlaces

ADMIN = Actor(1, "admin", "", Role.ADMINISTRATOR)
TREE = """code,name,level,name_en
99,示范省,province,
9901,云州市,city,
990101,临江区,district,
990101001,春晖街道,street,
990101001001,望江社区,community,
990101001002,科技园社区,community,
990101002,秋实街道,street,
990101002001,望江社区,community,
99010100100101,第一网格,grid,
99010100100201,第一网格,grid,
"""


@pytest.fixture
def known(app: Flask) -> AreaPlaces:
    service.import_file(ADMIN, TREE.splitlines())
    with db.transaction(writing=False):
        return places.present()


@pytest.mark.parametrize(
    ("level", "name", "within", "codes"),
    [
        ("community", "科技园社区", "", ["990101001002"]),
        ("community", "科技园社区居委会", "", ["990101001002"]),
        ("community", "科技园居民委员会", "", ["990101001002"]),
        ("community", "春晖街道望江社区", "", ["990101001001"]),
        ("community", "望江社区", "", ["990101001001", "990101002001"]),
        ("community", "望江社区", "990101002", ["990101002001"]),
        ("community", "松涛社区", "", []),
        ("grid", "第一网格", "990101001002", ["99010100100201"]),
        ("grid", "第一网格", "990101001", ["99010100100101", "99010100100201"]),
        ("county", "云州市临江区", "", ["990101"]),
        ("county", "广东省梅州市五华县", "990101", ["441424"]),
    ],
)
def test_r22_a_place_is_found_by_its_name_within_the_rows_area(
    known: AreaPlaces, level: str, name: str, within: str, codes: list[str]
) -> None:
    assert list(known.named(level, name, within)) == codes


def test_r23_a_county_is_named_from_the_province_down_and_a_community_by_its_own_name(known: AreaPlaces) -> None:
    assert known.full_name("441424") == "广东省梅州市五华县"
    assert known.full_name("990101") == "示范省云州市临江区"
    assert known.full_name("990101001001") == "望江社区"
    assert known.full_name("99010100100101") == "第一网格"
    assert known.full_name("990101009009") == ""


def test_r22_no_row_costs_a_statement_once_the_places_are_there(known: AreaPlaces) -> None:
    with db.transaction(writing=False):
        assert places.present() is known
    # outside a transaction nothing can be asked of the database
    assert known.full_name("99010100100201") == "第一网格"
    assert list(known.named("community", "望江社区居委会", "990101001")) == ["990101001001"]
