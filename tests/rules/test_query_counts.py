"""What a page costs does not grow with what it shows: as many statements for many rows as for few (house rules)."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from formbuilder.db import database
from formbuilder.visits.receipts import Receipt
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import HOME, Visitor, a_neighbour, build_street, change, publish

PAGES = (
    ("worker", "/work"),
    ("secretary", "/work"),
    ("secretary", "/ledger/person"),
    ("police", "/ledger/person"),
    ("secretary", "/review"),
    ("police", "/fields"),
    ("police", "/tasks"),
    ("police", "/systems"),
    ("secretary", "/status"),
    ("police", "/status"),
    ("secretary", "/burden"),
    ("police", "/burden?by=task"),
    ("secretary", "/api/v1/status?by=grid"),
    ("secretary", "/api/v1/burden?by=area"),
    ("secretary", "/api/v1/records?entity=person"),
    ("secretary", "/api/v1/review"),
    ("police", "/api/v1/tasks"),
)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that SQLite is given: what is asked of PostgreSQL is the same."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("counted on SQLite, whose driver tells")
    found: list[str] = []

    def listen(connection: DBAPIConnection, *_: ConnectionPoolEntry) -> None:
        connection.set_trace_callback(found.append)

    sa.event.listen(database.engine, "checkout", listen)
    yield found
    sa.event.remove(database.engine, "checkout", listen)


def some_more(worker: Visitor, secretary: Visitor, police: Visitor, start: int) -> None:
    """Five people whom two disagree about, and a task."""
    for n in range(start, start + 5):
        person = a_neighbour(person_name=f"张{n}", mobile_phone=f"139000000{n:02d}", current_address=HOME)
        pages = [visitor.opens(person).page for visitor in (worker, secretary)]
        for visitor, page, phone in zip((worker, secretary), pages, ("138", "137"), strict=True):
            sent = {"mobile_phone": change(f"{phone}000000{n:02d}"), "marital_status": {"verdict": "none"}}
            assert isinstance(visitor.submits(page, sent, open=False), Receipt)
    publish(police.actor, "education_level", purpose=f"{start}")


def test_a_page_of_many_rows_takes_as_many_statements_as_one_of_few(
    app: Flask,
    people: People,
    statements: list[str],
    client_of: Callable[[str], FlaskClient],
    token_for: Callable[[str], str],
) -> None:
    build_street()
    worker, secretary, police = (Visitor(people[who]) for who in ("worker", "secretary", "police"))
    publish(police.actor, "mobile_phone", "marital_status", "employer_name")
    clients = {who: client_of(who) for who, _ in PAGES}
    tokens = {who: bearer(token_for(who)) for who, _ in PAGES}

    def counted(client: FlaskClient, address: str, headers: dict[str, str]) -> int:
        statements.clear()
        assert client.get(address, headers=headers).status_code == 200
        return len(statements)

    def cost() -> dict[tuple[str, str], int]:
        found = {}
        for who, address in PAGES:
            api = address.startswith("/api/")
            client, headers = (app.test_client(), tokens[who]) if api else (clients[who], {})
            client.get(address, headers=headers)
            # The fewest of three: who is signed in is believed for a second, and one may end between two requests.
            found[who, address] = min(counted(client, address, headers) for _ in range(3))
        return found

    some_more(worker, secretary, police, 0)
    few = cost()
    for start in (10, 20, 30):
        some_more(worker, secretary, police, start)
    many = cost()
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
