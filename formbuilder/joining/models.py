"""Tables of rulings over two records: that they are one (or are so no more), and that they are two."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Document, Id
from metadata.values import JSONObject


class TurnRow(Base):
    """A ruling in a record's history that is no claim; it has a revision of its own there, and in the other's history.

    Append-only. With the records' histories it makes what they are, and what they were at any instant.
    """

    __tablename__ = "turn"
    __table_args__ = (sa.CheckConstraint("deed in ('joined', 'parted', 'led', 'freed')", name="deed_known"),)

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: joined, parted: another's claims came to it, went back; led, freed: its id leads to the other, does so no more.
    deed: Mapped[str] = mapped_column(sa.String(10))
    other: Mapped[str] = mapped_column(Id)
    #: The revision that the same ruling has in the other's history.
    other_revision: Mapped[int]
    at: Mapped[int] = mapped_column(sa.BigInteger)
    #: [kind, normal form, current]: keys of third records, which the merge did not write.
    taken: Mapped[list[list[str]]] = mapped_column(Document)
    #: What it made of the record, in joined and parted: facts, open claims, keys; see records.turns.
    made: Mapped[JSONObject] = mapped_column(Document)
    who: Mapped[str] = mapped_column(sa.String(80))
    source: Mapped[str] = mapped_column(sa.String(32))
    reason: Mapped[str] = mapped_column(sa.String(200))
    #: Of a record that leads to another: keys, systems' rows and assignments that it had, to be given back.
    kept: Mapped[JSONObject] = mapped_column(Document)


class ApartRow(Base):
    """Two records that look like one, of which somebody has said that they are two. `record_id` is the smaller id."""

    __tablename__ = "apart"

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    other: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[int] = mapped_column(sa.BigInteger)
    who: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(sa.String(200))
