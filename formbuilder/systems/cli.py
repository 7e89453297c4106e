"""`formbuilder systems`: a system's table in through its mapping, and its own table out."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from formbuilder import clock
from formbuilder.permissions import CONSOLE, Actor, Role
from formbuilder.problems import NotThere, UnknownSystem
from formbuilder.systems import importing, projecting, service, standing, telling
from formbuilder.systems.files import GONE, fit, open_table, write_csv, write_ndjson, write_xlsx
from formbuilder.systems.importing import Progress
from formbuilder.systems.projecting import HandOver
from metadata.problems import Problem

#: So many refused cells, or cells that could not be expressed, are told; the page of the system shows all of them.
TOLD = 20
Writer = Callable[[Iterable[Mapping[str, str]], Sequence[str]], Iterator[bytes]]
WRITERS: Mapping[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "ndjson": write_ndjson}


@click.group()
def systems() -> None:
    """Tables of departments' systems."""


@systems.command("load")
@with_appcontext
def load() -> None:
    """Bring in the systems of the standard with their mappings; those that are there stay as they are.

    The standard itself comes first (`formbuilder fields import`): without it their columns mean nothing.
    """
    try:
        known = service.load_shipped(CONSOLE, now=clock.now())
    except Problem as problem:
        click.echo(f"{problem.say()} Is the standard there? `formbuilder fields import` comes first.", err=True)
        sys.exit(1)
    click.echo(f"{known} systems are known.", err=True)


@systems.command("import")
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-at", default="", help="The day that the table shows, YYYY-MM-DD; today if not given.")
@click.option("--area", default="", help="Code of the area that it is of: names of grids are looked up in it.")
@with_appcontext
def import_(code: str, file: Path, as_at: str, area: str) -> None:
    """Take in FILE (CSV, XLSX, NDJSON, JSON array), the table of the system CODE.

    Read again it changes nothing; stopped and started again it goes on where it was.
    """
    try:
        actor = actor_of(code)
        table = fit(open_table(file), standing.mapping(actor, code))
        for note in table.notes:
            click.echo(note.say(), err=True)
        read = 0

        def tell_rows(progress: Progress) -> None:
            nonlocal read
            bar.update(rows_of(progress) - read)
            read = rows_of(progress)

        with click.progressbar(length=max(table.table.total, 1), label=code, file=sys.stderr) as bar:
            end = importing.take_in_file(
                actor, code, file, table, now=clock.now(), as_at=as_at, area=area, name=file.name, tell=tell_rows
            )
        if not read:
            click.echo("This table was read to its end before, as at the same day. Nothing was changed.", err=True)
        tell(actor, end)
    except Problem as problem:
        refuse(problem, code)


def actor_of(code: str) -> Actor:
    """Whoever sits at the command line acts as the system itself: its rows, and nothing else."""
    system = service.see(CONSOLE, code)
    return Actor(0, "console", "console", Role.INTEGRATOR, department=system.department, system=code)


def rows_of(progress: Progress) -> int:
    """Rows that were read so far, whatever became of them."""
    return sum(progress.counts.get(word, 0) for word in telling.STATES)


def tell(actor: Actor, end: Progress) -> None:
    """What came of it, and the first cells that could not be taken."""
    for word, count in sorted(end.counts.items()):
        click.echo(f"{count:>9,} {word}", err=True)
    rows = service.told(actor, end.delivery, count=TOLD)
    for row in rows:
        for said in telling.told(row, "en", str):
            place = f"row {row.number}" + (f", {said.column}" if said.column else "")
            click.echo(f"{place}: {said.sentence}" + (f" [{said.value}]" if said.value else ""), err=True)
    left = end.counts.get("told", 0) - len(rows)
    if left > 0:
        click.echo(f"… and {left:,} more rows; the page of the system shows them.", err=True)


def refuse(problem: Problem, code: str) -> None:
    """Say why, and exit with 1."""
    known = UnknownSystem(system=code) if isinstance(problem, NotThere) else problem
    click.echo(known.say(), err=True)
    sys.exit(1)


@systems.command("export")
@click.argument("code")
@click.option("--format", "kind", type=click.Choice(list(WRITERS)), help="As the name behind -o says; else csv.")
@click.option("--since", default="", help="A cursor that an earlier export told: only what has changed since.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of stdout.")
@with_appcontext
def export(code: str, kind: str | None, since: str, output: Path | None) -> None:
    """Write the own table of the system CODE, in its columns and codes; words and the next cursor go to stderr."""
    chosen = kind or (output.suffix.lstrip(".").lower() if output else "") or "csv"
    if chosen not in WRITERS:
        raise click.UsageError(f"No table is written as {chosen}: choose one of {', '.join(WRITERS)}.")
    try:
        actor = actor_of(code)
        columns = [mapped.column.name for mapped in standing.mapping(actor, code).columns]
        handed = projecting.hand_over(actor, code, since=since)
        report = Report()
        rows = report.cells(handed, changes=bool(since))
        with ExitStack() as stack:
            into = stack.enter_context(whole_file(output)) if output else sys.stdout.buffer
            write(into, WRITERS[chosen](rows, [*columns, GONE] if since else columns))
    except Problem as problem:
        refuse(problem, code)
    report.tell(handed.cursor)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when all of it is on disk: nobody who is interrupted leaves half a table behind."""
    if path.exists() and not path.is_file():  # a pipe, /dev/stdout
        with path.open("wb") as file:
            yield file
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write(into: BinaryIO, pieces: Iterator[bytes]) -> None:
    """Hand each piece on as it comes."""
    for piece in pieces:
        into.write(piece)
    into.flush()


class Report:
    """What is told of a table on its way out."""

    def __init__(self) -> None:
        self.rows = self.gone = self.lost = 0
        self.first: list[str] = []

    def cells(self, handed: HandOver, *, changes: bool) -> Iterator[Mapping[str, str]]:
        """The cells of each row; where only changes are given, with what has left."""
        for row in handed:
            self.rows += 1
            self.gone += row.gone
            self.lost += len(row.lost)
            for lost in row.lost[: TOLD - len(self.first)]:
                self.first.append(f"{row.row_key or row.record}, {lost.column}: {lost.problem.say()}")
            yield {**row.cells, GONE: "1" if row.gone else ""} if changes else row.cells

    def tell(self, cursor: str) -> None:
        """Say how many rows went out, which cells could not be expressed, and from where to go on."""
        click.echo(f"{self.rows:,} rows, {self.gone:,} of them have left the table.", err=True)
        if self.lost:
            click.echo(f"{self.lost:,} cells could not be expressed and are empty:", err=True)
            for line in self.first:
                click.echo(f"  {line}", err=True)
        click.echo(f"next cursor: {cursor}", err=True)
