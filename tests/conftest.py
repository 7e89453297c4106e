"""What tests of tables and tests in a browser start from.

A test that touches tables asks for `database_url` and runs on SQLite and on PostgreSQL; one in a browser
asks for `page`. Without PostgreSQL or Chromium they are skipped with a sentence; in CI (`CI=true`) they fail.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from formbuilder import migrations
from formbuilder.app import create_app
from formbuilder.config import Settings
from formbuilder.db import database
from tests.realpg import find_binaries, server

TEMPLATE = "template_test"


def settings_for(url: str, folder: Path) -> Settings:
    """Settings of an instance on a database of its own."""
    return Settings(
        data=folder,
        database_url=url,
        secret_key="a secret that is long enough for tests",
        timezone=ZoneInfo("Asia/Shanghai"),
        port=8000,
        secure_cookies=False,
    )


def migrate(url: str) -> None:
    """Bring an empty database to the newest step."""
    app = create_app(settings_for(url, Path()))
    with app.app_context():
        migrations.upgrade(database.engine)
        database.engine.dispose()


def unavailable(what: str) -> NoReturn:
    """Skip with the reason; in CI fail with it."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.Engine]:
    """One server a run, with a template database for every test to copy (migrate it here, once)."""
    try:
        find_binaries()
    except FileNotFoundError as missing:
        unavailable(str(missing))
    with server() as url:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {TEMPLATE}")
        migrate(engine.url.set(database=TEMPLATE).render_as_string(hide_password=False))
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file for every test to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database, once for each engine."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    engine: sa.Engine = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield engine.url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database, with its context open: once for each engine."""
    app = create_app(settings_for(database_url, tmp_path))
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium; playwright's download is not needed."""
    chromium = shutil.which("chromium")
    if chromium is None:
        unavailable("no Chromium: apt-get install chromium fonts-noto-cjk")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return browser_type_launch_args | {"executable_path": chromium, "args": sandbox}
