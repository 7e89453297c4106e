"""Tallies of what status shows. Triggers of the database keep them (migration 0006): no code can forget to."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Code


class AssignmentTallyRow(Base):
    """How many assignments of a task in an area are in a state. Stripes add up; one may be below zero.

    `state` is that of the assignment, but for what was done at once because nothing was due: that is `known` (R10).
    """

    __tablename__ = "assignment_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    task_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area_code: Mapped[str] = mapped_column(Code, primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    #: Writers at the same time count in different stripes.
    stripe: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]


class ClaimTallyRow(Base):
    """How many claims wait in an area, by where they are settled and who owns their field."""

    __tablename__ = "claim_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    area_code: Mapped[str] = mapped_column(Code, primary_key=True)
    #: door, review or proposal.
    route: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    stripe: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]
