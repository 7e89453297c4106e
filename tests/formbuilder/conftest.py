"""People of the demo areas, and browsers and tokens that act for them.

`people`: one account per role (and a second worker, and a second department), made without hashing.
`client_of(person)`: a browser that is signed in and sends what a browser sends; `token_for(person or system)`: a token.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock, db
from formbuilder.accounts import passwords, sessions, signed_in, tokens
from formbuilder.accounts.models import AccountRow, TokenRow
from formbuilder.db import database
from formbuilder.permissions import Actor, Role
from formbuilder.systems.models import SystemRow

PASSWORD = "春晖街道 long enough 7"

#: username -> name, role, department, area
PEOPLE = {
    "admin": ("系统管理员", Role.ADMINISTRATOR, "", ""),
    "police": ("公安管理员", Role.DEPARTMENT_ADMIN, "ga", ""),
    "civil": ("民政管理员", Role.DEPARTMENT_ADMIN, "mz", ""),
    "secretary": ("望江书记", Role.SECRETARY, "", "990101001001"),
    "other_secretary": ("松涛书记", Role.SECRETARY, "", "990101001002"),
    "worker": ("网格员甲", Role.WORKER, "", "99010100100101"),
    "other_worker": ("网格员乙", Role.WORKER, "", "99010100100102"),
}
#: The account that stands for a role where a test only names the role.
OF_ROLE = {
    Role.ADMINISTRATOR: "admin",
    Role.DEPARTMENT_ADMIN: "police",
    Role.SECRETARY: "secretary",
    Role.WORKER: "worker",
}


@dataclass(frozen=True)
class People:
    """Everybody, by username."""

    actors: dict[str, Actor]

    def __getitem__(self, who: str | Role) -> Actor:
        return self.actors[OF_ROLE[who] if isinstance(who, Role) else who]


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of PASSWORD, computed once a run."""
    return passwords.hash_of(PASSWORD)


@pytest.fixture
def people(app: Flask, password_hash: str) -> People:
    """One account per role in the demo areas; all have PASSWORD."""
    with db.transaction(writing=True):
        for username, (name, role, department, area) in PEOPLE.items():
            database.session.add(
                AccountRow(
                    username=username,
                    name=name,
                    password_hash=password_hash,
                    role=role.value,
                    department=department,
                    area_code=area,
                    created=clock.now(),
                )
            )
        database.session.flush()
        rows = database.session.query(AccountRow).all()
        found = {
            row.username: Actor(row.id, row.username, row.name, Role(row.role), row.department, row.area_code)
            for row in rows
        }
    return People(found)


def sign_in(client: FlaskClient, actor: Actor, language: str = "zh") -> FlaskClient:
    """Sign a client in without typing a password; it then sends the token and the origin that our pages send."""
    app = client.application
    with db.transaction(writing=True):
        secret = sessions.begin(actor.account, language, clock.now())
    session = sessions.read(secret, clock.now())
    assert session is not None
    client.set_cookie(app.extensions["session_cookie"], secret, secure=app.extensions["settings"].secure_cookies)
    return from_our_pages(client, session.csrf)


def from_our_pages(client: FlaskClient, csrf: str = "") -> FlaskClient:
    """Let a client's requests look as if our own pages had sent them."""
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    if csrf:
        client.environ_base["HTTP_X_CSRF"] = csrf
    return client


@pytest.fixture
def client_of(app: Flask, people: People) -> Iterator[Callable[[str | Role], FlaskClient]]:
    """A browser in which somebody is signed in, named by username or by role."""

    def signed(who: str | Role, language: str = "zh") -> FlaskClient:
        return sign_in(app.test_client(), people[who], language)

    yield signed
    signed_in.forget()


@pytest.fixture
def token_for(app: Flask, people: People) -> Callable[[str | Role], str]:
    """A bearer token: of an account by username or role, else of a system by its code (made if there is none)."""

    def made(who: str | Role, fields: tuple[str, ...] = ("person_name",)) -> str:
        token, now = tokens.make(), clock.now()
        person = people[who].account if who in OF_ROLE or who in people.actors else None
        with db.transaction(writing=True):
            if person is None and database.session.get(SystemRow, who) is None:
                row = SystemRow(
                    code=str(who),
                    name=str(who),
                    department="ga",
                    level="municipal",
                    entity="person",
                    fields=list(fields),
                )
                database.session.add(row)
            database.session.add(
                TokenRow(
                    digest=sessions.digest_of(token),
                    prefix=token[: tokens.SHOWN],
                    account_id=person,
                    system="" if person is not None else str(who),
                    created=now,
                    expires=now + tokens.DAY,
                )
            )
        return token

    return made


def bearer(token: str) -> dict[str, str]:
    """The header of a token."""
    return {"Authorization": f"Bearer {token}"}
