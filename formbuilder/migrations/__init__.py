"""The schema moves in steps that the running version survives; each step says why it is safe.

Alembic is loaded only where steps are run: it would cost every worker 11 MB and each start 0.4 s.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent


def configure(connection: sa.Connection | None = None) -> "Config":
    """Alembic's settings, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine) -> None:
    """Bring the database to the newest step; all or nothing on both databases."""
    from alembic import command

    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.upgrade(configure(connection), "head")


def newest() -> str:
    """The number of the newest step: steps are a single line, each file named NNNN_what_it_does.py."""
    return max(file.name[:4] for file in (HERE / "versions").glob("[0-9]*.py"))


def is_current(connection: sa.Connection) -> bool:
    """Whether the database is at the newest step."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return False
    present: str | None = connection.scalar(sa.text("select version_num from alembic_version"))
    return present == newest()
