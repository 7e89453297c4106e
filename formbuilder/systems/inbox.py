"""Tables that people send by page: kept in the data folder until they are read, small ones at once, large ones apart.

A large one is read by a process of its own, which visits do not wait for. What is on disk stays if that process ends:
the same file, sent again, goes on where it stopped.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from formbuilder import apart
from formbuilder.apart import actor_document, actor_from
from formbuilder.config import Settings
from formbuilder.permissions import Actor
from formbuilder.systems import importing, standing
from formbuilder.systems.files import fit, open_table
from metadata.stamps import Instant
from metadata.values import JSONObject

#: Rows that are read while the browser waits: about two seconds.
AT_ONCE = 2000
#: After so long a file that nobody reads any more is thrown away.
LEFT = 24 * 3600


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
        return importing.take_in_file(
            job.actor, job.system, job.path, table, now=job.received, as_at=job.as_at, area=job.area, name=job.name
        )
    finally:
        job.path.unlink(missing_ok=True)


def read_apart(job: Job, settings: Settings) -> None:
    """The same in a process of its own."""
    told = asdict(job) | {"actor": actor_document(job.actor), "path": str(job.path)}
    apart.start("formbuilder.systems.inbox", told, settings)


def job_from(told: JSONObject) -> Job:
    """A job as it was handed over."""
    return Job(**told | {"actor": actor_from(told["actor"]), "path": Path(told["path"])})


if __name__ == "__main__":
    apart.carry_out(lambda told: read(job_from(told)), "table")
