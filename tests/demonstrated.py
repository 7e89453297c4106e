"""The demo as tests use it: built once a run, copied for every test, served by gunicorn where a test asks for it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from formbuilder.app import create_app
from formbuilder.db import database
from formbuilder.demo.build import Built, build
from formbuilder.demo.world.sizes import TINY
from tests.conftest import TEMPLATE, settings_for
from tests.served import Server

DEMO = "template_demo"


@dataclass(frozen=True)
class Demo:
    """A copy of the demo, for one test alone."""

    folder: Path
    database_url: str
    built: Built

    def password(self, username: str) -> str:
        """What somebody signs in with."""
        return next(one["password"] for one in self.built.accounts if one["username"] == username)

    def server(self) -> Server:
        """The service on this copy, not started yet."""
        secret = settings_for(self.database_url, self.folder).secret_key
        return Server(self.folder, self.database_url, extra={"FORMBUILDER_SECRET_KEY": secret})


def build_at(url: str, folder: Path) -> Built:
    """Build the demo in a migrated database."""
    app = create_app(settings_for(url, folder))
    with app.app_context():
        built = build(TINY)  # one grid, in which all examples live
        database.session.remove()
        database.engine.dispose()
    return built


#: What was built in this run. Several conftests offer these fixtures, and to pytest each offer is a fixture of its own.
_on_sqlite: list[tuple[Path, Built]] = []
_on_postgres: list[Built] = []


@pytest.fixture(scope="session")
def sqlite_demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """The demo in a SQLite file, to be copied."""
    if not _on_sqlite:
        folder = tmp_path_factory.mktemp("demo")
        file = folder / "demo.db"
        shutil.copyfile(sqlite_template, file)
        built = build_at(f"sqlite:///{file}", folder)
        with sa.create_engine(f"sqlite:///{file}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.engine.dispose()
        _on_sqlite.append((file, built))
    return _on_sqlite[0]


@pytest.fixture(scope="session")
def postgres_demo(postgres: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo in a PostgreSQL database that others are made from."""
    if not _on_postgres:
        with postgres.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {DEMO} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        url = postgres.url.set(database=DEMO).render_as_string(hide_password=False)
        _on_postgres.append(build_at(url, tmp_path_factory.mktemp("demo")))
    return _on_postgres[0]


@pytest.fixture
def demo_on_sqlite(sqlite_demo: tuple[Path, Built], tmp_path: Path) -> Demo:
    """A copy of the demo on SQLite."""
    file, built = sqlite_demo
    shutil.copyfile(file, tmp_path / "demo.db")
    return Demo(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}", built)


@pytest.fixture(params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demo]:
    """A copy of the demo, once on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("demo_on_sqlite")
        return
    built: Built = request.getfixturevalue("postgres_demo")
    engine: sa.Engine = request.getfixturevalue("postgres")
    name = f"demo_{uuid4().hex}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {DEMO} STRATEGY file_copy")
    url = engine.url.set(database=name).render_as_string(hide_password=False)
    yield Demo(tmp_path, url, built)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def served(demo_on_sqlite: Demo) -> Iterator[Server]:
    """The service on a copy of the demo on SQLite."""
    server = demo_on_sqlite.server()
    server.start()
    yield server
    server.stop()
