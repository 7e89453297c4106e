"""The ledger as a district's secretary turns its pages and searches it, in process, beside LIKE on the same table."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from bench import city, people, product
from bench.figures import Figure, milliseconds
from formbuilder.app import create_app
from formbuilder.db import PRAGMAS, database
from formbuilder.ledger import service as ledger
from formbuilder.permissions import Actor, Role

SECRETARY = Actor(1, "secretary", "", Role.SECRETARY, "", city.DISTRICT)
#: So many different searches of each length, and so many by hand, which take long.
SEARCHES, BY_HAND = 40, 9
#: The same page in the same order, the index of lists read through.
LIKE = (
    "select id, name, area_code, place, data, facts from record where entity = 'person'"
    f" and area_code >= '{city.DISTRICT}' and area_code < '{city.DISTRICT}~' and name like ?"
    " order by area_code, name, id limit 41"
)


def measure(folder: Path, count: int) -> Iterator[Figure]:
    """Pages, and searches by one, two and three characters, of an instance with so many people."""
    chance = Random(3)
    app = create_app(product.settings(folder))
    with app.test_request_context():
        yield Figure(f"ledger page, {count:,} people", milliseconds([page] * SEARCHES), "ms")
        yield Figure(f"ledger page in the middle, {count:,} people", middle(folder, chance), "ms")
        for length in (1, 2, 3):
            texts = some_names(count, length, chance)
            ours = milliseconds([partial(found, text) for text in texts])
            theirs = by_hand(folder, texts[:BY_HAND])
            name = f"search by {length} character{'s'[: length - 1]}, {count:,} people"
            yield Figure(name, ours, "ms", "LIKE", theirs, more_is_better=False)
        database.engine.dispose()


def page() -> object:
    return ledger.open_page(SECRETARY, "person")


def middle(folder: Path, chance: Random) -> float:
    """Milliseconds of a page that goes on after somebody in the middle of a list."""
    with closing(sqlite3.connect(folder / "product.db")) as connection:
        [(count,)] = connection.execute("select count(*) from named")
        ids = [
            connection.execute("select record_id from named where no = ?", (chance.randint(1, count),)).fetchone()[0]
            for _ in range(SEARCHES)
        ]
    return milliseconds([partial(ledger.open_page, SECRETARY, "person", after=id_) for id_ in ids])


def found(text: str) -> object:
    """What a search shows; it must show something."""
    rows = ledger.find(SECRETARY, "person", text=text, count=40).rows
    assert rows, text
    assert all(text in row.name for row in rows), text
    return rows


def some_names(count: int, length: int, chance: Random) -> list[str]:
    """Beginnings of names that people have, so long."""
    names = [person.name for person in people.residents(min(count, 6_000))]
    return [name[:length] for name in chance.sample([name for name in names if len(name) >= length], SEARCHES)]


def by_hand(folder: Path, texts: Sequence[str]) -> float:
    """Milliseconds of the same searches by LIKE."""
    with closing(sqlite3.connect(folder / "product.db")) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}")

        def like(text: str) -> object:
            return connection.execute(LIKE, (f"%{text}%",)).fetchall()

        return milliseconds([partial(like, text) for text in texts])
