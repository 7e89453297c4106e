"""A submission touches fewer pages: two indexes go, and SQLite's audit lines lie by their number.

Safe while the service runs: no column is added, renamed or removed. Submissions of a record are found by the primary
key, and nothing asks for audit lines by their subject. SQLite's table is made anew while no other writer is let in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_submission_record_id_ticket"), table_name="submission")
    op.drop_index(op.f("ix_audit_subject"), table_name="audit")
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("audit", recreate="always") as audit:
            audit.alter_column("seq", type_=sa.Integer(), autoincrement=False)
