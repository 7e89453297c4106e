"""Tables that people send by page: kept in the data folder until they are read, small ones at once, large ones apart.

A large one is read by a process of its own, which visits do not wait for. What is on disk stays if that process ends:
the same file, sent again, goes on where it stopped.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import Protocol
from uuid import uuid4

import orjson

from formbuilder.config import Settings
from formbuilder.permissions import Actor, Role
from formbuilder.systems import importing, standing
from formbuilder.systems.files import fit, open_table
from metadata.stamps import Instant

#: Rows that are read while the browser waits: about two seconds.
AT_ONCE = 2000
#: After so long a file that nobody reads any more is thrown away.
LEFT = 24 * 3600
#: How much a large table steps back behind what people do meanwhile.
NICE = 10


class Sent(Protocol):
    """A file of a form, as the web framework has it."""

    def save(self, dst: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Job:
    """A table to be read. `name`: what its sender calls it; `area`: the area that it is of, or empty."""

    actor: Actor
    system: str
    path: Path
    name: str
    as_at: str
    area: str
    received: Instant


def folder(settings: Settings) -> Path:
    """Where tables lie until they are read: for the service's own eyes."""
    place = settings.data / "inbox"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(sent: Sent, settings: Settings, *, now: float) -> Path:
    """Put a file there, under a name that says nothing; throw away what was left by processes that ended."""
    place = folder(settings)
    for old in place.iterdir():
        if old.stat().st_mtime < now - LEFT:
            old.unlink(missing_ok=True)
    path = place / uuid4().hex
    path.touch(mode=0o600)
    sent.save(str(path))
    return path


def read(job: Job) -> importing.Progress:
    """Read a table that was looked through before; then it is thrown away."""
    try:
        table = fit(open_table(job.path), standing.mapping(job.actor, job.system))
        return importing.take_in(
            job.actor,
            job.system,
            table.rows(),
            now=job.received,
            as_at=job.as_at,
            area=job.area,
            name=job.name,
            digest=table.table.digest,
        )
    finally:
        job.path.unlink(missing_ok=True)


def read_apart(job: Job, settings: Settings) -> None:
    """The same in a process of its own, which outlives the one that answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "formbuilder.systems.inbox"],
        env=environment(settings),
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    with process.stdin as way:
        way.write(orjson.dumps(asdict(job) | {"path": str(job.path)}))
    Thread(target=process.wait, daemon=True).start()  # or what has ended would stay in the machine's list


def environment(settings: Settings) -> Mapping[str, str]:
    """What a process of this instance starts from."""
    return {
        **os.environ,
        "FORMBUILDER_DATA": str(settings.data),
        "FORMBUILDER_DATABASE_URL": settings.database_url,
        "FORMBUILDER_SECRET_KEY": settings.secret_key,
        "FORMBUILDER_TIMEZONE": str(settings.timezone),
    }


def job_from(text: bytes) -> Job:
    """A job as it was handed over."""
    told = orjson.loads(text)
    actor = told["actor"]
    told |= {"actor": Actor(**actor | {"role": Role(actor["role"])}), "path": Path(told["path"])}
    return Job(**told)


def main() -> None:
    """Read the table that stdin tells of."""
    from formbuilder.app import create_app
    from formbuilder.config import read_settings
    from formbuilder.garbage import collect_rarely

    os.nice(NICE)
    job = job_from(sys.stdin.buffer.read())
    app = create_app(read_settings())
    collect_rarely()
    with app.app_context():
        try:
            read(job)
        except Exception:
            app.logger.exception("table")


if __name__ == "__main__":
    main()
