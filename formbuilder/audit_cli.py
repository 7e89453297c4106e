"""`formbuilder audit verify`: anybody at the console can check that the log was not edited."""

import sys

import click
from flask.cli import with_appcontext

from formbuilder import db
from formbuilder.audit import broken_links
from formbuilder.db import Statement

_last = Statement("select seq, digest from audit order by seq desc limit 1")


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@with_appcontext
def verify() -> None:
    """Walk the whole chain. Exits 1 and names the first broken link; else prints the last line's number and digest."""
    with db.transaction(writing=False):
        first = next(broken_links(), None)
        seq, digest = _last.row() or (0, "")
    if first is not None:
        click.echo(f"The chain is broken: {first}.", err=True)
        sys.exit(1)
    click.echo(f"{seq} lines hold together.", err=True)
    click.echo(f"{seq} {digest}")
