"""The only transaction, and the one file that knows which database it is.

SQLite: WAL, `synchronous=FULL` (acknowledged means on disk), `BEGIN IMMEDIATE` for writes, and before it a lock
file that queues the writers: the busy timeout alone is an unfair, sleeping retry. PostgreSQL: psycopg 3.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from metadata.values import JSONObject

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
#: The log is written back every 16 MB, not every 4: a submission writes some 30 pages.
PRAGMAS = (
    *("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"),
    "wal_autocheckpoint = 4000",
)
LOCK = "writer_lock"


class Base(DeclarativeBase):
    """The tables of the service."""

    metadata = sa.MetaData(naming_convention=NAMING)


class Document(sa.types.TypeDecorator[Any]):
    """A JSON document: text on SQLite, jsonb on PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSONB

            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return value if dialect.name == "postgresql" or value is None else to_json(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return from_json(value)


#: A code that is compared by its characters, so that 'inside this area' is a range on one index.
Code = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
#: A record, a submission, a line of history: uuid7 as text.
Id = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")


class LayeredSession(Session):
    """SQLAlchemy's session over the transaction that is open, which alone commits."""

    def get_bind(self, *_args: Any, **_options: Any) -> sa.Connection:
        return in_transaction().layer()


#: Rows keep what was read after the commit: services hand out values, views draw them.
#: Its session lies over the transaction that is open.
database = SQLAlchemy(session_options={"expire_on_commit": False, "class_": LayeredSession})


def to_json(value: Any) -> str:
    """A document as both databases take it."""
    return orjson.dumps(value).decode()


def from_json(value: Any) -> Any:
    """A document as either database gives it: text from SQLite, read already from PostgreSQL."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def connect_database(app: Flask, url: str) -> None:
    """Give the app its engine and its session."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"json_serializer": to_json, "json_deserializer": orjson.loads}
    database.init_app(app)
    with app.app_context():
        engine = database.engine
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)


def prepare_sqlite(engine: sa.Engine) -> None:
    """Let us begin transactions ourselves, and queue the writers at a lock file beside the database."""
    lock_file = f"{engine.url.database}.lock"
    Path(lock_file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else reads it

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # sqlite3's own: no BEGIN behind our back
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # Only for those who use the engine without a Transaction: migrations.
        if connection.get_execution_options().get("begun"):
            return
        take_lock(connection.info, lock_file)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "checkin")
    def release(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        # Not at 'commit', which fires before the commit: the next writer would find the database still locked.
        handle = entry.info.pop(LOCK, None)
        if handle is not None:
            os.close(handle)


def take_lock(info: MutableMapping[Any, Any], lock_file: str) -> None:
    """Wait for the writers that came before; the lock is released when the connection goes back to its pool."""
    handle = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    info[LOCK] = handle
    fcntl.flock(handle, fcntl.LOCK_EX)


class Transaction:
    """One transaction on one connection of the driver; SQLAlchemy is laid over it only where it is used."""

    def __init__(self, *, writing: bool, reads_first: bool = False) -> None:
        self.writing = writing
        #: It will write, but does not yet: no writer waits for what it only reads.
        self.reads_first = reads_first
        self.engine = database.engine
        self.pooled = self.engine.pool.connect()
        self.driver: Any = self.pooled.driver_connection
        self.sqlite = self.engine.dialect.name == "sqlite"
        self.layered: sa.Connection | None = None
        #: What this transaction has changed of which processes keep copies: it may yet fail, so none is kept now.
        self.touched: set[str] = set()

    def begin(self) -> None:
        """Take a place in the queue of writers, then begin. (psycopg begins by itself.)"""
        if self.sqlite:
            writes_now = self.writing and not self.reads_first
            if writes_now:
                take_lock(self.pooled.info, f"{self.engine.url.database}.lock")
            self.driver.execute("BEGIN IMMEDIATE" if writes_now else "BEGIN")

    def begin_writing(self) -> None:
        """The end of reading first: what was read may be outdated from now on."""
        if self.reads_first:
            self.reads_first = False
            if self.sqlite:
                self.driver.rollback()
                self.begin()

    def layer(self) -> sa.Connection:
        """The same transaction as SQLAlchemy's, for its session."""
        if self.layered is None:
            self.layered = sa.Connection(self.engine, connection=self.pooled).execution_options(begun=True)
            self.layered.begin()
        return self.layered

    def commit(self) -> None:
        """On disk when this returns."""
        if self.has_added():
            self.layer()
        if self.layered is not None:
            database.session.commit()
            self.layered.commit()
        else:
            self.driver.commit()

    def close(self) -> None:
        """What was not committed is undone; the connection goes back, and the next writer may go on."""
        if self.layered is not None:
            database.session.close()
            self.layered.close()
        else:
            if self.has_added():
                database.session.close()
            self.driver.rollback()
            self.pooled.close()

    def has_added(self) -> bool:
        """Rows were given to the session, which has not come down to the connection yet."""
        return database.session.registry.has() and bool(database.session().new)


_open: ContextVar[Transaction | None] = ContextVar("open_transaction", default=None)


def in_transaction() -> Transaction:
    """The transaction that is open."""
    found = _open.get()
    if found is None:
        raise RuntimeError("tables are touched only inside a transaction: call a use case")
    return found


@contextmanager
def transaction(*, writing: bool, reads_first: bool = False) -> Iterator[None]:
    """All or nothing. Only `use_case` (and start-up commands) open one; nobody else commits.

    Inside another one it is a part of that one: nothing is on disk before the outer one ends.

    :param reads_first: it joins the queue of writers only at `begin_writing`; until then it runs nothing but reading
        `Statement`s, and believes nothing that it read without looking again
    """
    outer = _open.get()
    if outer is not None:
        if writing and not outer.writing:
            raise RuntimeError("a deed that writes cannot be part of one that only reads")
        yield
        return
    whole = Transaction(writing=writing, reads_first=reads_first)
    token = _open.set(whole)
    try:
        whole.begin()
        yield
        if writing:
            whole.commit()
    finally:
        _open.reset(token)
        whole.close()


def begin_writing() -> None:
    """From here on the transaction that is open writes; nothing happens where it does so already."""
    in_transaction().begin_writing()


class Statement:
    """SQL that runs on the driver itself, for what happens at every door: no compiler, no ORM.

    Written once with `:name` parameters; `postgresql` replaces the text there where the two databases differ.
    Runs inside the transaction that is open. Documents go in through `to_json` and come out through `from_json`.
    """

    def __init__(self, sql: str, *, postgresql: str = "") -> None:
        self.sqlite = sql
        self.postgresql = re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", (postgresql or sql).replace("%", "%%"))

    def _execute(self, params: Mapping[str, Any]) -> Any:
        whole = in_transaction()
        return whole.driver.execute(self.sqlite if whole.sqlite else self.postgresql, params)

    def rows(self, **params: Any) -> list[tuple[Any, ...]]:
        """All rows."""
        found: list[tuple[Any, ...]] = self._execute(params).fetchall()
        return found

    def row(self, **params: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found: tuple[Any, ...] | None = self._execute(params).fetchone()
        return found

    def run(self, **params: Any) -> int:
        """Carry it out; the number of rows it touched."""
        count: int = self._execute(params).rowcount
        return count

    def many(self, params: Sequence[JSONObject]) -> None:
        """Carry it out once for each."""
        if not params:
            return
        whole = in_transaction()
        if whole.sqlite:
            whole.driver.executemany(self.sqlite, params)
            return
        with whole.driver.cursor() as cursor:
            cursor.executemany(self.postgresql, params)


def collided(error: BaseException) -> bool:
    """Whether another transaction came between (PostgreSQL): a unique value taken meanwhile, a deadlock."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) in ("23505", "40001", "40P01")


def is_postgresql() -> bool:
    """Whether this instance runs on PostgreSQL, for the few statements that differ in more than text."""
    return database.engine.dialect.name == "postgresql"


def within(column: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str], area: str) -> sa.ColumnElement[bool]:
    """Rows inside an area: a range on one index, since an area's code begins with its ancestors' codes."""
    return sa.and_(column >= area, column < area + "~")
