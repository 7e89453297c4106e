"""How many statements each page of the standard costs: fixed, whatever the number of fields."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import db
from formbuilder.catalogue import store
from formbuilder.db import database
from tests.formbuilder.catalogue.test_service import publish
from tests.formbuilder.conftest import bearer

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is asked, as it hears it (SQLite tells; what is asked is the same on PostgreSQL)."""
    if db.is_postgresql():
        pytest.skip("SQLite tells what it is asked")
    store.load_standard()
    publish("居住登记", ["marital_status"])
    heard: list[str] = []

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(lambda sql: None if sql.startswith(CONTROL) else heard.append(sql))

    database.engine.dispose()
    sa.event.listen(database.engine, "connect", listen)
    yield heard
    sa.event.remove(database.engine, "connect", listen)


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("/fields", 3),
        ("/fields?q=%E7%94%B5%E8%AF%9D", 3),
        ("/fields/new?zh=x", 2),
        ("/fields/marital_status", 3),
        ("/codelists/sex", 1),
    ],
)
def test_pages_cost_a_fixed_number_of_statements(
    statements: list[str], client_of: Callable[[str], FlaskClient], path: str, cost: int
) -> None:
    client = client_of("civil")
    client.get(path)
    statements.clear()
    assert client.get(path).status_code == 200
    assert len(statements) == cost, statements


def test_a_schema_that_the_reader_has_costs_one_statement(
    statements: list[str], app: Flask, token_for: Callable[[str], str]
) -> None:
    client, headers = app.test_client(), bearer(token_for("civil"))
    first = client.get("/api/v1/entities/person/schema", headers=headers)
    statements.clear()
    again = client.get("/api/v1/entities/person/schema", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert len(statements) == 1, statements
