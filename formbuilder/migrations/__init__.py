"""The schema moves in steps that the running version survives; each step says why it is safe."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

HERE = Path(__file__).parent


def configure(connection: sa.Connection | None = None) -> Config:
    """Alembic's settings, without a file."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine) -> None:
    """Bring the database to the newest step; all or nothing on both databases."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.upgrade(configure(connection), "head")


def is_current(connection: sa.Connection) -> bool:
    """Whether the database is at the newest step."""
    head = ScriptDirectory.from_config(configure()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
