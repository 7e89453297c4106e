"""Status and burden are counted as they change.

Safe while the service runs: see below.
"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
