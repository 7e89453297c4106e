"""Tallies of what people were asked, and of the rows that systems' tables have: burden is drawn from them (R24)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Code


class InputTallyRow(Base):
    """How many inputs were answered in visits on a day in an area, and how many of them were typed.

    By their field, and by the tasks that wanted them: an input stands here once, whomever it served.
    """

    __tablename__ = "input_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: YYYY-MM-DD of the instance. Day and area lead the key: all rows of a visit lie on one page of it.
    day: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    area_code: Mapped[str] = mapped_column(Code, primary_key=True)
    field: Mapped[str] = mapped_column(sa.String(63), primary_key=True)
    #: Their numbers in order, between commas; empty: no task asked, the visit told it by how it ended.
    tasks: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    #: Writers at the same time count in different stripes; they add up.
    stripe: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    asked: Mapped[int]
    typed: Mapped[int]


class CoverageTallyRow(Base):
    """How many rows of its own a system's table has of the records of an area. Triggers keep it (migration 0006)."""

    __tablename__ = "coverage_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    system: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    area_code: Mapped[str] = mapped_column(Code, primary_key=True)
    stripe: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]
