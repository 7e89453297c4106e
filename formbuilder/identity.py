"""`formbuilder identity check`: what a number is, for scripts and for people. Starts fast."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from metadata.identities import Checked


@click.group()
def identity() -> None:
    """Numbers of people, documents, organisations and telephones."""


@identity.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("numbers", nargs=-1, metavar='["KIND VALUE"…]')
def check(numbers: tuple[str, ...], as_json: bool) -> None:
    """What each number is. KIND is a document code (111, 414, P01 …), uscc, org9 or phone; VALUE is all after the first
    blank. Without arguments one number a line is read from stdin. Exits 1 if one is invalid."""
    from metadata import identities

    today = _today()
    found_wanting = False
    for line in numbers or _lines(sys.stdin):
        kind, _, value = line.partition(" ")
        checked = identities.check(kind, value, today=today)
        found_wanting |= checked.verdict is identities.Verdict.INVALID
        click.echo(_as_json(checked) if as_json else _as_text(checked))
    sys.exit(1 if found_wanting else 0)


def _today() -> date:
    from formbuilder import clock
    from formbuilder.config import read_zone

    return clock.day_of(clock.now(), read_zone(os.environ.get("FORMBUILDER_TIMEZONE") or "Asia/Shanghai"))


def _lines(stream: Iterable[str]) -> Iterator[str]:
    """Lines without their ends; an empty line is no number."""
    return (line for line in (raw.rstrip("\r\n") for raw in stream) if line)


def _as_json(checked: "Checked") -> str:
    import json

    return json.dumps(
        {
            "kind": checked.kind,
            "input": checked.input,
            "verdict": checked.verdict.value,
            "warnings": [warning.say() for warning in (*checked.warnings, *filter(None, [checked.problem]))],
            "normal": list(checked.normal) if isinstance(checked.normal, tuple) else checked.normal,
            "birth_date": checked.birth_date,
            "sex": checked.sex,
            "division": checked.division,
            "derived": dict(checked.derived),
        },
        ensure_ascii=False,
    )


def _as_text(checked: "Checked") -> str:
    normal = "、".join(checked.normal) if isinstance(checked.normal, tuple) else checked.normal
    parts = [checked.kind, checked.input.strip(), checked.verdict.value, normal, checked.birth_date, checked.sex]
    parts += [checked.division, *(f"{name}={value}" for name, value in checked.derived.items())]
    parts += [problem.say() for problem in (*checked.warnings, *filter(None, [checked.problem]))]
    return "  ".join(part for part in parts if part)


if __name__ == "__main__":
    click.Group(commands=[identity]).main(prog_name="formbuilder")  # without Flask: what scripts call a lot
