"""The only transaction, and the one file that knows which database it is.

SQLite: WAL, `synchronous=FULL` (acknowledged means on disk), `BEGIN IMMEDIATE` for writes, and before it a lock
file that queues the writers: the busy timeout alone is an unfair, sleeping retry. PostgreSQL: psycopg 3.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
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
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000")
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

#: Rows keep what was read after the commit: services hand out values, views draw them.
database = SQLAlchemy(session_options={"expire_on_commit": False})


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
    Path(lock_file).parent.mkdir(parents=True, exist_ok=True)

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's own: no BEGIN behind our back
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("writing"):
            connection.exec_driver_sql("BEGIN")
            return
        handle = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        connection.info[LOCK] = handle
        fcntl.flock(handle, fcntl.LOCK_EX)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "checkin")
    def release(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        # Not at 'commit', which fires before the commit: the next writer would find the database still locked.
        handle = entry.info.pop(LOCK, None)
        if handle is not None:
            os.close(handle)


@contextmanager
def transaction(*, writing: bool) -> Iterator[None]:
    """All or nothing. Only `use_case` (and start-up commands) open one; nobody else commits."""
    session = database.session
    session.rollback()  # whatever was only read before (who is asking) has its own, ended transaction
    try:
        session.connection(execution_options={"writing": writing})
        yield
        if writing:
            session.commit()
    finally:
        session.rollback()
        session.expunge_all()


class Statement:
    """SQL that runs on the driver itself, for what happens at every door: no compiler, no ORM.

    Written once with `:name` parameters; `postgresql` replaces the text there where the two databases differ.
    Runs inside the transaction that is open. Documents go in through `to_json` and come out through `from_json`.
    """

    def __init__(self, sql: str, *, postgresql: str = "") -> None:
        self.sqlite = sql
        self.postgresql = re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", (postgresql or sql).replace("%", "%%"))

    def _execute(self, params: Mapping[str, Any]) -> Any:
        connection = database.session.connection().connection.driver_connection
        assert connection is not None
        sqlite = connection.__class__.__module__.startswith("sqlite3")
        return connection.execute(self.sqlite if sqlite else self.postgresql, params)

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
        connection = database.session.connection().connection.driver_connection
        assert connection is not None
        if connection.__class__.__module__.startswith("sqlite3"):
            connection.executemany(self.sqlite, params)
            return
        with connection.cursor() as cursor:
            cursor.executemany(self.postgresql, params)


def is_postgresql() -> bool:
    """Whether this instance runs on PostgreSQL, for the few statements that differ in more than text."""
    return database.engine.dialect.name == "postgresql"


def within(column: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str], area: str) -> sa.ColumnElement[bool]:
    """Rows inside an area: a range on one index, since an area's code begins with its ancestors' codes."""
    return sa.and_(column >= area, column < area + "~")
