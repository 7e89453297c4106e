"""A table that goes out although whoever hands it over is killed again and again (R22, R23)."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from formbuilder import db, doctor
from formbuilder.db import Statement, from_json
from formbuilder.demo.build import integrator
from formbuilder.systems import projecting
from formbuilder.systems.files import GONE
from metadata.mappings import shipped
from tests.crash.imports import Report
from tests.crash.killed import Watch, kill
from tests.crash.town import File, Town

#: The police's table: each of its rows has a key of its own.
SYSTEM = "p1"
Rows = dict[str, dict[str, str]]

_parts = Statement(
    "select row_key, cells, ours from system_row where system = :system order by row_key, main = record_id, received"
)
_numbers = Statement("select feed from system_row where system = :system and feed > 0 order by feed")
_feed = Statement("select feed from system where code = :system")
#: Grows with every batch that is given, and with every row that gets a number.
_DONE = "select (select count(*) from audit where verb = 'rows.read') + (select feed from system where code = :system)"
#: So often a hand-over is begun for each kill that is wanted: it may end before it is killed.
TRIES = 3


@dataclass
class Exports:
    """The table of one system, whole and since a cursor, from an instance that others change meanwhile.

    `held`: what the system would hold that took every change up to `cursor`.
    """

    town: Town
    chance: Random = field(default_factory=lambda: Random(1))
    report: Report = field(default_factory=Report)
    held: Rows = field(default_factory=dict)
    cursor: str = ""

    def goes_out(self, kills: int) -> Rows:
        """Hand over what changed since the cursor, and the whole table, and be killed so often at each."""
        of_changes = kills - kills // 2 if self.cursor else 0
        before = self.look().ours
        whole = self.killed(kills - of_changes, "")
        changes = self.killed(of_changes, self.cursor)
        now, cursor = self.hand_over()
        for given in (*whole, *changes):
            self.wrong(f"given, and not in the table: {cell}" for cell in not_in(new_in(given, before), now))
        if self.cursor:
            self.take_changes(now)
        self.held, self.cursor = now, cursor
        return now

    def take_changes(self, now: Rows) -> None:
        """Nothing is missing in what changed since the cursor: added to what was held it is the whole table."""
        changes, cursor = self.hand_over(self.cursor)
        held = {key: row for key, row in {**self.held, **changes}.items() if not row.get(GONE)}
        if held != now:
            other = [key for key in held.keys() | now.keys() if held.get(key) != now.get(key)]
            self.wrong([f"the feed missed {len(other)} rows: {sorted(other)[:3]}"])
        again, _ = self.hand_over(cursor)
        self.wrong([f"the feed told {len(again)} rows again"] if again else [])

    def hand_over(self, since: str = "") -> tuple[Rows, str]:
        """One hand-over to its end, undisturbed: rows by their key, the last of each; and the next cursor."""
        with self.town.open():
            handed = projecting.hand_over(integrator(SYSTEM), SYSTEM, since=since)
            rows = {row.row_key: {**row.cells, **({GONE: "1"} if row.gone else {})} for row in handed}
            return rows, handed.cursor

    def killed(self, kills: int, since: str) -> list[Rows]:
        """Begin a hand-over and kill it, so often; what was remembered as given after each."""
        watch, found = Watch(self.town.url), list[Rows]()
        file = self.town.folder / "killed.csv"
        part = file.with_name("killed.csv.part")
        more = ("--since", since) if since else ()
        for _ in range(TRIES * kills):
            if len(found) == kills:
                break
            for old in (file, part):
                old.unlink(missing_ok=True)
            before = watch.number(_DONE, system=SYSTEM)

            def has_begun(before: int = before) -> bool:
                return watch.number(_DONE, system=SYSTEM) > before

            process = self.town.start("systems", "export", SYSTEM, "-o", str(file), *more)
            if not kill(process, has_begun, self.chance, within=0.1):
                continue
            watch.wait_until_alone()
            self.report.kills += 1
            self.report.in_the_middle += has_begun()
            remembered = self.look()
            found.append(remembered.ours)
            written = file if file.exists() else part
            if written.exists():
                given = whole_rows(written)
                self.wrong(f"given, not remembered: {cell}" for cell in not_in(given, remembered.passed))
                if written == file and not since and given.keys() != self.hand_over()[0].keys():
                    self.wrong([f"half: {len(given)} rows under the name of the whole table"])
        watch.close()
        return found

    def look(self) -> "Remembered":
        """What must hold after a kill; what is remembered."""
        remembered = Remembered({}, {})
        with self.town.open(), db.transaction(writing=False):
            self.wrong(f"doctor: {one.name}: {one.found}" for one in doctor.data() if not one.good)
            numbers = [number for (number,) in _numbers.rows(system=SYSTEM)]
            [(last,)] = _feed.rows(system=SYSTEM)
            if len(set(numbers)) != len(numbers) or (numbers and numbers[-1] > last):
                self.wrong([f"numbers of the feed: {len(numbers)}, the last {numbers[-1]} of {last}"])
            for key, cells, ours in _parts.rows(system=SYSTEM):
                passed = from_json(cells)
                remembered.passed.setdefault(key, {}).update(passed)
                remembered.ours.setdefault(key, {}).update({column: passed[column] for column in from_json(ours)})
        return remembered

    def wrong(self, found: Iterator[str] | Sequence[str]) -> None:
        """Remember what does not hold."""
        self.report.wrong += list(found)[:5]


@dataclass(frozen=True)
class Remembered:
    """What last passed in each row, whichever way, and of that what we gave."""

    passed: Rows
    ours: Rows


def through_kills(town: Town, files: Sequence[File], times: int) -> tuple[Exports, Rows]:
    """Hand the table over between tables that come in, killed so often; what was done, and the table at the end."""
    exports, table = Exports(town), Rows()
    for place, file in enumerate(files):
        town.takes(file)
        if place:
            left = times - exports.report.kills
            table = exports.goes_out(math.ceil(left / (len(files) - place)) if left > 0 else 0)
    return exports, table


def whole_rows(file: Path) -> Rows:
    """The rows of a file that was cut off, but for the last one, which may be half."""
    written = file.read_bytes().decode(errors="ignore").split("\r\n")[:-1]
    return {key_of(row): row for row in csv.DictReader(written)} if written else {}


def key_of(row: Mapping[str, str]) -> str:
    return shipped()[SYSTEM].key_of(row)


def new_in(given: Rows, before: Rows) -> Rows:
    """Cells that were not given before: an older one may be of a table that others have changed since."""
    return {
        key: {column: cell for column, cell in row.items() if before.get(key, {}).get(column) != cell}
        for key, row in given.items()
    }


def not_in(given: Rows, table: Rows) -> Iterator[str]:
    """Cells that were given, and that a table does not have."""
    for key, row in given.items():
        other = table.get(key)
        for column, cell in row.items():
            there = (other.get(column) or "") if other else None
            if column != GONE and cell not in (there, f"'{there}"):  # a spreadsheet must not take it for a formula
                yield f"{key} {column}"
