"""Rows of a system's table in and out by the product's own commands, beside loads and dumps of the same rows by hand.

The table is the police's residence registration: each row makes some fifteen claims on a person and a dwelling. All
rows come as CSV to an empty ledger, come again the next night unchanged, and go out as CSV and as XLSX. A fifth of them
comes to another instance as XLSX, again the next night, and goes out as NDJSON and as CSV for the second time. Each is
a process of its own, measured from its start to its end.
"""

import csv
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import orjson

from bench import people
from bench.figures import Child, Figure, run
from bench.product import OPERATOR, ZONE, settings
from formbuilder import clock, migrations
from formbuilder.app import create_app
from formbuilder.catalogue import store as catalogue
from formbuilder.db import PRAGMAS, database
from formbuilder.demo.build import lay_out
from formbuilder.systems import service as systems
from formbuilder.systems.files import write_csv, write_xlsx
from metadata.catalogue import standard
from metadata.mappings import shipped

SYSTEM = "p1"
MOST_MEMORY = "<= 300"
#: Columns of the table that is written by hand.
COLUMNS_OUT = 30


def measure(folder: Path, rows: int) -> Iterator[Figure]:
    """Everything that is told of rows in and out."""
    part = rows // 5
    files = write_files(folder, rows, part)
    first, second = instance(folder / "first", rows), instance(folder / "second", part)
    by_hand = load_by_hand(folder / "raw.db", files["rows.csv"])
    yield from came("in, CSV", rows, take_in(first, files["rows.csv"]), by_hand)
    yield claims(first)
    yield from came("in, CSV, unchanged", rows, take_in(first, files["again.csv"]), by_hand)
    yield from came("in, XLSX", part, take_in(second, files["rows.xlsx"]), by_hand)
    yield from came("in, XLSX, unchanged", part, take_in(second, files["again.xlsx"]), by_hand)
    by_hand = dump_by_hand(first)
    yield from went("out, CSV, the first time", rows, hand_over(first, "csv"), by_hand)
    yield from went("out, XLSX", rows, hand_over(first, "xlsx"), by_hand)
    hand_over(second, "csv")
    yield from went("out, CSV, again", part, hand_over(second, "csv"), by_hand)
    yield from went("out, NDJSON", part, hand_over(second, "ndjson"), by_hand)


def write_files(folder: Path, rows: int, part: int) -> dict[str, Path]:
    """The same table as each of two nights brings it: other bytes, the same cells."""
    day = clock.day_of(clock.now(), ZONE) - timedelta(days=1)
    columns = [mapped.column.name for mapped in shipped()[SYSTEM].columns]

    def table(count: int) -> Iterator[Mapping[str, str]]:
        return (people.police_row(person, day) for person in people.residents(count))

    written: dict[str, Iterable[bytes]] = {
        "rows.csv": write_csv(table(rows), columns),
        "again.csv": write_csv(table(rows), columns, marked=True),
        "rows.xlsx": write_xlsx(table(part), columns),
        "again.xlsx": write_xlsx(table(part), columns, title="again"),
    }
    for name, pieces in written.items():
        with (folder / name).open("wb") as file:
            file.writelines(pieces)
    return {name: folder / name for name in written}


def instance(folder: Path, rows: int) -> Path:
    """An instance with areas, addresses and systems, and nobody in it."""
    folder.mkdir()
    app = create_app(settings(folder))
    with app.app_context():
        migrations.upgrade(database.engine)
        catalogue.load_standard()
        lay_out(people.size_for(rows))
        systems.load_shipped(OPERATOR, now=clock.now())
        database.engine.dispose()
    return folder


def formbuilder(folder: Path, *command: str) -> Child:
    """A command of the product on an instance."""
    made = settings(folder)
    environment = {
        "FORMBUILDER_DATA": str(folder),
        "FORMBUILDER_DATABASE_URL": made.database_url,
        "FORMBUILDER_SECRET_KEY": made.secret_key,
    }
    return run([sys.executable, "-c", "from formbuilder.cli import main; main()", *command], folder, environment)


def take_in(folder: Path, file: Path) -> Child:
    return formbuilder(folder, "systems", "import", SYSTEM, str(file))


def hand_over(folder: Path, form: str) -> Child:
    return formbuilder(folder, "systems", "export", SYSTEM, "-o", str(folder / f"out.{form}"))


def came(name: str, rows: int, child: Child, by_hand: float) -> Iterator[Figure]:
    """How fast rows came in, and how much memory that took."""
    rate = rows / child.seconds
    yield Figure(f"{rows:,} rows {name}", rate, "rows/s", "executemany of JSON", by_hand, goal=">= 1,000")
    yield from memory(child)


def went(name: str, rows: int, child: Child, by_hand: float) -> Iterator[Figure]:
    """How fast rows went out, and how much memory that took."""
    yield Figure(f"{rows:,} rows {name}", rows / child.seconds, "rows/s", "orjson + csv.writer", by_hand)
    yield from memory(child)


def memory(child: Child) -> Iterator[Figure]:
    yield Figure("  peak of memory, pages of the database among it", child.peak, "MB", goal=MOST_MEMORY)
    yield Figure("  peak of memory without them", child.own, "MB", goal=MOST_MEMORY)


def claims(folder: Path) -> Figure:
    """How many claims a row made, which is how many the history has."""
    with closing(sqlite3.connect(folder / "product.db")) as connection:
        [(text,)] = connection.execute("select counts from delivery")
    counts = orjson.loads(text)
    told = sum(counts.get(word, 0) for word in ("written", "verified", "open", "proposals", "beside"))
    return Figure("claims of a row", told / sum(counts.get(w, 0) for w in ("merged", "waiting", "refused")), "claims")


def load_by_hand(database_file: Path, table: Path) -> float:
    """Rows a second of a load as one writes it: each row one JSON document, all with one executemany."""
    with closing(sqlite3.connect(database_file)) as connection, table.open(encoding="utf-8", newline="") as file:
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}")
        connection.execute("create table load (id text primary key, document text not null)")
        began = time.perf_counter()
        rows = csv.DictReader(file)
        added = connection.executemany(
            "insert into load values (?, ?)", ((row["LDID"], orjson.dumps(row).decode()) for row in rows)
        ).rowcount
        connection.commit()
        return added / (time.perf_counter() - began)


def dump_by_hand(folder: Path) -> float:
    """Rows a second of a dump as one writes it: the documents of the same database, thirty columns of each."""
    with (
        closing(sqlite3.connect(folder / "product.db")) as connection,
        (folder / "dump.csv").open("w", encoding="utf-8", newline="") as file,
    ):
        began = time.perf_counter()
        found = connection.execute("select data from record where entity = 'person'")
        codes = [field.code for field in standard().of("person")][:COLUMNS_OUT]
        write = csv.writer(file).writerow
        written = 0
        for (text,) in found:
            document = orjson.loads(text)
            write([document.get(code) for code in codes])
            written += 1
        return written / (time.perf_counter() - began)
