"""Search among names: the hits of LIKE, by area and rights, a page at a time; the tree of areas and its counts."""

import random
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import db
from formbuilder.db import Statement
from formbuilder.ledger import service
from formbuilder.permissions import Actor, Role
from formbuilder.records import searching
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records import town
from tests.formbuilder.records.town import GRID, OTHER_COMMUNITY, OTHER_GRID, a_person, token

STREET = Actor(71, "street", "春晖街道书记", Role.SECRETARY, area="990101001")
FAR_GRID = "99010100100201"
PUT = Statement(
    "insert into record"
    " (id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created, updated)"
    " values (:id, 'person', 1, '{}', '{}', :name, '', :area, :ended, :merged, 1, 1)"
)
LIKE = Statement(
    "select id from record where entity = 'person' and name like :part escape '!' and area_code like :area and"
    " merged_into = ''",
    postgresql="select id from record where entity = 'person' and name ilike :part escape '!' and area_code like :area"
    " and merged_into = ''",
)


@pytest.fixture(autouse=True)
def in_town(app: Flask) -> Flask:
    town.build()
    return app


@pytest.fixture
def crowd(in_town: Flask) -> list[tuple[str, str]]:
    """Three hundred people with names that share their characters, all over town and nowhere; id and name."""
    draw = random.Random(5)
    names = ["".join(draw.choices("王李张伟小明兰Ab·%_", k=draw.choice((2, 3, 3, 4)))).strip() for _ in range(280)]
    names += ["阿不都热合曼·买买提·阿吉", "Christopher Alexander Smith", "欧阳娜娜", "100%_!"] * 5
    areas = [GRID, OTHER_GRID, FAR_GRID, ""]
    rows = [(f"01a20000-0000-7000-8000-{n:012x}", name, draw.choice(areas)) for n, name in enumerate(names)]
    with db.transaction(writing=True):
        PUT.many([{"id": i, "name": name, "area": area, "ended": False, "merged": ""} for i, name, area in rows])
        searching.index([(i, "person", area, name) for i, name, area in rows])
    return [(record_id, name) for record_id, name, _area in rows]


def found(actor: Actor, text: str, area: str = "", count: int = 7) -> list[str]:
    """Every hit, page after page."""
    ids: list[str] = []
    page = service.find(actor, "person", area=area, text=text, count=count)
    ids += [row.id for row in page.rows]
    while page.next:
        page = service.find(actor, "person", area=area, text=text, after=page.next, count=count)
        ids += [row.id for row in page.rows]
    return ids


@pytest.mark.parametrize("area", ["", "990101001001", GRID, "99010199"])
def test_search_finds_what_like_finds(crowd: list[tuple[str, str]], people: People, area: str) -> None:
    draw = random.Random(9)
    texts = {name[a : a + n] for _, name in draw.sample(crowd, 60) for n in (1, 2, 3, 4, 5) for a in (0, 1)}
    texts |= {"100%", "%_!", "王小明兰", "smith", "ALEX", "没有这个人"}
    for text in sorted(t for t in texts if len(t.split()) == 1 and (len(t) > 1 or len(t) < 20)):
        pattern = text.translate({ord(sign): "!" + sign for sign in "!%_"})
        with db.transaction(writing=False):
            like = {row[0] for row in LIKE.rows(part=f"%{pattern}%", area=f"{area}%")}
        hits = found(people["police"], text, area)
        assert len(hits) == len(set(hits)), text
        longer = {record_id for record_id, name in crowd if len(name) > 20} if len(text) == 1 else set()
        assert set(hits) == like - longer, text


def test_search_by_the_letters_that_sounds_begin_with(people: People) -> None:
    a_person(name="张伟", number="")
    a_person(name="王小明", number="", mobile_phone="13800138001")
    assert names(people["secretary"], "zw") == ["张伟"]
    assert names(people["secretary"], "WX") == names(people["secretary"], "wxm") == ["王小明"]
    assert names(people["secretary"], "xm") == []


def test_several_words_are_all_in_the_name(crowd: list[tuple[str, str]], people: People) -> None:
    assert set(names(people["police"], "smith chris")) == {"Christopher Alexander Smith"}


def names(actor: Actor, text: str) -> list[str]:
    return [row.name for row in service.find(actor, "person", text=text).rows]


def test_a_name_that_was_changed_is_found_by_the_new_one_only(people: People) -> None:
    found = a_person(name="周桂兰")
    a_person(dated=10, name="周桂英")
    assert names(people["secretary"], "桂英") == ["周桂英"]
    assert names(people["secretary"], "桂兰") == []
    assert service.find(people["secretary"], "person", text="周").rows[0].id == found


def test_r25_search_finds_only_who_lives_in_the_own_area(crowd: list[tuple[str, str]], people: People) -> None:
    everyone = set(found(people["police"], "王"))
    mine, theirs = set(found(people["secretary"], "王")), set(found(people["other_secretary"], "王"))
    assert mine
    assert theirs
    assert not mine & theirs
    assert mine | theirs < everyone == set(found(STREET, "王"))
    assert found(people["secretary"], "王", OTHER_COMMUNITY) == []
    assert set(found(people["worker"], "王")) == set(found(people["secretary"], "王", GRID))
    assert found(token("d1"), "王") == []  # which has sent none of them


def test_records_that_were_joined_with_others_are_not_found(people: People, crowd: list[tuple[str, str]]) -> None:
    [gone] = [record_id for record_id, name in crowd if name == "欧阳娜娜"][:1]
    with db.transaction(writing=True):
        Statement("update record set merged_into = 'x' where id = :id").run(id=gone)
    assert len(found(people["police"], "欧阳")) == 4


def test_what_has_no_place_comes_last(crowd: list[tuple[str, str]], people: People) -> None:
    for actor in (people["police"], STREET):
        for text in ("", "王"):
            areas = []
            page = service.find(actor, "person", text=text, count=40)
            areas += [row.area for row in page.rows]
            while page.next:
                page = service.find(actor, "person", text=text, after=page.next, count=40)
                areas += [row.area for row in page.rows]
            assert areas == sorted(areas, key=lambda area: (not area, area))
            assert areas[-1] == ""
            assert text or len(areas) == 300


def test_the_tree_leads_down_with_counts(people: People, crowd: list[tuple[str, str]]) -> None:
    walk = service.open_page(people["police"], "person").walk
    assert [(p.code, p.count) for p in walk.above] == [("", 300)]
    assert {p.code for p in walk.below} == {"990101001001", OTHER_COMMUNITY}
    assert walk.apart == 300 - sum(p.count for p in walk.below) > 0
    walk = service.open_page(people["police"], "person", area="990101001001").walk
    assert [p.code for p in walk.above] == ["", "990101001001"]
    assert sum(p.count for p in walk.below) == walk.count == len(found(people["police"], "", "990101001001"))
    addresses = Actor(73, "jd", "街道办管理员", Role.DEPARTMENT_ADMIN, department="jd")
    walk = service.open_page(addresses, "person").walk
    assert (sum(p.count for p in walk.below), walk.apart) == (300, 0)
    walk = service.open_page(people["secretary"], "person", area="990101001002").walk
    assert [p.code for p in walk.above] == ["990101001001"]


def test_a_page_of_hits_keeps_what_was_typed_out_of_addresses(
    crowd: list[tuple[str, str]], client_of: Callable[..., FlaskClient]
) -> None:
    page = client_of("secretary").post("/ledger/person", data={"text": "王", "area": GRID})
    assert page.status_code == 200
    assert 'name="text" value="王"' in page.text
    assert "text=" not in page.text.replace('name="text', "").replace('id="text', "").replace("aria", "")


def test_api_searches_by_text(in_town: Flask, token_for: Callable[[str], str], crowd: list[tuple[str, str]]) -> None:
    client, headers = in_town.test_client(), bearer(token_for("secretary"))
    body = {"entity": "person", "text": "王", "area": GRID}
    first = client.post("/api/v1/records/search?limit=2", json=body, headers=headers).get_json()
    assert len(first["items"]) == 2
    second = client.post(f"/api/v1/records/search?limit=2&after={first['next']}", json=body, headers=headers).get_json()
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}
