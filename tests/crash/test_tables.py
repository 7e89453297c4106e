"""Tables on their way in and out survive kill -9, on both databases (R14, R22, R23)."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from formbuilder import clock
from formbuilder.demo.world.sizes import Size
from metadata.stamps import Instant
from tests.crash.exports import Exports, through_kills
from tests.crash.imports import import_through_kills
from tests.crash.same import differences, holds
from tests.crash.town import File, Town, write_files

#: Kills on each database, while tables come in and while they go out; `make crash` asks for more.
TIMES = int(os.environ.get("CRASH_TIMES", "2"))
#: The more kills, the more rows.
SIZE = Size("crash", grids=1 + TIMES // 6, doors=0 if TIMES > 5 else 170, firms=2, events=0)


@dataclass(frozen=True)
class World:
    """The tables, and an instance that took them in undisturbed."""

    files: list[File]
    town: Town
    began: Instant


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Once a run, on SQLite: what is compared must not depend on the database either."""
    folder, began = tmp_path_factory.mktemp("undisturbed"), clock.now()
    shutil.copyfile(sqlite_template, folder / "town.db")
    town = Town(folder, f"sqlite:///{folder / 'town.db'}")
    town.lay_out(SIZE)
    files = write_files(folder, SIZE, clock.day_of(began, ZoneInfo("Asia/Shanghai")))
    for file in files:
        town.takes(file)
    return World(files, town, began)


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Town:
    """Another instance, on each database."""
    made = Town(tmp_path, database_url)
    made.lay_out(SIZE)
    return made


def say(town: Town, what: str) -> None:
    """A line for whoever watches."""
    sys.stderr.write(f"{town.url.split(':')[0]}, {what}\n")


def test_r14_an_import_that_is_killed_goes_on_where_it_was_and_ends_as_if_undisturbed(town: Town, world: World) -> None:
    report = import_through_kills(town, world.files, TIMES)
    say(town, f"tables in: {report.say()}")
    assert report.wrong == []
    assert differences(holds(town, world.began), holds(world.town, world.began)) == []
    assert report.kills >= TIMES
    assert report.in_the_middle


def test_r23_what_an_export_gave_before_it_was_killed_is_remembered_and_the_feed_misses_nothing(
    town: Town, world: World
) -> None:
    done, table = through_kills(town, world.files, TIMES)
    say(town, f"tables out: {done.report.say()}")
    assert done.report.wrong == []
    assert table == Exports(world.town).hand_over()[0]
    assert done.report.in_the_middle
