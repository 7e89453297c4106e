"""Tables of departments' systems and of what last passed between each of them and a record."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Document, Id
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


class ExchangedRow(Base):
    """The cells of one record that last passed between us and a system, whichever way (R22)."""

    __tablename__ = "system_row"

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    system: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    #: The system's own key of the row, once linked.
    row_key: Mapped[str] = mapped_column(sa.String(200), default="", index=True)
    #: Field code -> {"value", "ours"?}; a cell that we gave is ours.
    cells: Mapped[JSONObject] = mapped_column(Document)
    received: Mapped[int] = mapped_column(sa.BigInteger)
