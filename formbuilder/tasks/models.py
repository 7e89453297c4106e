"""Tables of tasks and of the forms that were published from them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Code, Document
from metadata.values import JSONObject


class TaskRow(Base):
    """What a department wants verified or collected: a draft that can be changed, and where it stands."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    department: Mapped[str] = mapped_column(sa.String(20), index=True)
    entity: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(100))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    #: draft, running, closed.
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    #: items, areas, filter, window {from, to}, recurrence, purpose, basis.
    draft: Mapped[JSONObject] = mapped_column(Document)
    #: Grows with every change of the draft (If-Match).
    revision: Mapped[int] = mapped_column(default=1)
    #: While it is being sent: the first area that it has not been sent to yet; empty: it has arrived everywhere.
    sent_before: Mapped[str] = mapped_column(Code, default="", server_default="")
    made_by: Mapped[str] = mapped_column(sa.String(80))
    created: Mapped[int] = mapped_column(sa.BigInteger)
    updated: Mapped[int] = mapped_column(sa.BigInteger)


class FormRow(Base):
    """A published form: frozen. `document` holds the form and, beside it, areas, filter and window as published."""

    __tablename__ = "form"
    __table_args__ = (sa.UniqueConstraint("task_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey(TaskRow.id))
    version: Mapped[int]
    document: Mapped[JSONObject] = mapped_column(Document)
    published: Mapped[int] = mapped_column(sa.BigInteger)
    published_by: Mapped[str] = mapped_column(sa.String(80))
