"""A long table is understood by another process, and comes to the same as one that is read here (R22a)."""

from pathlib import Path

import pytest
from flask import Flask

from formbuilder import apart, clock, db
from formbuilder.db import Statement
from formbuilder.permissions import Actor, Role
from formbuilder.systems import ahead, importing, service
from formbuilder.systems.files import Fitted, fit, open_table
from formbuilder.systems.problems import ReadingEnded, TableProblem
from metadata.mappings import shipped
from tests.formbuilder.systems import arriving
from tests.formbuilder.systems.arriving import an_elder

CIVIL = Actor(0, "", "民政", Role.INTEGRATOR, "mz", "", "p4")


@pytest.fixture(autouse=True)
def everything_is_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    arriving.build()
    monkeypatch.setattr(importing, "AHEAD", -1)


def table_at(path: Path, content: bytes) -> Fitted:
    path.write_bytes(content)
    return fit(open_table(path), shipped()["p4"])


def records() -> list[tuple[object, ...]]:
    with db.transaction(writing=False):
        return Statement("select entity, name, revision from record order by entity, name").rows()


def test_it_comes_to_the_same_and_again_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "elders.csv"
    table = table_at(path, arriving.table([an_elder(0), an_elder(1), an_elder(2, gender="?")]))
    told: list[int] = []
    now = clock.now()
    monkeypatch.setattr(service, "read", lambda *_args, **_words: pytest.fail("it is read by another process"))
    end = importing.take_in_file(CIVIL, "p4", path, table, now=now, tell=lambda progress: told.append(progress.rows))
    assert end.done
    assert end.counts["new"] == 3
    assert end.counts["faulty"] == 1, "what is wrong with a cell comes across, too"
    assert told[-1] == end.rows
    before = records()
    again = importing.take_in_file(CIVIL, "p4", path, table, now=now)
    assert (again.delivery, again.rows) == (end.delivery, end.rows)
    assert records() == before


def test_a_file_that_turns_out_broken_is_told_here_and_what_came_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    table = table_at(path, arriving.broken([an_elder(n) for n in range(2)]))
    with pytest.raises(TableProblem) as raised:
        importing.take_in_file(CIVIL, "p4", path, table, now=clock.now())
    assert raised.value.say()
    with db.transaction(writing=False):
        assert Statement("select state from delivery").rows() == [("refused",)]


def test_who_reads_ahead_ends_with_whoever_asked(tmp_path: Path) -> None:
    path = tmp_path / "elders.csv"
    table_at(path, arriving.table([an_elder(n) for n in range(3)]))
    delivery = service.begin(CIVIL, "p4", name="", digest="", as_at="", now=clock.now())
    reading = ahead.read(CIVIL, delivery, path, clock.now())
    rows, last = next(reading)
    assert ([row.number for row in rows], last) == ([2, 3, 4], True)
    reading.close()  # it would wait here for a process that does not end


def test_a_reader_that_is_ended_is_told_and_the_same_file_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "elders.csv"
    table = table_at(path, arriving.table([an_elder(n) for n in range(3)]))
    with monkeypatch.context() as patched:
        patched.setattr(apart, "environment", lambda settings: {"PYTHONPATH": "", "FORMBUILDER_TIMEZONE": "nowhere"})
        with pytest.raises(ReadingEnded):
            importing.take_in_file(CIVIL, "p4", path, table, now=clock.now())
    end = importing.take_in_file(CIVIL, "p4", path, table, now=clock.now())
    assert (end.done, end.counts["new"]) == (True, 3)
