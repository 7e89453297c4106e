"""A town for tables to come into: its areas, addresses and systems, and the tables themselves as files."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from formbuilder import clock
from formbuilder.app import create_app
from formbuilder.catalogue import store as catalogue
from formbuilder.db import database
from formbuilder.demo.build import integrator, lay_out
from formbuilder.demo.deliveries import deliveries
from formbuilder.demo.world.sizes import Size
from formbuilder.permissions import CONSOLE
from formbuilder.systems import importing, service
from formbuilder.systems.files import fit, open_table, write_csv
from metadata.catalogue import standard
from metadata.mappings import shipped
from tests.conftest import settings_for

#: In this order they come: police, grid, the community's spreadsheet.
SYSTEMS = ("p1", "p6", "d1")


@dataclass(frozen=True)
class File:
    """A system's table on disk. `rows`: what is in it, under the numbers that people see."""

    system: str
    path: Path
    as_at: str
    rows: tuple[tuple[int, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Town:
    """An instance of its own: a folder and a database."""

    folder: Path
    url: str

    @contextmanager
    def open(self) -> Iterator[None]:
        """The application on it; leaves no connection behind."""
        app = create_app(settings_for(self.url, self.folder))
        with app.app_context():
            yield
            database.session.remove()
            database.engine.dispose()

    def lay_out(self, size: Size) -> None:
        """Everything but records."""
        with self.open():
            catalogue.load_standard()
            lay_out(size)
            service.load_shipped(CONSOLE, now=clock.now())

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A command of `formbuilder` in a process of its own; what it says goes to `said` in the folder."""
        settings = settings_for(self.url, self.folder)
        environment = {
            "FORMBUILDER_DATA": str(self.folder),
            "FORMBUILDER_DATABASE_URL": self.url,
            "FORMBUILDER_SECRET_KEY": settings.secret_key,
            "PATH": str(Path(sys.executable).parent),
        }
        line = [sys.executable, "-c", "from formbuilder.cli import main; main()", *command]
        with (self.folder / "said").open("wb") as said:
            return subprocess.Popen(line, env=environment, stdout=said, stderr=said, start_new_session=True)

    def run(self, *command: str) -> str:
        """The same, to its end; what it said. RuntimeError if it refused."""
        code = self.start(*command).wait(timeout=300)
        said = (self.folder / "said").read_text()
        if code:
            raise RuntimeError(f"{command} ended with {code}: {said}")
        return said

    def takes(self, file: File) -> None:
        """A table comes in, undisturbed."""
        with self.open():
            importing.take_in(
                integrator(file.system),
                file.system,
                file.rows,
                now=clock.now(),
                as_at=file.as_at,
                name=file.path.name,
                digest=open_table(file.path).digest,
            )


def import_of(file: File) -> tuple[str, ...]:
    """The command that takes a table in: the same each time."""
    return ("systems", "import", file.system, str(file.path), "--as-at", file.as_at)


def write_files(folder: Path, size: Size, today: date) -> list[File]:
    """The tables of a world, as the systems would send them."""
    found: dict[str, File] = {}
    for delivery in deliveries(size, shipped(), standard(), today):
        if delivery.system in SYSTEMS and delivery.system not in found:
            mapping, path = shipped()[delivery.system], folder / delivery.name
            columns = [mapped.column.name for mapped in mapping.columns]
            path.write_bytes(b"".join(write_csv((cells for _, cells in delivery.rows), columns)))
            rows = tuple(fit(open_table(path), mapping).rows())
            found[delivery.system] = File(delivery.system, path, delivery.as_at, rows)
    return [found[system] for system in SYSTEMS]
