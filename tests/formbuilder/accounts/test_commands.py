"""`users`, `tokens` and `audit` at the console: data on stdout, words on stderr, 0, 1 or 2."""

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from formbuilder import db
from formbuilder.accounts.cli import tokens, users
from formbuilder.audit_cli import audit
from formbuilder.db import database
from tests.formbuilder.conftest import People

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command on the instance of this test."""

    def ran(command: click.Command, *words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(command, words, input=stdin, obj=ScriptInfo(create_app=lambda: app))

    return ran


def test_an_account_is_added_with_a_password_from_stdin(run: Run) -> None:
    made = run(users, "add", "boss", "--name", "管", "--role", "administrator", stdin="correct horse battery\n")
    assert (made.exit_code, made.stdout) == (0, "")
    again = run(users, "add", "boss", "--name", "管", "--role", "administrator", stdin="correct horse battery\n")
    assert again.exit_code == 1
    assert "taken" in again.stderr


def test_a_weak_password_is_refused_with_a_reason(run: Run) -> None:
    made = run(users, "add", "boss", "--name", "管", "--role", "administrator", stdin="short\n")
    assert made.exit_code == 1
    assert made.stderr.startswith("password: Too short")


def test_no_option_takes_a_password() -> None:
    for command in users.commands.values():
        assert not [option for option in command.params if "password" in (option.name or "")]


def test_a_token_is_printed_alone_and_revoked_by_any_of_its_names(run: Run, people: People) -> None:
    for name in (lambda token: token, lambda token: token[:9], lambda _token: "3"):
        made = run(tokens, "add", "--user", "worker")
        token = made.stdout.strip()
        assert token.startswith("fb_")
        assert token not in made.stderr
        assert run(tokens, "revoke", name(token)).exit_code == 0
    assert run(tokens, "revoke", "99").exit_code == 1
    assert run(tokens, "add").exit_code == 2
    assert run(tokens, "add", "--system", "none").exit_code == 1


def test_l01_the_first_broken_link_is_named(run: Run, people: People) -> None:
    for _ in range(3):
        run(tokens, "add", "--user", "worker")
    whole = run(audit, "verify")
    assert (whole.exit_code, whole.stdout.split()[0]) == (0, "3")
    with db.transaction(writing=True):
        database.session.execute(database.text("update audit set who = 'nobody' where seq = 2"))
    broken = run(audit, "verify")
    assert broken.exit_code == 1
    assert "line 2 was changed" in broken.stderr
