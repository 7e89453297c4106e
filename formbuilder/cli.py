"""The command line: data on stdout, words for people on stderr; 0 done, 1 refused, 2 wrong usage."""

import sys
from importlib import import_module

import click
from flask.cli import FlaskGroup

from formbuilder.config import WrongSetting, read_settings
from formbuilder.garbage import collect_rarely

#: name of a command or group -> the module that holds it; loaded only when it is asked for.
COMMANDS = {
    "demo": "formbuilder.demo.cli",
    "serve": "formbuilder.serve",
    "db": "formbuilder.migrations.cli",
    "doctor": "formbuilder.doctor",
    "identity": "formbuilder.identity",
    "fields": "formbuilder.catalogue.cli",
    "areas": "formbuilder.areas.cli",
    "users": "formbuilder.accounts.cli",
    "tokens": "formbuilder.accounts.cli",
    "systems": "formbuilder.systems.cli",
    "audit": "formbuilder.audit_cli",
}


class Commands(FlaskGroup):
    """Flask's own commands and ours; ours are imported only when they run, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        command: click.Command = getattr(import_module(COMMANDS[name]), name)
        return command


def make_app() -> object:
    """The application that a command runs in; imported only for commands that need one."""
    from formbuilder.app import create_app

    return create_app(read_settings())


@click.group(cls=Commands, create_app=make_app, add_version_option=False)
def group() -> None:
    """Forms and one table for community work: every fact is asked once."""


def main() -> None:
    """The command `formbuilder`."""
    collect_rarely()
    try:
        group.main(prog_name="formbuilder")
    except WrongSetting as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(1)
    except Exception as trouble:
        if not is_of_database(trouble):
            raise
        click.echo(f"The database says: {str(trouble).splitlines()[0]}", err=True)
        click.echo(
            "Is it there, and at the newest step? Try `formbuilder db upgrade`, then `formbuilder doctor`.", err=True
        )
        sys.exit(1)


def is_of_database(trouble: Exception) -> bool:
    """Whether SQLAlchemy or a driver raised it: every driver's errors are called alike (PEP 249)."""
    return any(kind.__name__ in ("OperationalError", "ProgrammingError") for kind in type(trouble).__mro__)
