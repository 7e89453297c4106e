"""The page of status over everybody's assignments, in process, beside the GROUP BY that it does without."""

from collections.abc import Iterator
from pathlib import Path

from bench import city, product
from bench.figures import Figure, milliseconds
from formbuilder import clock, db
from formbuilder.app import create_app
from formbuilder.db import Statement, database
from formbuilder.permissions import Actor, Role
from formbuilder.status import service as status
from formbuilder.status.service import By

SECRETARY = Actor(1, "secretary", "", Role.SECRETARY, "", city.DISTRICT)
ROUNDS, BY_HAND = 30, 5
_count = Statement("select area_code, state, count(*) from assignment group by area_code, state")
_all = Statement("select count(*) from assignment")


def measure(folder: Path) -> Iterator[Figure]:
    """The page of a district, and its numbers grid by grid."""
    app = create_app(product.settings(folder))
    with app.test_request_context():
        with db.transaction(writing=False):
            [(count,)] = _all.rows()
        now = clock.now()
        theirs = milliseconds([by_hand] * BY_HAND)
        page = milliseconds([lambda: status.open_page(SECRETARY, now=now)] * ROUNDS)
        grids = milliseconds([lambda: status.see(SECRETARY, By.GRID, now=now)] * ROUNDS)
        yield Figure(f"status page, {count:,} assignments", page, "ms", "GROUP BY", theirs, more_is_better=False)
        yield Figure(f"status by grid, {count:,} assignments", grids, "ms", "GROUP BY", theirs, more_is_better=False)
        database.engine.dispose()


def by_hand() -> object:
    with db.transaction(writing=False):
        return _count.rows()
