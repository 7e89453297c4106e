"""`doctor` finds what is wrong and says what to do; `readyz` says whether to send traffic."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from formbuilder import db
from formbuilder.catalogue.store import load_standard
from formbuilder.db import database
from formbuilder.doctor import doctor
from tests.formbuilder.conftest import People

#: The server of the tests is set to lose everything in a power cut; the doctor rightly says so.
HASTY = {"fsync", "full_page_writes", "synchronous_commit"}


@pytest.fixture
def examined(app: Flask, tmp_path: Path) -> Callable[[], dict[str, bool]]:
    """What the doctor finds: name -> whether it is good."""
    load_standard()
    tmp_path.chmod(0o700)

    def ran() -> dict[str, bool]:
        result: Result = CliRunner().invoke(doctor, ["--json"], obj=ScriptInfo(create_app=lambda: app))
        found = {finding["name"]: finding["good"] for finding in json.loads(result.stdout)}
        assert result.exit_code == (0 if all(found.values()) else 1)
        return {name: good for name, good in found.items() if name not in HASTY}

    return ran


def test_a_fresh_instance_is_well(examined: Callable[[], dict[str, bool]]) -> None:
    found = examined()
    assert [name for name, good in found.items() if not good] == []
    assert {"secret key", "schema", "audit chain", "keys", "facts and history"} <= set(found)


def test_a_log_that_was_edited_is_found(app: Flask, people: People, examined: Callable[[], dict[str, bool]]) -> None:
    from formbuilder.accounts import service

    service.enable(people["admin"], "worker")
    with db.transaction(writing=True):
        database.session.execute(database.text("update audit set subject = 'user:other'"))
    assert [name for name, good in examined().items() if not good] == ["audit chain"]


def test_a_database_behind_is_found_and_gets_no_traffic(app: Flask, examined: Callable[[], dict[str, bool]]) -> None:
    with db.transaction(writing=True):
        database.session.execute(database.text("update alembic_version set version_num = 'older'"))
    assert examined()["schema"] is False
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert set(answer.get_json()["reasons"]) == {"schema"}
    assert app.test_client().get("/healthz").status_code == 200


def test_a_data_folder_that_others_read_is_found(
    app: Flask, tmp_path: Path, examined: Callable[[], dict[str, bool]]
) -> None:
    tmp_path.chmod(0o755)
    assert examined()["data folder"] is False


def test_an_instance_that_is_well_gets_traffic(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"ready": True, "reasons": {}})
