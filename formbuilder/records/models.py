"""Tables of records and of everything that was ever said of them. Each leads its primary key with the record's id."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, BigKey, Code, Document, Id
from metadata.values import JSONObject


class RecordRow(Base):
    """What is known of one person, household, dwelling, building, enterprise or event: all that a page needs."""

    __tablename__ = "record"
    __table_args__ = (
        sa.CheckConstraint("revision > 0", name="revision_positive"),
        sa.Index(None, "entity", "area_code", "name", "id"),
        sa.Index(None, "entity", "name"),
        sa.Index(None, "entity", "place"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    entity: Mapped[str] = mapped_column(sa.String(32))
    #: Grows by one with every delivery that had an effect.
    revision: Mapped[int]
    #: Field code -> value, derived values included.
    data: Mapped[JSONObject] = mapped_column(Document)
    #: Field code -> who stood for it, when, how; see metadata.documents.
    facts: Mapped[JSONObject] = mapped_column(Document)
    #: What lists show: the value of the entity's name field.
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Code of its address in the library; empty: no place.
    place: Mapped[str] = mapped_column(Code, default="")
    #: The grid, else the community, of that place; empty: the list 'no place'.
    area_code: Mapped[str] = mapped_column(Code, default="")
    #: Its status says that it has ended (R10a).
    ended: Mapped[bool] = mapped_column(default=False)
    #: The record that this one was merged into (R19a).
    merged_into: Mapped[str] = mapped_column(Id, default="")
    created: Mapped[int] = mapped_column(sa.BigInteger)
    updated: Mapped[int] = mapped_column(sa.BigInteger)


class RecordKeyRow(Base):
    """An identity key of a record, current or former (R19). A rule across records has its own table."""

    __tablename__ = "record_key"
    __table_args__ = (
        sa.Index(
            "uq_record_key_current",
            "entity",
            "kind",
            "normal",
            unique=True,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        ),
        sa.Index(None, "entity", "kind", "normal"),
    )

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    entity: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    normal: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    current: Mapped[bool] = mapped_column(default=True)
    since: Mapped[int] = mapped_column(sa.BigInteger)


class HistoryRow(Base):
    """All that one delivery did to a record: its claims and their effects (R20). Append-only."""

    __tablename__ = "history"

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    #: The record that the claims were made on, which a merge of records does not change.
    made_on: Mapped[str] = mapped_column(Id)
    received: Mapped[int] = mapped_column(sa.BigInteger)
    #: The lines; see metadata.historydocuments.
    entry: Mapped[JSONObject] = mapped_column(Document)
    #: For the salted digest of the chain, gone with the values when a person is erased.
    salt: Mapped[str] = mapped_column(sa.String(32), default="")


class OpenClaimRow(Base):
    """A claim that waits, or waited: the only claims that need rows of their own."""

    __tablename__ = "open_claim"
    __table_args__ = (
        sa.Index(
            "ix_open_claim_waiting",
            "route",
            "area_code",
            sqlite_where=sa.text("closed_by = ''"),
            postgresql_where=sa.text("closed_by = ''"),
        ),
        sa.Index(
            "ix_open_claim_of_owner",
            "owner",
            "received",
            sqlite_where=sa.text("closed_by = '' and route = 'proposal'"),
            postgresql_where=sa.text("closed_by = '' and route = 'proposal'"),
        ),
        # Review names a claim by its id alone.
        sa.Index(None, "id"),
    )

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: The id of its line of history.
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    field: Mapped[str] = mapped_column(sa.String(63))
    #: door, review or proposal.
    route: Mapped[str] = mapped_column(sa.String(10))
    #: The department that owns the field.
    owner: Mapped[str] = mapped_column(sa.String(20))
    area_code: Mapped[str] = mapped_column(Code, default="")
    #: The revision in which it was opened: what a page of an earlier revision did not show.
    opened: Mapped[int]
    received: Mapped[int] = mapped_column(sa.BigInteger)
    claim: Mapped[JSONObject] = mapped_column(Document)
    #: The id of the line that closed it, or a word (equal, newer); empty while it waits.
    closed_by: Mapped[str] = mapped_column(sa.String(40), default="")
    closed_at: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)


class ParkedRow(Base):
    """An answer that could not be merged, kept with its reason (R18)."""

    __tablename__ = "parked"
    __table_args__ = (
        sa.Index(
            "ix_parked_waiting",
            "area_code",
            "received",
            sqlite_where=sa.text("settled is null"),
            postgresql_where=sa.text("settled is null"),
        ),
        sa.Index(None, "id"),
    )

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(Id, default="")
    field: Mapped[str] = mapped_column(sa.String(63))
    answer: Mapped[JSONObject] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(sa.String(60))
    area_code: Mapped[str] = mapped_column(Code, default="")
    received: Mapped[int] = mapped_column(sa.BigInteger)
    settled: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)


class OutboxRow(Base):
    """That a record has changed, for whoever passes it on; written in the same transaction (R14)."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_mark", "mark", sqlite_where=sa.text("mark > 0"), postgresql_where=sa.text("mark > 0")),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    record_id: Mapped[str] = mapped_column(Id)
    revision: Mapped[int]
    fields: Mapped[list[str]] = mapped_column(Document)
    at: Mapped[int] = mapped_column(sa.BigInteger)
    #: On PostgreSQL the number of its transaction, so that a reader takes each line exactly once although transactions
    #: overlap; on SQLite, which has one writer, 0: the line's own number says the same.
    mark: Mapped[int] = mapped_column(sa.BigInteger, default=0)
