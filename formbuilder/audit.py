"""What happened: an append-only log whose lines are chained by their digests (R26).

A line holds no value of a record: who, what, on which record, which fields, how many.
"""

import hashlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from formbuilder.db import Base, BigKey, Statement, is_postgresql, to_json
from metadata.stamps import Instant
from metadata.values import JSONObject

#: The lock of PostgreSQL under which lines are chained one after the other; SQLite has one writer anyway.
CHAIN_LOCK = 0x464F524D
FIRST = "0" * 64


class AuditRow(Base):
    """One deed."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(sa.BigInteger)
    who: Mapped[str] = mapped_column(sa.String(80))
    verb: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(80))
    detail: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))


@dataclass
class Notes:
    """What the use case that is running wants remembered."""

    subject: str = ""
    detail: JSONObject = field(default_factory=dict)
    silent: bool = False


_notes: ContextVar[Notes | None] = ContextVar("audit_notes", default=None)

_lock = Statement("select 1", postgresql=f"select pg_advisory_xact_lock({CHAIN_LOCK})")
_last = Statement("select seq, digest from audit order by seq desc limit 1")
_insert = Statement(
    "insert into audit (seq, at, who, verb, subject, detail, digest)"
    " values (:seq, :at, :who, :verb, :subject, :detail, :digest)"
)
_walk = Statement(
    "select seq, at, who, verb, subject, detail, digest from audit where seq > :after order by seq limit :count"
)


def remember(subject: str = "", **detail: object) -> None:
    """Add to the audit line of the use case that is running. Never a value of a record."""
    notes = _notes.get()
    assert notes is not None, "remember() belongs inside a use case"
    notes.subject = subject or notes.subject
    notes.detail.update(detail)


def nothing_happened() -> None:
    """The use case that is running changed nothing: no line (a page with faults, a receipt handed out again)."""
    notes = _notes.get()
    assert notes is not None, "nothing_happened() belongs inside a use case"
    notes.silent = True


def digest_of(previous: str, line: tuple[object, ...]) -> str:
    """The digest of a line: over the one before it and all its parts."""
    return hashlib.sha256((previous + to_json(list(line))).encode()).hexdigest()


def write(*, at: Instant, who: str, verb: str, subject: str, detail: JSONObject) -> None:
    """Append one line, in the transaction that is open, just before it ends."""
    if is_postgresql():
        _lock.row()
    seq, previous = _last.row() or (0, FIRST)
    line = (seq + 1, at, who, verb, subject, to_json(detail))
    _insert.run(
        seq=seq + 1,
        at=at,
        who=who,
        verb=verb,
        subject=subject,
        detail=line[5],
        digest=digest_of(previous, line),
    )


def broken_links(batch: int = 1000) -> Iterator[str]:
    """Walk the whole chain in the transaction that is open and tell every link that does not hold."""
    after, previous = 0, FIRST
    while rows := _walk.rows(after=after, count=batch):
        for *line, digest in rows:
            if line[0] != after + 1:
                yield f"line {after + 1} is missing"
            if digest_of(previous, tuple(line)) != digest:
                yield f"line {line[0]} was changed"
            after, previous = line[0], digest
