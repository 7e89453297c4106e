"""`formbuilder fields`: the standard in and out as a file, and a file checked before it comes in."""

import sys
from pathlib import Path
from typing import Literal, NoReturn, cast

import click
from flask.cli import with_appcontext

from formbuilder import clock
from formbuilder.catalogue import files, store
from formbuilder.catalogue.files import Findings, Format
from formbuilder.permissions import CONSOLE
from formbuilder.problems import FaultyRequest
from metadata.fields import Field
from metadata.problems import Problem


@click.group()
def fields() -> None:
    """The standard as CSV or JSON."""


@fields.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_(file: Path | None) -> None:
    """Take all fields of FILE in, or none of them; without FILE the shipped standard, code lists included."""
    if file is None:
        click.echo(f"{store.load_standard()} fields of the shipped standard are new here.", err=True)
        return
    try:
        found = files.import_fields(CONSOLE, read(file), now=clock.now())
    except FaultyRequest as faulty:
        refuse(faulty.problems)
    tell(found)


@fields.command("export")
@click.option("--format", "kind", type=click.Choice(["csv", "json"]), default=None, help="csv unless -o says json")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="a file instead of stdout")
@with_appcontext
def export(kind: str | None, output: Path | None) -> None:
    """Write all fields."""
    chosen = cast("Literal['csv', 'json']", kind or files.kind_of(output.name if output else ""))
    text = files.export_fields(CONSOLE, chosen)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")


@fields.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def check(file: Path) -> None:
    """Say what an import of FILE would do, and what is wrong with it; exits 1 if something is."""
    found = files.check_fields(CONSOLE, read(file))
    tell(found)
    if found.problems:
        refuse([problem for _code, problem in found.problems], [code for code, _problem in found.problems])


def read(file: Path) -> list[Field]:
    """The fields of a file; ends the command where it cannot be read."""
    kind: Format = files.kind_of(file.name)
    try:
        return files.read(file.read_text("utf-8-sig"), kind)
    except UnicodeDecodeError:
        click.echo(f"{file.name}: not UTF-8. Save it as UTF-8 and try again.", err=True)
    except Problem as problem:
        click.echo(f"{file.name}: {problem.say()}", err=True)
    sys.exit(1)


def tell(found: Findings) -> None:
    """What was, or would be, done."""
    for field in found.new:
        click.echo(f"new        {field.code}  {field.label.zh}", err=True)
    for changed in found.changed:
        reasons = " ".join(reason.say() for reason in changed.change.reasons)
        count = f" {changed.unfit} of {changed.held} values no longer conform." if changed.change.narrows else ""
        click.echo(f"{changed.change.kind.name.lower():10} {changed.field.code}  {reasons}{count}", err=True)
    for field, overlap in found.near:
        click.echo(
            f"near       {field.code}  {overlap.field.code} ({overlap.field.label.zh}): {overlap.reason.say()}",
            err=True,
        )
    click.echo(f"{len(found.new)} new, {len(found.changed)} changed, {found.same} as they are", err=True)


def refuse(problems: list[Problem], codes: list[str] | None = None) -> NoReturn:
    """Every fault on a line of its own, then the end."""
    for place, problem in enumerate(problems):
        where = f"{codes[place]} {problem.at}" if codes else problem.at.strip("/").replace("/", " ")
        click.echo(f"{where.strip()}: {problem.say()}", err=True)
    sys.exit(1)
