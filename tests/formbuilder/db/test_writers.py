"""Deeds of one process that wait at once go to the disk together; each stands or falls by itself (R14)."""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from formbuilder import audit, db
from formbuilder.areas.models import AreaRow
from formbuilder.db import Statement, database, in_transaction
from formbuilder.db.writers import writers_of
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.use_case import use_case

ADMIN = Actor(1, "admin", "管理员", Role.ADMINISTRATOR)

_add = Statement(
    "insert into area (code, name, name_en, level, parent) values (:code, '春晖街道', '', 'street', '990101')"
)
_codes = Statement("select code from area order by code")


@pytest.fixture
def app(app: Flask, database_url: str) -> Flask:
    """Only SQLite's writers stand in a queue of the process."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL groups its writers itself")
    return app


@use_case(Verb.IMPORT_AREAS, reads_first=True)
def add(actor: Actor, code: str, meanwhile: Callable[[], object] = lambda: None, *, layered: bool = False) -> str:
    """A deed that writes, does something else while it has its turn, and ends."""
    db.begin_writing()
    if meanwhile is refuse:
        refuse()
    if layered:
        database.session.add(AreaRow(code=code, name="春晖街道", level="street"))
        database.session.flush()
    else:
        _add.run(code=code)
    meanwhile()
    audit.remember(subject=code)
    return code


def fail() -> None:
    raise LookupError("this deed alone")


def refuse() -> None:
    """Here a deed ends before it has written anything."""
    raise LookupError("there is nothing to be done")


def lose() -> None:
    """What SQLite does where the disk is full: the whole transaction is gone."""
    in_transaction().driver.rollback()
    raise sqlite3.OperationalError("database or disk is full")


class Crowd:
    """Deeds in threads of their own, one begun after the other, the first of which waits until all have come."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pool = ThreadPoolExecutor(8)

    def send(self, code: str, meanwhile: Callable[[], object], *, layered: bool) -> "Future[str]":
        def deed() -> str:
            with self.app.app_context():
                return add(ADMIN, code, meanwhile, layered=layered)

        return self.pool.submit(deed)

    def run(self, *meanwhile: Callable[[], object], layered: bool = False) -> list[object]:
        """What came of each: its code, or the type of its error."""
        queue = writers_of(database.engine)
        others: list[Future[str]] = []

        def gather() -> None:
            coming = [] if others else list(enumerate(meanwhile[1:], start=2))  # once, though it may be done again
            for place, act in coming:
                others.append(self.send(f"99010100{place}", act, layered=layered))
                while queue._waiting < place - 1:
                    time.sleep(0.001)
            meanwhile[0]()

        first = self.send("990101001", gather, layered=layered)
        first.exception(timeout=20)
        return [self.outcome(deed) for deed in (first, *others)]

    @staticmethod
    def outcome(deed: "Future[str]") -> object:
        error = deed.exception(timeout=20)
        return type(error) if error else deed.result()


def kept() -> list[str]:
    """What is on disk, in a transaction of its own."""
    with db.transaction(writing=False):
        assert list(audit.broken_links()) == []
        return [code for (code,) in _codes.rows()]


@pytest.fixture
def commits(app: Flask) -> list[str]:
    """A line for each time that anything went to the disk."""
    found: list[str] = []

    @sa.event.listens_for(database.engine.pool, "checkout")
    def trace(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(lambda sql: found.append(sql) if sql == "COMMIT" else None)

    return found


def nothing() -> None: ...


@pytest.mark.parametrize("layered", [False, True])
def test_who_waits_at_once_goes_to_the_disk_at_once(app: Flask, commits: list[str], layered: bool) -> None:
    assert Crowd(app).run(nothing, nothing, nothing, layered=layered) == ["990101001", "990101002", "990101003"]
    assert len(commits) == 1
    assert kept() == ["990101001", "990101002", "990101003"]


@pytest.mark.parametrize("layered", [False, True])
@pytest.mark.parametrize("failing", [0, 1, 2])
def test_r14_a_deed_that_fails_is_undone_and_no_other(app: Flask, failing: int, layered: bool) -> None:
    acts = [fail if place == failing else nothing for place in range(3)]
    codes = ["990101001", "990101002", "990101003"]
    expected: list[object] = [LookupError if place == failing else code for place, code in enumerate(codes)]
    assert Crowd(app).run(*acts, layered=layered) == expected
    assert kept() == [code for code in expected if isinstance(code, str)]


def test_r14_who_was_in_a_transaction_that_was_lost_is_done_again(app: Flask) -> None:
    assert Crowd(app).run(nothing, lose) == ["990101001", sqlite3.OperationalError]
    assert kept() == ["990101001"]


def test_a_deed_that_wrote_nothing_undoes_nobody(app: Flask, commits: list[str]) -> None:
    assert Crowd(app).run(nothing, refuse) == ["990101001", LookupError]
    assert len(commits) == 1


def test_r14_nobody_is_acknowledged_before_it_is_on_disk(app: Flask) -> None:
    seen: list[tuple[bool, list[str]]] = []
    crowd = Crowd(app)

    def look() -> None:
        seen.append((first.done(), with_own_eyes()))

    def with_own_eyes() -> list[str]:
        with sqlite3.connect(str(database.engine.url.database)) as other:
            return [code for (code,) in other.execute("select code from area")]

    def wait_for_next() -> None:
        crowd_next.append(crowd.send("990101002", look, layered=False))
        while not queue._waiting:
            time.sleep(0.001)

    queue = writers_of(database.engine)
    crowd_next: list[Future[str]] = []
    first = crowd.send("990101001", wait_for_next, layered=False)
    assert first.result(timeout=20) == "990101001"
    assert crowd_next[0].result(timeout=20) == "990101002"
    assert seen == [(False, [])]
    assert kept() == ["990101001", "990101002"]


def test_a_deed_does_not_wait_for_one_that_will_never_come(app: Flask) -> None:
    queue = writers_of(database.engine)
    queue._count(1)
    first = Crowd(app).send("990101001", nothing, layered=False)
    time.sleep(0.2)
    assert not first.done()
    queue._count(-1)
    assert first.result(timeout=20) == "990101001"


def test_so_many_deeds_at_most_go_together_that_other_processes_are_let_in(app: Flask, commits: list[str]) -> None:
    from formbuilder.db import writers

    assert writers.MOST == 16
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writers, "MOST", 2)
        assert len(Crowd(app).run(*[nothing] * 5)) == 5
    assert len(commits) == 3
    assert len(kept()) == 5
