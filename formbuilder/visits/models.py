"""Tables of what came back from visits, word for word, and of the keys that make sending twice harmless."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Document, Id
from metadata.values import JSONObject


class SubmissionRow(Base):
    """What came back from one visit."""

    __tablename__ = "submission"

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    holder: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(36))
    #: Digest of the ticket; the ticket itself follows.
    ticket: Mapped[str] = mapped_column(sa.String(64))
    signed: Mapped[str] = mapped_column(sa.String(400))
    #: Under one ticket submissions are numbered; the highest number speaks for a field.
    number: Mapped[int]
    body: Mapped[JSONObject] = mapped_column(Document)
    #: What the phone's clock said, shown and never ordering anything.
    phone_time: Mapped[str] = mapped_column(sa.String(40), default="")
    received: Mapped[int] = mapped_column(sa.BigInteger)


class SubmissionKeyRow(Base):
    """An idempotency key, unique per holder, kept for ever (R15). A rule across records has its own table."""

    __tablename__ = "submission_key"

    holder: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    #: SHA-256 of the body.
    digest: Mapped[str] = mapped_column(sa.String(64))
    record_id: Mapped[str] = mapped_column(Id)
    submission_id: Mapped[str] = mapped_column(Id)
    #: What the receipt said.
    receipt: Mapped[JSONObject] = mapped_column(Document)


class AsideRow(Base):
    """A body that came under a key that another body holds: answered with 409, kept aside (R15)."""

    __tablename__ = "aside"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    holder: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(36))
    body: Mapped[JSONObject] = mapped_column(Document)
    received: Mapped[int] = mapped_column(sa.BigInteger)
