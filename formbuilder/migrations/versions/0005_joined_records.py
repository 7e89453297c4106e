"""Records that are one and the same are joined, and parted again.

Safe while the service runs: two tables are added, none is changed; an older version never reads them.
"""

import sqlalchemy as sa
from alembic import op

from formbuilder.db import Document, Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "turn",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("other", Id, nullable=False),
        sa.Column("other_revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("taken", Document(), nullable=False),
        sa.Column("made", Document(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("kept", Document(), nullable=False),
        sa.CheckConstraint("deed in ('joined', 'parted', 'led', 'freed')", name=op.f("ck_turn_deed_known")),
        sa.PrimaryKeyConstraint("record_id", "revision", name=op.f("pk_turn")),
    )
    op.create_table(
        "apart",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("other", Id, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "other", name=op.f("pk_apart")),
    )
