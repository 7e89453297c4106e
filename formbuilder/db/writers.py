"""The queue of SQLite's writers: one at a time among all processes, and in a process those that wait go together.

SQLite has one writer, and its busy timeout is an unfair, sleeping retry: a lock file queues the processes instead. A
writer's trip to the disk is one that several can make together. So deeds of one process that wait at once share one
transaction, and none is acknowledged before it is on disk (R14). Where one of them fails after it has written, all are
undone, and the others are done again, each alone. (A savepoint for each would be paid for by every deed that succeeds.)
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

LOCK = "writer_lock"

#: So many deeds at most go to the disk together: other processes wait for them.
MOST = 16

#: Seconds after which a deed looks itself whether somebody still writes: who was to come next may have been ended.
PATIENCE = 1.0


def lock_file(engine: sa.Engine) -> str:
    """The file beside the database at which writers queue."""
    return f"{engine.url.database}.lock"


def take_lock(info: MutableMapping[Any, Any], path: str) -> None:
    """Wait for the writers that came before; the lock is released when the connection goes back to its pool."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    info[LOCK] = handle
    fcntl.flock(handle, fcntl.LOCK_EX)


def release_lock(info: MutableMapping[Any, Any]) -> None:
    """The next writer may go on; nothing happens where no lock is held."""
    handle = info.pop(LOCK, None)
    if handle is not None:
        os.close(handle)


class UndoneError(Exception):
    """Nothing of a deed happened, through no fault of its own: it is to be done again. (The code is SQL's own.)"""

    sqlstate = "40001"


class Group:
    """One transaction on disk with the deeds of several threads in it, one after the other."""

    def __init__(self, pooled: sa.PoolProxiedConnection) -> None:
        self.pooled = pooled
        self.driver: Any = pooled.driver_connection
        #: How many deeds came, and how many of them stand.
        self.came = self.stand = 0
        self.is_over = threading.Event()
        #: Why nothing of it is on disk.
        self.failure: BaseException | None = None
        self._changes = 0

    def begin_deed(self) -> None:
        """From here on to `end_deed` it is one thread's."""
        self.came += 1
        self._changes = self.driver.total_changes

    def end_deed(self, *, keep: bool) -> None:
        """What a deed wrote stands; or it is undone, and with it all others, unless it wrote nothing."""
        if not self.driver.in_transaction:  # some faults of the disk end it
            self.failure = sqlite3.OperationalError("the transaction was lost")
        elif not keep and self.driver.total_changes != self._changes:
            self.failure = UndoneError()
        self.stand += keep

    def end(self) -> None:
        """To the disk with all that stands; the connection goes back, and the next writer may go on."""
        try:
            if self.failure is None and self.stand:
                self.driver.commit()
        except BaseException as failure:
            self.failure = failure
        finally:
            with suppress(sqlite3.Error):
                self.driver.rollback()
            self.pooled.close()
            self.is_over.set()


class Writers:
    """The deeds of this process that wait to write to one database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._group: Group | None = None

    def join(self, pooled: sa.PoolProxiedConnection, *, alone: bool = False) -> Group:
        """Wait for a turn; from then on to `leave` nobody else writes.

        :param pooled: the deed's own connection, outside a transaction: it becomes the group's, or goes back
        :param alone: in a transaction of its own
        """
        self._count(1)
        try:
            self._turn.acquire()
        finally:
            self._count(-1)
        try:
            if alone:
                self._end_group()
            if self._group is None:
                self._group = self._begin(pooled)
            else:
                pooled.close()
            self._group.begin_deed()
        except BaseException:
            self._pass_on(last=True)
            raise
        return self._group

    def leave(self, group: Group, *, keep: bool, alone: bool = False) -> None:
        """End a deed; one that is kept is on disk when this returns.

        :raises UndoneError: it is not, because of another one
        :raises Exception: it was alone: whatever kept it from the disk
        """
        group.end_deed(keep=keep)
        self._pass_on(last=alone)
        if not keep:
            return
        while not group.is_over.wait(PATIENCE):
            self._turn.acquire()
            self._pass_on()
        if group.failure is not None:
            raise group.failure if alone else UndoneError()

    def _begin(self, pooled: sa.PoolProxiedConnection) -> Group:
        group = Group(pooled)
        take_lock(pooled.info, lock_file(self._engine))
        group.driver.execute("BEGIN IMMEDIATE")
        return group

    def _pass_on(self, *, last: bool = False) -> None:
        """The end of a turn: whoever waits goes on in the same transaction; if nobody does, it goes to the disk."""
        group = self._group
        if group is not None and (last or group.failure or not self._waiting or group.came >= MOST):
            self._end_group()
        self._turn.release()

    def _end_group(self) -> None:
        group, self._group = self._group, None
        if group is not None:
            group.end()

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more


_writers: dict[int, Writers] = {}
_making = threading.Lock()


def writers_of(engine: sa.Engine) -> Writers:
    """Those of this process who write to the engine's database."""
    found = _writers.get(id(engine))
    if found is None or found._engine is not engine:
        with _making:
            found = _writers[id(engine)] = Writers(engine)
    return found
