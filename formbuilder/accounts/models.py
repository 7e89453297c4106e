"""Tables of people who sign in, their sessions, and API tokens."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, Code


class AccountRow(Base):
    """Somebody who may sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(50))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(20))
    department: Mapped[str] = mapped_column(sa.String(20), default="")
    #: The area that a secretary or a worker is bound to.
    area_code: Mapped[str] = mapped_column(Code, default="")
    created: Mapped[int] = mapped_column(sa.BigInteger)
    #: When it was disabled; null while it may be used.
    disabled: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)


class SessionRow(Base):
    """A browser that is signed in. The cookie holds 256 random bits; here stands only their SHA-256."""

    __tablename__ = "session"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(sa.String(64))
    language: Mapped[str] = mapped_column(sa.String(2), default="zh")
    created: Mapped[int] = mapped_column(sa.BigInteger)
    #: Moved forward at most every few minutes, for the idle limit.
    seen: Mapped[int] = mapped_column(sa.BigInteger)


class TokenRow(Base):
    """An API token: it acts for one system, or for one person with that person's rights. Only its digest is kept."""

    __tablename__ = "api_token"
    __table_args__ = (sa.CheckConstraint("(account_id is null) <> (system = '')", name="acts_for_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    prefix: Mapped[str] = mapped_column(sa.String(12))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey(AccountRow.id, ondelete="CASCADE"))
    system: Mapped[str] = mapped_column(sa.String(32), default="")
    created: Mapped[int] = mapped_column(sa.BigInteger)
    expires: Mapped[int] = mapped_column(sa.BigInteger)
    revoked: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    used: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
