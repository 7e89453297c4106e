"""`formbuilder db upgrade`."""

import click
from flask.cli import with_appcontext

from formbuilder import migrations
from formbuilder.db import database


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest step."""
    migrations.upgrade(database.engine)
    click.echo("The database is at the newest step.", err=True)
