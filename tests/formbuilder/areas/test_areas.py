"""Areas and addresses: imported from CSV, read by the API, found by how people write them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from formbuilder import db
from formbuilder.areas import service, store
from formbuilder.areas.cli import areas
from formbuilder.areas.problems import BadRow
from formbuilder.permissions import Actor, Role
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records import town

ADMIN = Actor(1, "admin", "", Role.ADMINISTRATOR)
TREE = """code,name,level,name_en
99,示范省,province,
9901,云州市,city,
990101,临江区,district,
990101001,春晖街道,street,Chunhui
990101001001,望江社区,community,Wangjiang
99010100100101,第一网格,grid,
"""
PLACES = """code,text,area_code,building,unit,room
1,望江路18号3栋2单元501,99010100100101,3栋,2单元,501
2,望江路18号3栋2单元502,99010100100101,3栋,2单元,502
3,同名路1号,99010100100101,,,
4,同名路1号,990101001001,,,
"""


@pytest.fixture
def imported(app: Flask) -> Flask:
    service.import_file(ADMIN, TREE.splitlines())
    service.import_file(ADMIN, PLACES.splitlines())
    return app


def place_of(address: str | dict[str, str]) -> tuple[str, str]:
    with db.transaction(writing=False):
        return store.place_of(address)


@pytest.mark.parametrize(
    "written",
    [
        {"text": "望江路18号3栋2单元501"},
        {"text": "望江路１８号 3幢2单元501室"},
        {"text": "望江路18号三号楼二单元501"},
        {"text": "示范省云州市临江区春晖街道望江社区望江路18号3栋2单元501"},
        {"text": "somewhere", "code": "1"},
        "1",
    ],
)
def test_r12_a_place_is_found_by_code_or_by_its_text_however_written(
    imported: Flask, written: str | dict[str, str]
) -> None:
    assert place_of(written) == ("1", "99010100100101")


@pytest.mark.parametrize("written", [{"text": "望江路18号3栋2单元503"}, {"text": "同名路1号"}, {"text": ""}, "77"])
def test_r12_what_fits_none_or_several_is_no_place(imported: Flask, written: str | dict[str, str]) -> None:
    assert place_of(written) == ("", "")


def test_importing_again_changes_names_and_adds_nothing(imported: Flask) -> None:
    counts = service.import_file(ADMIN, TREE.replace("望江社区", "望江新村社区").splitlines())
    assert counts == {"areas": 6, "addresses": 0}
    with db.transaction(writing=False):
        assert store.name_of("990101001001") == "望江新村社区"
        assert store.name_of("990101001001", "en") == "Wangjiang"
        assert store.count_addresses() == 4


@pytest.mark.parametrize(
    "rows",
    [
        "code,name\n123,太短\n",
        "code,name\n99,\n",
        "code,name,level\n99,示范省,city\n",
        "code,name\n880101,无中生有\n",
        "code,text,area_code\n1,某路1号,990101009\n",
        "name,code2\n1,2\n",
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_nothing_is_imported(app: Flask, rows: str) -> None:
    with pytest.raises(BadRow):
        service.import_file(ADMIN, rows.splitlines())
    with db.transaction(writing=False):
        assert store.all_areas() == []


def test_ancestors_come_from_the_shipped_divisions(app: Flask) -> None:
    service.import_file(ADMIN, ["code,name", "440305007,粤海街道"])
    with db.transaction(writing=False):
        assert [store.name_of(code) for code in ("44", "4403", "440305")] == ["广东省", "深圳市", "南山区"]
        assert "440305" in {area.code for area in store.below("4403")}


def test_the_command_imports_a_file_and_tells_what_is_wrong(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("\ufeff" + TREE, encoding="utf-8")
    done = CliRunner().invoke(areas, ["import", str(file)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "6 areas" in done.stderr
    file.write_text("code,name\n1,x\n", encoding="utf-8")
    assert CliRunner().invoke(areas, ["import", str(file)]).exit_code == 1


def test_api_areas_and_addresses(app: Flask, people: People, token_for: Callable[[str], str]) -> None:
    town.build()
    client, headers = app.test_client(), bearer(token_for("secretary"))
    under = client.get("/api/v1/areas?under=990101001", headers=headers).get_json()["items"]
    assert [(area["code"], area["level"]) for area in under] == [
        ("990101001001", "community"),
        ("990101001002", "community"),
    ]
    assert len(client.get("/api/v1/areas", headers=headers).get_json()["items"]) > 30
    first = client.get("/api/v1/addresses?q=18号&limit=1", headers=headers).get_json()
    second = client.get(f"/api/v1/addresses?q=18号&limit=1&after={first['next']}", headers=headers).get_json()
    assert [first["items"][0]["room"], second["items"][0]["room"], second["next"]] == ["501", "502", None]
    assert client.get("/api/v1/addresses?q=松涛路", headers=headers).get_json()["items"] == [], "another community's"
    assert client.get(f"/api/v1/addresses/{town.A501}", headers=headers).get_json()["area"] == town.GRID
    assert client.get(f"/api/v1/addresses/{town.B101}", headers=headers).status_code == 404
