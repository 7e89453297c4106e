"""Tables by which records are found by what they are called, and counted by where they are."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, BigKey, Code, Id


class NamedRow(Base):
    """What a record was called, and where it was, when its parts were last written: they are taken away by it."""

    __tablename__ = "named"

    #: Stands for the record in its parts: a name has many, and an id is long. Grows with every newcomer.
    no: Mapped[int] = mapped_column(BigKey, primary_key=True)
    record_id: Mapped[str] = mapped_column(Id, unique=True)
    entity: Mapped[str] = mapped_column(Code)
    area_code: Mapped[str] = mapped_column(Code)
    name: Mapped[str] = mapped_column(sa.String(200))


class NamePartRow(Base):
    """A part of a record's name: whoever looks for it inside an area reads one range of the primary key, in order."""

    __tablename__ = "name_part"
    __table_args__ = ({"sqlite_with_rowid": False},)

    entity: Mapped[str] = mapped_column(Code, primary_key=True)
    part: Mapped[str] = mapped_column(Code, primary_key=True)
    area_code: Mapped[str] = mapped_column(Code, primary_key=True)
    no: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)


class RecordTallyRow(Base):
    """How many records there are in an area. Its stripes add up: writers at the same time do not wait for each other.

    One stripe may be below zero: whoever left was counted in another.
    """

    __tablename__ = "record_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    entity: Mapped[str] = mapped_column(Code, primary_key=True)
    area_code: Mapped[str] = mapped_column(Code, primary_key=True)
    stripe: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    records: Mapped[int] = mapped_column(sa.Integer)
