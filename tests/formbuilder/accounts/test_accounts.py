"""What administrators do with accounts and tokens (R25, R26, trust.md B09, D09, W11, W12)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock, db
from formbuilder.accounts import service, sessions, tokens
from formbuilder.accounts.people import Scope
from formbuilder.accounts.signed_in import forget
from formbuilder.db import database
from formbuilder.permissions import Role
from formbuilder.problems import FaultyForm, LastAdministrator, NotAllowed, NotThere
from tests.formbuilder.conftest import People, bearer

ClientOf = Callable[..., FlaskClient]
GRID = "99010100100103"


def test_an_account_is_added_and_its_password_is_not_kept(app: Flask, people: People) -> None:
    made = service.add(
        people["admin"], " New.Worker ", Scope("新来的", Role.WORKER, area=GRID), "a good password 9", now=5
    )
    assert (made.username, made.role, made.area) == ("new.worker", Role.WORKER, GRID)
    with db.transaction(writing=False):
        rows = str(database.session.execute(database.text("select * from account")).all())
        lines = str(database.session.execute(database.text("select * from audit")).all())
    assert "a good password" not in rows + lines


@pytest.mark.parametrize(
    ("username", "scope", "password", "fields"),
    [
        ("1st", Scope("名", Role.WORKER, area=GRID), "a good password 9", {"username"}),
        ("console", Scope("名", Role.WORKER, area=GRID), "a good password 9", {"username"}),
        ("worker", Scope("名", Role.WORKER, area=GRID), "a good password 9", {"username"}),
        ("new", Scope("", Role.WORKER), "short", {"name", "area", "password"}),
        ("new", Scope("名", Role.DEPARTMENT_ADMIN), "a good password 9", {"department"}),
        ("new", Scope("名", Role.ADMINISTRATOR, area=GRID), "14 characters.", {"area", "password"}),
        ("new", Scope("名", Role.INTEGRATOR), "a good password 9", {"role"}),
    ],
)
def test_every_fault_is_told_at_its_field(
    app: Flask, people: People, username: str, scope: Scope, password: str, fields: set[str]
) -> None:
    with pytest.raises(FaultyForm) as wrong:
        service.add(people["admin"], username, scope, password, now=5)
    assert {fault.field for fault in wrong.value.faults} == fields


def test_b09_the_last_administrator_stays(app: Flask, people: People) -> None:
    with pytest.raises(LastAdministrator):
        service.disable(people["admin"], "admin", now=5)
    with pytest.raises(LastAdministrator):
        service.change(people["admin"], "admin", Scope("名", Role.WORKER, area=GRID))
    service.add(people["admin"], "second", Scope("第二个", Role.ADMINISTRATOR), "correct horse battery", now=5)
    assert service.disable(people["admin"], "admin", now=5).disabled == 5
    with pytest.raises(LastAdministrator):
        service.disable(people["admin"], "second", now=5)


def test_who_was_disabled_does_not_sign_in_until_enabled(app: Flask, people: People) -> None:
    from tests.formbuilder.accounts.test_sign_in import try_password
    from tests.formbuilder.conftest import PASSWORD, from_our_pages

    service.disable(people["admin"], "worker", now=5)
    assert try_password(app.test_client(), "worker", PASSWORD) == 422
    told = from_our_pages(app.test_client()).post("/sign-in", data={"username": "worker", "password": PASSWORD})
    assert "此账号已停用" in told.text
    guessed = from_our_pages(app.test_client()).post("/sign-in", data={"username": "worker", "password": "guessed"})
    assert "停用" not in guessed.text, "only who knows the password is told"
    service.enable(people["admin"], "worker")
    assert try_password(app.test_client(), "worker", PASSWORD) == 303


def test_r25_only_administrators_look_after_accounts(app: Flask, people: People) -> None:
    for who in ("police", "secretary", "worker"):
        with pytest.raises(NotAllowed):
            service.accounts(people[who])
        with pytest.raises(NotAllowed):
            service.add_token(people[who], username="worker", now=5)


def test_w11_a_token_is_told_once_and_kept_as_its_digest(app: Flask, people: People) -> None:
    token, kept = service.add_token(people["admin"], username="worker", now=clock.now())
    assert token.startswith("fb_")
    assert len(token) == 46
    assert token.startswith(kept.prefix)
    with db.transaction(writing=False):
        rows = database.session.execute(database.text("select digest, prefix from api_token")).all()
        lines = str(database.session.execute(database.text("select * from audit")).all())
    assert rows == [(sessions.digest_of(token), token[:9])]
    assert token not in lines


def test_w12_a_token_ends_is_revoked_and_falls_with_its_account(app: Flask, people: People) -> None:
    now = clock.now()
    token, kept = service.add_token(people["admin"], username="worker", days=1, now=now)
    client, headers = app.test_client(), bearer(token)

    def status() -> int:
        forget()
        return client.get("/api/v1/fields", headers=headers).status_code

    assert status() == 200
    assert tokens.read(token, now + tokens.DAY) is None
    service.disable(people["admin"], "worker", now=now)
    assert status() == 401
    service.enable(people["admin"], "worker")
    assert status() == 200
    service.revoke_token(people["admin"], kept.id, now=now)
    assert status() == 401


def test_r25_a_token_of_a_system_is_an_integrator_for_it(app: Flask, token_for: Callable[..., str]) -> None:
    found = tokens.read(token_for("ga_population"), clock.now())
    assert found is not None
    assert (found.actor.role, found.actor.system, found.actor.who) == (
        Role.INTEGRATOR,
        "ga_population",
        "system:ga_population",
    )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"system": "none"}, "system"),
        ({"username": "none"}, "username"),
        ({"username": "worker", "days": 367}, "days"),
        ({"username": "worker", "days": 0}, "days"),
        ({}, "system"),
    ],
)
def test_a_token_for_nobody_or_forever_is_refused(
    app: Flask, people: People, asked: dict[str, str], field: str
) -> None:
    with pytest.raises(FaultyForm) as wrong:
        service.add_token(people["admin"], **asked, now=5)  # type: ignore[arg-type]
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_a_token_that_is_not_there_cannot_be_revoked(app: Flask, people: People) -> None:
    with pytest.raises(NotThere):
        service.revoke_token(people["admin"], 99, now=5)


def test_an_administrator_adds_changes_and_disables_on_the_pages(client_of: ClientOf) -> None:
    client = client_of("admin")
    form = {"username": "new", "name": "新", "role": "worker", "area": GRID, "department": "", "password": "short"}
    wrong = client.post("/admin/users", data=form)
    assert wrong.status_code == 422
    assert 'value="new"' in wrong.text
    assert "太短" in wrong.text
    assert "short" not in wrong.text
    added = client.post("/admin/users", data=form | {"password": "a good password 9"})
    assert added.location == "/admin/users/new"
    client.post("/admin/users/new", data=form | {"name": "改名"})
    assert "改名" in client.get("/admin/users/new").text
    client.post("/admin/users/new/disable")
    assert "已停用" in client.get("/admin/users").text


def test_the_page_shows_a_token_once(client_of: ClientOf) -> None:
    client = client_of("admin")
    made = client.post("/admin/tokens", data={"username": "worker", "days": "30"})
    assert made.status_code == 200
    token = made.text.split('<code id="token">')[1].split("<")[0]
    assert len(token) == 46
    again = client.get("/admin/tokens").text
    assert token not in again
    assert token[:9] in again


def test_r26_the_log_is_read_page_by_page(client_of: ClientOf, people: People) -> None:
    for _ in range(service.PAGE + 5):
        service.enable(people["admin"], "worker")
    client = client_of("admin")
    first = client.get("/audit").text
    assert "/audit?before=6" in first
    assert client.get("/audit?before=6").text.count("accounts.manage") == 5
    assert client.get("/audit?before=x").status_code == 200
