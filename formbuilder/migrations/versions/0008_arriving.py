"""A task for very many arrives area by area; where it has not arrived yet is kept.

Safe while the service runs: one column is added that an older version neither reads nor needs to fill.
"""

import sqlalchemy as sa
from alembic import op

from formbuilder.db import Code

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("sent_before", Code, nullable=False, server_default=""))
