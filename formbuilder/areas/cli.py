"""`formbuilder areas`: divisions, communities, grids and addresses from CSV."""

import sys
from typing import TextIO

import click
from flask.cli import with_appcontext

from formbuilder.areas import service
from formbuilder.permissions import CONSOLE
from metadata.problems import Problem


@click.group()
def areas() -> None:
    """Areas of the instance and its address library."""


@areas.command("import")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@with_appcontext
def import_areas(file: TextIO) -> None:
    """Areas (columns code,name,level[,name_en]) or addresses (code,text,area_code,building,unit,room) from FILE."""
    try:
        counts = service.import_file(CONSOLE, file)
    except Problem as problem:
        click.echo(problem.say(), err=True)
        sys.exit(1)
    click.echo(f"{counts['areas']} areas, {counts['addresses']} addresses imported.", err=True)
