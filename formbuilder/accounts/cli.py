"""`formbuilder users` and `formbuilder tokens`: done at the machine itself, remembered as `user:console`."""

import getpass
import sys
from typing import NoReturn

import click
from flask.cli import with_appcontext

from formbuilder import clock
from formbuilder.accounts import service
from formbuilder.accounts import tokens as kept
from formbuilder.accounts.people import OF_ACCOUNTS, Scope
from formbuilder.permissions import CONSOLE, Role
from formbuilder.problems import FaultyForm
from metadata.problems import Problem

#: Who sits at the console may do what an administrator may.


@click.group()
def users() -> None:
    """Accounts."""


@users.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in OF_ACCOUNTS]))
@click.option("--department", default="", help="Of a department admin: the department's code.")
@click.option("--area", default="", help="Of a secretary or worker: the area's code.")
@with_appcontext
def add(username: str, name: str, role: str, department: str, area: str) -> None:
    """Add an account. The password is asked for, or read from the first line of stdin; never an argument."""
    scope = Scope(name.strip(), Role(role), department, area)
    try:
        made = service.add(CONSOLE, username, scope, read_password(), now=clock.now())
    except Problem as problem:
        refuse(problem)
    click.echo(f"The account {made.username} may sign in.", err=True)


@users.command()
@click.argument("username")
@with_appcontext
def password(username: str) -> None:
    """Give an account a new password, asked for or read from stdin."""
    try:
        service.reset_password(CONSOLE, username, read_password())
    except Problem as problem:
        refuse(problem)
    click.echo(f"{username} signs in with the new password.", err=True)


@users.command()
@click.argument("username")
@with_appcontext
def disable(username: str) -> None:
    """Lock an account out at once."""
    try:
        service.disable(CONSOLE, username, now=clock.now())
    except Problem as problem:
        refuse(problem)
    click.echo(f"{username} is locked out.", err=True)


@click.group("tokens")
def tokens() -> None:
    """API tokens."""


@tokens.command("add")
@click.option("--system", default="", help="The code of the system that it acts for.")
@click.option("--user", "username", default="", help="The account whose rights it has.")
@click.option("--days", default=kept.DEFAULT_DAYS, show_default=True, help="How long it lasts.")
@with_appcontext
def add_token(system: str, username: str, days: int) -> None:
    """Make a token and print it; it is not shown again."""
    if bool(system) == bool(username):
        raise click.UsageError("Name either --system or --user.")
    try:
        token, made = service.add_token(CONSOLE, system=system, username=username, days=days, now=clock.now())
    except Problem as problem:
        refuse(problem)
    click.echo(f"Token {made.id} acts for {made.acts_for} until {clock.to_text(made.expires)}.", err=True)
    click.echo(token)


@tokens.command("revoke")
@click.argument("which")
@with_appcontext
def revoke(which: str) -> None:
    """Revoke a token: WHICH is its number, its first characters, or the token itself."""
    found = [
        token
        for token in service.list_tokens(CONSOLE)
        if which == str(token.id) or (len(which) >= len(token.prefix) and which.startswith(token.prefix))
    ]
    if len(found) != 1:
        click.echo(
            "No token is called this." if not found else "Several tokens begin like this; give the number.", err=True
        )
        sys.exit(1)
    service.revoke_token(CONSOLE, found[0].id, now=clock.now())
    click.echo(f"Token {found[0].id} opens nothing any more.", err=True)


@tokens.command("list")
@with_appcontext
def list_tokens() -> None:
    """All tokens, one a line: number, first characters, whom it acts for, until when."""
    for token in service.list_tokens(CONSOLE):
        state = "revoked" if token.revoked else clock.to_text(token.expires)
        click.echo(f"{token.id}\t{token.prefix}\t{token.acts_for}\t{state}")


def read_password() -> str:
    """From a terminal without showing it, else the first line of stdin."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def refuse(problem: Problem) -> NoReturn:
    """Say what is wrong and end with 1."""
    if isinstance(problem, FaultyForm):
        for fault in problem.faults:
            click.echo(f"{fault.field}: {fault.problem.say()}", err=True)
    else:
        click.echo(problem.say(), err=True)
    sys.exit(1)
