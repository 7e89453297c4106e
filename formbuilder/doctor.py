"""`formbuilder doctor`: every setting and invariant looked at, with what to do about each that is wrong."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from formbuilder import db, migrations
from formbuilder.config import Settings
from formbuilder.db import in_transaction
from formbuilder.invariants import INVARIANTS

#: Faults of one invariant that are told; after ten one knows.
TOLD = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `advice` says what to do where it is not good."""

    name: str
    good: bool
    found: str
    advice: str = ""


def examine(app: Flask) -> Iterator[Finding]:
    """Look at everything; settings first, then the database, then the data."""
    yield from settings(app.extensions["settings"])
    try:
        with db.transaction(writing=False):
            yield from engine()
            current = migrations.is_current(in_transaction().layer())
            yield Finding("schema", current, "newest" if current else "behind", "Run `formbuilder db upgrade`.")
            if current:
                yield from data()
    except Exception as trouble:  # a database that does not answer is a finding
        yield Finding("database", False, type(trouble).__name__, "See that it runs and that the URL is right.")


def settings(read: Settings) -> Iterator[Finding]:
    """What the environment says."""
    yield Finding(
        "secret key", len(read.secret_key) >= 32, f"{len(read.secret_key)} characters", "Set FORMBUILDER_SECRET_KEY."
    )
    debugging = os.environ.get("FLASK_DEBUG", "0") not in ("", "0")
    yield Finding("debugging", not debugging, "on" if debugging else "off", "Unset FLASK_DEBUG.")
    kept = read.data.stat() if read.data.exists() else None
    private = kept is None or not kept.st_mode & 0o007
    yield Finding("data folder", private, str(read.data), "Let nobody else read it: chmod o-rwx.")
    if read.secret_file.exists():
        mode = read.secret_file.stat().st_mode & 0o777
        yield Finding("secret file", mode == 0o600, oct(mode), "chmod 600 it.")
    yield Finding("secure cookies", True, "on" if read.secure_cookies else "off: for plain http only")
    yield Finding("time zone", True, str(read.timezone))
    yield Finding("host names", True, ", ".join(read.hosts) or "all")
    yield Finding("limits", True, f"{read.submits_per_minute} submissions a minute and account; body 1 MiB")


def engine() -> Iterator[Finding]:
    """How the database keeps what it has acknowledged."""
    if db.is_postgresql():
        for name, wanted in (("fsync", "on"), ("full_page_writes", "on")):
            yield _setting(name, wanted)
        commit = _value("show synchronous_commit")
        good = commit in ("on", "remote_write", "remote_apply")
        yield Finding("synchronous_commit", good, commit, "Set it to on: acknowledged must mean on disk.")
        return
    for pragma, wanted, advice in (
        ("journal_mode", "wal", "The service sets it; is the file on a local disk?"),
        ("synchronous", "2", "The service sets FULL."),
        ("foreign_keys", "1", "The service sets it."),
    ):
        found = _value(f"pragma {pragma}")
        yield Finding(pragma, found == wanted, found, advice)
    found = _value("pragma quick_check")
    yield Finding("integrity", found == "ok", found, "Restore the last backup.")


def data() -> Iterator[Finding]:
    """Whether what must be true of the data is."""
    for name, look in INVARIANTS.items():
        faults = list(islice(look(), TOLD))
        yield Finding(name, not faults, "; ".join(faults) or "whole", "Stop writing and look at the last backup.")


def _setting(name: str, wanted: str) -> Finding:
    found = _value(f"show {name}")
    return Finding(name, found == wanted, found, f"Set {name} = {wanted} in postgresql.conf, role and database.")


def _value(sql: str) -> str:
    row = in_transaction().driver.execute(sql).fetchone()
    return str(row[0])


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at every setting and invariant. Exits 1 if one is not as it should be."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # of werkzeug's proxy
    found = list(examine(app))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            click.echo(f"{'good ' if finding.good else 'WRONG'}  {finding.name}: {finding.found}")
            if not finding.good:
                click.echo(f"       {finding.advice}")
    sys.exit(0 if all(finding.good for finding in found) else 1)
