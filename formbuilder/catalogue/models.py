"""Tables of the standard as this instance holds it: fields and code lists, each with all its versions."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Document
from metadata.values import JSONObject


class FieldRow(Base):
    """A field; what it says stands in its present version."""

    __tablename__ = "field"

    code: Mapped[str] = mapped_column(sa.String(63), primary_key=True)
    entity: Mapped[str] = mapped_column(sa.String(32), index=True)
    owner: Mapped[str] = mapped_column(sa.String(20), index=True)
    status: Mapped[str] = mapped_column(sa.String(10))
    version: Mapped[int]


class FieldVersionRow(Base):
    """What a field said from one change to the next; never edited."""

    __tablename__ = "field_version"

    code: Mapped[str] = mapped_column(sa.ForeignKey(FieldRow.code), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[JSONObject] = mapped_column(Document)
    #: new, cosmetic, widening, narrowing, retired.
    change: Mapped[str] = mapped_column(sa.String(12))
    by: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.String(500), default="")


class CodeListRow(Base):
    """A value domain."""

    __tablename__ = "codelist"

    code: Mapped[str] = mapped_column(sa.String(63), primary_key=True)
    version: Mapped[int]
    document: Mapped[JSONObject] = mapped_column(Document)


class CatalogueRevisionRow(Base):
    """One row: grows with every change, so that each process knows when its copy is old."""

    __tablename__ = "catalogue_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
