"""The one transaction of a deed: all or nothing, on disk when it ends; nobody else commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session

from formbuilder.db.writers import Group, lock_file, take_lock, writers_of


class LayeredSession(Session):
    """SQLAlchemy's session over the transaction that is open, which alone commits."""

    def get_bind(self, *_args: Any, **_options: Any) -> sa.Connection:
        return in_transaction().layer()


#: Rows keep what was read after the commit: services hand out values, views draw them.
#: Its session lies over the transaction that is open.
database = SQLAlchemy(session_options={"expire_on_commit": False, "class_": LayeredSession})


class _Guest:
    """A connection that several deeds share: none of them ends its transaction or gives it back."""

    def __init__(self, pooled: sa.PoolProxiedConnection) -> None:
        self._pooled = pooled

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pooled, name)

    def commit(self) -> None:
        """The group's to do."""

    rollback = close = commit


class Transaction:
    """One transaction on one connection of the driver; SQLAlchemy is laid over it only where it is used."""

    def __init__(self, *, writing: bool, reads_first: bool = False, alone: bool = False) -> None:
        self.writing = writing
        self.alone = alone
        #: It will write, but does not yet: no writer waits for what it only reads.
        self.reads_first = reads_first
        self.engine = database.engine
        self.pooled: Any = self.engine.pool.connect()
        self.driver: Any = self.pooled.driver_connection
        self.sqlite = self.engine.dialect.name == "sqlite"
        self.layered: sa.Connection | None = None
        #: Others of this process that go to the disk with it.
        self.group: Group | None = None
        #: What this transaction has changed of which processes keep copies: it may yet fail, so none is kept now.
        self.touched: set[str] = set()

    def begin(self) -> None:
        """Take a place in the queue of writers, then begin. (psycopg begins by itself.)"""
        if self.sqlite:
            writes_now = self.writing and not self.reads_first
            if writes_now:
                take_lock(self.pooled.info, lock_file(self.engine))
            self.driver.execute("BEGIN IMMEDIATE" if writes_now else "BEGIN")

    def begin_writing(self) -> None:
        """The end of reading first: what was read may be outdated from now on. On SQLite it goes on in a group."""
        if self.reads_first:
            self.reads_first = False
            if self.sqlite:
                self.driver.rollback()
                self.group = writers_of(self.engine).join(self.pooled, alone=self.alone)
                self.pooled, self.driver = _Guest(self.group.pooled), self.group.driver

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
        elif self.group is None:
            self.driver.commit()
        if self.group is not None:
            self._leave(keep=True)

    def close(self) -> None:
        """What was not committed is undone; the connection goes back, and the next writer may go on."""
        if self.layered is not None or self.has_added():
            database.session.close()
        if self.group is not None:
            self._leave(keep=False)
        elif isinstance(self.pooled, _Guest) or not self.pooled.is_valid:
            return  # the connection is its group's, to end and to give back
        elif self.layered is not None:
            self.layered.close()
        else:
            self.driver.rollback()
            self.pooled.close()

    def _leave(self, *, keep: bool) -> None:
        group, self.group = self.group, None
        assert group is not None, "nothing is left that was not joined"
        writers_of(self.engine).leave(group, keep=keep, alone=self.alone)

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
def transaction(*, writing: bool, reads_first: bool = False, alone: bool = False) -> Iterator[None]:
    """All or nothing. Only `use_case` (and start-up commands) open one; nobody else commits.

    Inside another one it is a part of that one: nothing is on disk before the outer one ends.

    :param reads_first: it joins the queue of writers only at `begin_writing`, on SQLite in one group with others that
        wait (`formbuilder.db.writers`); until then it runs nothing but reading `Statement`s, and believes nothing that
        it read without looking again
    :param alone: not in such a group: it was undone once because of another one
    """
    outer = _open.get()
    if outer is not None:
        if writing and not outer.writing:
            raise RuntimeError("a deed that writes cannot be part of one that only reads")
        yield
        return
    whole = Transaction(writing=writing, reads_first=reads_first, alone=alone)
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


def collided(error: BaseException) -> bool:
    """Whether another one came between: a unique value taken meanwhile, a deadlock (PostgreSQL), an undone group."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) in ("23505", "40001", "40P01")
