"""The table of assignments: narrow rows, by which lists and counts are drawn."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Code, Document, Id


class AssignmentRow(Base):
    """One task at one record. Cut-offs follow from `sent`, `reference` and the form."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.CheckConstraint("state in ('open', 'done', 'refused', 'ended', 'withdrawn', 'missed')", name="state_known"),
        sa.Index(None, "area_code", "state", "record_id"),
        sa.Index(None, "task_id", "area_code", "state"),
    )

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, default=1)
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"))
    #: The grid of the record's place, else its community; empty: no place (R12).
    area_code: Mapped[str] = mapped_column(Code)
    sent: Mapped[int] = mapped_column(sa.BigInteger)
    #: The window's last day, or the day sent: YYYY-MM-DD.
    reference: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    #: Why it ended as it did; empty while open.
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), default=None)
    taken_until: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    #: How often nobody was at home.
    attempts: Mapped[int] = mapped_column(default=0)
    next_on: Mapped[str] = mapped_column(sa.String(10), default="")
    #: Items drawn for a blind check (R6a).
    blind: Mapped[list[str]] = mapped_column(Document, default=list)
    #: When it was closed.
    closed: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
