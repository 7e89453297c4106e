"""Tables of areas and addresses. An area's code begins with the codes of its ancestors."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Code


class AreaRow(Base):
    """One node of province, city, district, street, community, grid (2, 4, 6, 9, 12, 14 digits)."""

    __tablename__ = "area"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    level: Mapped[str] = mapped_column(sa.String(12))
    #: The code of the node above; empty at the top.
    parent: Mapped[str] = mapped_column(Code, index=True, default="")


class AddressRow(Base):
    """One place of the unified address library."""

    __tablename__ = "address"
    __table_args__ = (sa.Index(None, "area_code", "building", "room"),)

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    #: The grid, else the community, that it lies in.
    area_code: Mapped[str] = mapped_column(Code)
    text: Mapped[str] = mapped_column(sa.String(200))
    #: The text in normal form, by which a written address is found.
    normal: Mapped[str] = mapped_column(sa.String(200), index=True)
    building: Mapped[str] = mapped_column(sa.String(40), default="")
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    room: Mapped[str] = mapped_column(sa.String(40), default="")
