"""Tables of departments' systems and of what last passed between each of them and a record."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, BigKey, Code, Document, Id
from metadata.values import JSONObject


class SystemRow(Base):
    """A department's information system."""

    __tablename__ = "system"

    code: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    name_en: Mapped[str] = mapped_column(sa.String(100), default="")
    department: Mapped[str] = mapped_column(sa.String(20), index=True)
    #: national, provincial, municipal, district.
    level: Mapped[str] = mapped_column(sa.String(12))
    entity: Mapped[str] = mapped_column(sa.String(32))
    #: Fields that its columns mean: what its token may read and write (R25).
    fields: Mapped[list[str]] = mapped_column(Document)
    #: The version of its mapping that holds; 0: none is approved, and it speaks in our own field codes.
    mapping_version: Mapped[int] = mapped_column(default=0)
    #: The last number that its feed has given (R23), how far the outbox was read for it, and what its rows were written
    #: through: mapping and code lists.
    feed: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    feed_mark: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    feed_digest: Mapped[str] = mapped_column(sa.String(64), default="")


class MappingRow(Base):
    """One approved mapping of a system; never edited, a change is a new version (R21)."""

    __tablename__ = "mapping"

    system: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: See metadata.mappings.
    document: Mapped[JSONObject] = mapped_column(Document)
    approved_by: Mapped[str] = mapped_column(sa.String(80))
    approved_at: Mapped[int] = mapped_column(sa.BigInteger)


class ExchangedRow(Base):
    """What last passed between us and a system in one of its rows, of one record that the row speaks of (R22, R22a)."""

    __tablename__ = "system_row"
    __table_args__ = (
        sa.Index(None, "system", "row_key"),
        sa.Index(None, "system", "feed"),
        # A row that we gave under no key of its own is known again by what it says.
        sa.Index(
            "ix_system_row_given",
            "system",
            "digest",
            sqlite_where=sa.text("row_key = main"),
            postgresql_where=sa.text("row_key = main"),
        ),
    )

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    system: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    #: The system's own key of the row.
    row_key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    #: Of the record.
    entity: Mapped[str] = mapped_column(sa.String(32))
    #: The record that the row itself is of: this one, or one that this one is related to.
    main: Mapped[str] = mapped_column(Id)
    #: Column -> cell, word for word: those that mean fields of this record; of the row's own record also the others.
    cells: Mapped[JSONObject] = mapped_column(Document)
    #: The columns whose cell we gave.
    ours: Mapped[list[str]] = mapped_column(Document)
    #: Until when the row's own span lasts: an older row says nothing new. None: nothing dates it.
    dated: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    received: Mapped[int] = mapped_column(sa.BigInteger)
    #: The delivery that it last came in; 0: it never came, we only gave it.
    delivery: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    #: Of the row as it would be given now, its number in the feed (0: not given yet), and whether it has left.
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    feed: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    gone: Mapped[bool] = mapped_column(default=False)


class DeliveryRow(Base):
    """A table that came from a system, whole or as far as it was read: the same file again goes on where it stopped."""

    __tablename__ = "delivery"
    __table_args__ = (sa.Index(None, "system", "digest"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    system: Mapped[str] = mapped_column(sa.String(32))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    #: SHA-256 of the file; empty where rows came one by one.
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    #: The day that the table shows, YYYY-MM-DD.
    as_at: Mapped[str] = mapped_column(sa.String(10))
    #: The area that it is of: names of grids are looked up in it. Empty: everywhere.
    area_code: Mapped[str] = mapped_column(Code, default="")
    received: Mapped[int] = mapped_column(sa.BigInteger)
    who: Mapped[str] = mapped_column(sa.String(80))
    mapping_version: Mapped[int] = mapped_column(default=0)
    #: Rows that were read; what is kept of them is on disk.
    rows: Mapped[int] = mapped_column(default=0)
    #: running, done or refused.
    state: Mapped[str] = mapped_column(sa.String(10), default="running")
    #: Word -> how many; see `systems.importing.Progress`.
    counts: Mapped[JSONObject] = mapped_column(Document)


class DeliveredRow(Base):
    """A row of a delivery that was new, changed, or of which something must be told; word for word (R22)."""

    __tablename__ = "delivery_row"
    __table_args__ = (
        sa.Index(
            "ix_delivery_row_waiting",
            "delivery",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(None, "record_id"),
    )

    delivery: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    row_key: Mapped[str] = mapped_column(sa.String(200), default="")
    #: The row's own record; empty where it found none.
    record_id: Mapped[str] = mapped_column(Id, default="")
    #: merged, waiting, refused, outdated or repeated.
    state: Mapped[str] = mapped_column(sa.String(10))
    cells: Mapped[JSONObject] = mapped_column(Document)
    #: [{column, value, code, params}] of every cell that could not be taken.
    told: Mapped[list[JSONObject]] = mapped_column(Document)


class SentRowsRow(Base):
    """Rows that a program sent under a key, and what it was answered: sent again, it is answered the same (R15)."""

    __tablename__ = "sent_rows"

    system: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    #: The Idempotency-Key, kept for ever.
    key: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    #: SHA-256 of the body.
    digest: Mapped[str] = mapped_column(sa.String(64))
    delivery: Mapped[int] = mapped_column(sa.BigInteger)
    #: [{row, state, record, counts, told}] of the rows that are on disk.
    answers: Mapped[list[JSONObject]] = mapped_column(Document)
