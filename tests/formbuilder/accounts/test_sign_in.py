"""Signing in and out: what opens, what stays shut, and for how long (trust.md, D)."""

import statistics
import time
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock, db
from formbuilder.accounts import passwords, service, sessions
from formbuilder.accounts.people import Scope
from formbuilder.db import database
from formbuilder.permissions import Actor, Role
from tests.formbuilder.conftest import PASSWORD, People, from_our_pages, sign_in

ClientOf = Callable[..., FlaskClient]
HOUR = 3_600_000


def try_password(client: FlaskClient, username: str, password: str, **form: str) -> int:
    from_our_pages(client)
    return client.post("/sign-in", data={"username": username, "password": password, **form}).status_code


def later(monkeypatch: pytest.MonkeyPatch, app: Flask, milliseconds: int) -> None:
    """Let the clock show another time, and the process forget what it remembered."""
    then = clock.now() + milliseconds
    monkeypatch.setattr(clock, "now", lambda: then)
    app.extensions["remembered"].forget()


def test_who_signs_in_goes_where_the_role_begins(app: Flask, people: People) -> None:
    client = from_our_pages(app.test_client())
    answer = client.post("/sign-in", data={"username": " Worker ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/work")
    assert client.get("/account").status_code == 200


def test_d01_a_fresh_instance_has_no_account(app: Flask) -> None:
    for username in ("admin", "root", "administrator"):
        assert try_password(app.test_client(), username, username) == 422


def test_d01_a_wrong_password_and_an_unknown_name_are_told_alike(app: Flask, people: People) -> None:
    client = from_our_pages(app.test_client())
    wrong = client.post("/sign-in", data={"username": "worker", "password": "not the password"})
    unknown = client.post("/sign-in", data={"username": "nobody", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("worker", "") == unknown.text.replace("nobody", "")
    assert "Set-Cookie" not in wrong.headers


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app: Flask, people: People) -> None:
    passwords.nobodys()

    def seconds(kept: str) -> float:
        start = time.perf_counter()
        assert not passwords.is_right("not the password", kept)
        return time.perf_counter() - start

    known = passwords.hash_of(PASSWORD)
    pairs = [(seconds(known), seconds("")) for _ in range(5)]
    ratio = statistics.median(a for a, _b in pairs) / statistics.median(b for _a, b in pairs)
    assert 0.5 < ratio < 2


def test_d02_the_eleventh_try_waits_but_a_known_browser_still_gets_in(app: Flask, people: People) -> None:
    known = app.test_client()
    assert try_password(known, "worker", PASSWORD) == 303
    assert [try_password(app.test_client(), "worker", f"wrong {n}") for n in range(10)] == [422] * 10
    stranger = from_our_pages(app.test_client())
    answer = stranger.post("/sign-in", data={"username": "worker", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    known.delete_cookie(app.extensions["session_cookie"])
    assert try_password(known, "worker", PASSWORD) == 303


def test_d02_a_device_that_was_given_to_one_account_opens_no_other_one(app: Flask, people: People) -> None:
    client = app.test_client()
    assert try_password(client, "worker", PASSWORD) == 303
    for n in range(10):
        assert try_password(client, "secretary", f"wrong {n}") == 422
    assert try_password(client, "secretary", PASSWORD) == 429


def test_d03_sixty_honest_people_behind_one_address_get_in(app: Flask, people: People) -> None:
    assert {try_password(app.test_client(), "worker", PASSWORD) for _ in range(60)} == {303}


def test_d03_one_address_that_tries_a_hundred_names_waits(app: Flask, people: People) -> None:
    seen = [try_password(app.test_client(), f"name{n}", "x" * 200) for n in range(101)]
    assert (set(seen[:100]), seen[100]) == ({422}, 429)


def test_d07_a_session_that_was_there_before_is_not_taken_over(app: Flask, people: People) -> None:
    client = app.test_client()
    client.set_cookie("session", "chosen-by-somebody-else")
    assert try_password(client, "worker", PASSWORD) == 303
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.value != "chosen-by-somebody-else"
    assert len(cookie.value) == 43


@pytest.mark.parametrize("deed", ["disable", "change", "reset", "password", "sign out"])
def test_d08_a_session_ends_at_once(app: Flask, people: People, client_of: ClientOf, deed: str) -> None:
    client, other = client_of("worker"), client_of("worker")
    assert client.get("/account").status_code == 200
    admin, now = people["admin"], clock.now()
    match deed:
        case "disable":
            service.disable(admin, "worker", now=now)
        case "change":
            service.change(admin, "worker", Scope("网格员甲", Role.WORKER, area="99010100100103"))
        case "reset":
            service.reset_password(admin, "worker", "another long password")
        case "password":
            answer = other.post("/account/password", data={"old": PASSWORD, "password": "another long password"})
            assert answer.status_code == 200
            assert other.get("/account").status_code == 200
        case _:
            assert client.post("/sign-out").status_code == 303
            assert other.get("/account").status_code == 200
    assert client.get("/account").status_code == 303


def test_d09_what_stands_in_the_table_opens_nothing(app: Flask, client_of: ClientOf) -> None:
    client_of("worker")
    with db.transaction(writing=False):
        digest = database.session.execute(database.text("select digest from session")).scalar_one()
    thief = app.test_client()
    thief.set_cookie("session", digest)
    assert thief.get("/account").status_code == 303


def test_d10_cookies_are_ours_alone(app: Flask, people: People) -> None:
    client = from_our_pages(app.test_client())
    answer = client.post("/sign-in", data={"username": "worker", "password": PASSWORD})
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert len(cookie) < 300


@pytest.mark.parametrize(("who", "idle"), [("admin", HOUR // 2), ("worker", 8 * HOUR)])
def test_d16_a_session_ends_when_nobody_is_there(
    app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, who: str, idle: int
) -> None:
    client = client_of(who)
    later(monkeypatch, app, idle - 60_000)
    assert client.get("/account").status_code == 200
    later(monkeypatch, app, idle + 60_000)
    assert client.get("/account").status_code == 303


def test_d16_a_session_ends_after_twelve_hours_in_any_case(
    app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("worker")
    for _ in range(4):
        later(monkeypatch, app, 3 * HOUR - 60_000)
        assert client.get("/account").status_code == 200
    later(monkeypatch, app, 10 * 60_000)
    assert client.get("/account").status_code == 303


def test_d16_a_clock_that_is_set_back_extends_nothing(
    app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("worker")
    later(monkeypatch, app, -2 * HOUR)
    assert client.get("/account").status_code == 303


def test_seen_moves_at_most_every_five_minutes(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app.test_client(), people["worker"])

    def seen() -> int:
        client.get("/account")
        with db.transaction(writing=False):
            return int(database.session.execute(database.text("select seen from session")).scalar_one())

    first = seen()
    later(monkeypatch, app, sessions.MOVES - 1000)
    assert seen() == first
    later(monkeypatch, app, 2000)
    assert seen() > first


@pytest.mark.parametrize(
    "way",
    [
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "/%2f%2fevil",
        "/\t/evil",
        "http://evil",
        "/%5cevil",
        "/sign-out",
    ],
)
def test_d20_nobody_is_led_away(app: Flask, people: People, way: str) -> None:
    client = from_our_pages(app.test_client())
    answer = client.post("/sign-in", data={"username": "worker", "password": PASSWORD, "next": way})
    assert answer.location == "/work"
    assert client.get("/sign-in", query_string={"next": way}).location == "/"


def test_who_was_on_the_way_somewhere_goes_on_there(app: Flask, people: People) -> None:
    client = from_our_pages(app.test_client())
    asked = client.get("/records/0192-abc")
    assert asked.location in ("/sign-in?next=/records/0192-abc", None)
    answer = client.post("/sign-in", data={"username": "worker", "password": PASSWORD, "next": "/work/0192-abc"})
    assert answer.location == "/work/0192-abc"


def test_r26_signing_in_and_failing_to_are_remembered_without_what_was_typed(app: Flask, people: People) -> None:
    try_password(app.test_client(), "worker", PASSWORD)
    try_password(app.test_client(), "worker", "not the password")
    try_password(app.test_client(), "my password by mistake", "x")
    lines = [(line.who, line.verb, line.subject) for line in service.read_audit(people["admin"])]
    assert lines == [("nobody", "session.refused", "user:worker"), ("user:worker", "session.begin", "user:worker")]


def test_a_hash_with_weaker_settings_is_made_anew(app: Flask, people: People) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(passwords.normal(PASSWORD))
    with db.transaction(writing=True):
        database.session.execute(database.text("update account set password_hash = :h"), {"h": weak})
    assert try_password(app.test_client(), "worker", PASSWORD) == 303
    with db.transaction(writing=False):
        query = database.text("select password_hash from account where username = 'worker'")
        assert str(database.session.execute(query).scalar_one()).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_actor_of_a_session_is_the_account(app: Flask, people: People) -> None:
    with db.transaction(writing=True):
        secret = sessions.begin(people["police"].account, "en", clock.now())
    found = sessions.read(secret, clock.now())
    assert found is not None
    assert found.actor == Actor(people["police"].account, "police", "公安管理员", Role.DEPARTMENT_ADMIN, "ga", "")
    assert found.language == "en"
