"""A command killed with -9 in the middle of its work, at a moment that nobody chose."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from random import Random

import sqlalchemy as sa

#: Longest wait for the first sign that a command has begun.
BEGIN_SECONDS = 60.0


def kill(process: subprocess.Popen[bytes], has_begun: Callable[[], bool], chance: Random, *, within: float) -> bool:
    """Kill it some time after it has begun; one in four dies earlier, whatever it is doing then.

    :param within: seconds after the beginning
    :returns: it was killed; no: it had ended before
    """
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0.2, 1.5))
    else:
        end = time.monotonic() + BEGIN_SECONDS
        while process.poll() is None and not has_begun() and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, within))
    if process.poll() is not None:
        return False
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    return True


_OTHERS = (
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    " and backend_type = 'client backend'"
)


class Watch:
    """Looks into an instance from outside, while a command works on it."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        self.connection = self.engine.connect()

    def close(self) -> None:
        """No more."""
        self.connection.close()
        self.engine.dispose()

    def number(self, sql: str, **params: object) -> int:
        """What a statement counts."""
        return int(self.connection.scalar(sa.text(sql), params) or 0)

    def wait_until_alone(self) -> None:
        """Until PostgreSQL has noticed too: it may still be at the last statement of whoever was killed."""
        if self.engine.dialect.name != "postgresql":
            return
        end = time.monotonic() + BEGIN_SECONDS
        while self.number(_OTHERS):
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL still works for somebody who was killed")
            time.sleep(0.02)
