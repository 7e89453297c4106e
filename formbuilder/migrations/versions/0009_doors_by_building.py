"""Addresses are found by area, building and room.

Safe while the service runs: an index takes the place of a shorter one, and answers all that was asked of that.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_address_area_code_building_room"), "address", ["area_code", "building", "room"])
    op.drop_index(op.f("ix_address_area_code"), table_name="address")
