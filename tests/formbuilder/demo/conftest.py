"""The demo on both databases, and the application on it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from formbuilder.app import create_app
from formbuilder.db import database
from tests.conftest import settings_for
from tests.demonstrated import Demo, demo, demo_on_sqlite, postgres_demo, served, sqlite_demo

__all__ = ["demo", "demo_on_sqlite", "postgres_demo", "served", "sqlite_demo"]


@pytest.fixture
def app(demo: Demo) -> Iterator[Flask]:
    app = create_app(settings_for(demo.database_url, demo.folder))
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()
