"""The engine of an app: which database it is, and how SQLite is set up for writers that must not lose anything."""

from pathlib import Path

import orjson
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from formbuilder.db.tables import to_json
from formbuilder.db.transactions import database
from formbuilder.db.writers import lock_file, release_lock, take_lock

#: So much of the database is read where the kernel has it: what a connection keeps of its own is worth nothing once
#: another has written. The processes share it.
MAPPED = 1 << 30
#: What a command maps: pages that are only looked at count as its memory, and a long import looks at all of them.
MAPPED_BY_COMMANDS = 64 << 20
#: What a command keeps of its own, in KB: an import comes back to the same pages, batch after batch, and is often the
#: only one who writes. (The service keeps SQLite's 2 MB for each of its threads.)
KEPT_BY_COMMANDS = 64 << 10
#: The log is written back every 16 MB, not every 4: a submission writes some 20 pages.
PRAGMAS = (
    *("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"),
    "wal_autocheckpoint = 4000",
)


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
        prepare_sqlite(engine, app)


def prepare_sqlite(engine: sa.Engine, app: Flask) -> None:
    """Let us begin transactions ourselves, and queue the writers at a lock file beside the database."""
    path = lock_file(engine)
    Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else reads it

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # sqlite3's own: no BEGIN behind our back
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        if not app.config.get("SERVED"):
            cursor.execute(f"PRAGMA cache_size = -{KEPT_BY_COMMANDS}")
        cursor.execute(f"PRAGMA mmap_size = {MAPPED if app.config.get('SERVED') else MAPPED_BY_COMMANDS}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # Only for those who use the engine without a Transaction: migrations.
        if connection.get_execution_options().get("begun"):
            return
        take_lock(connection.info, path)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "checkin")
    def release(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        # Not at 'commit', which fires before the commit: the next writer would find the database still locked.
        release_lock(entry.info)


def is_postgresql() -> bool:
    """Whether this instance runs on PostgreSQL, for the few statements that differ in more than text."""
    return database.engine.dialect.name == "postgresql"
