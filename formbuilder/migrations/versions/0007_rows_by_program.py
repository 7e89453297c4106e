"""Rows that programs send are known again by their key.

Safe while the service runs: one table is added, none is changed; an older version never reads it.
"""

import sqlalchemy as sa
from alembic import op

from formbuilder.db import Document

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_rows",
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("delivery", sa.BigInteger(), nullable=False),
        sa.Column("answers", Document(), nullable=False),
        sa.PrimaryKeyConstraint("system", "key", name=op.f("pk_sent_rows")),
    )
