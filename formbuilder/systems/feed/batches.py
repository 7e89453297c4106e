"""The deeds of a hand-over: it begins, rows are numbered and given by batches, it ends; each is all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from formbuilder import audit, db
from formbuilder.areas import store as areas
from formbuilder.permissions import Actor, Verb
from formbuilder.systems.feed import cursors, keeping, making, reading, standing
from formbuilder.systems.feed.making import Made
from formbuilder.systems.feed.pages import Page, Pair, Walk
from formbuilder.systems.feed.problems import ForeignCursor
from formbuilder.systems.feed.reading import Batch
from formbuilder.systems.feed.standing import Standing
from formbuilder.systems.places import AreaPlaces
from formbuilder.systems.rights import mine
from formbuilder.use_case import use_case
from metadata.projecting import Projection
from metadata.transforms import Lost
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Projected:
    """One row of a system's table. `gone`: it left the table; its cells are then those of the row's key alone.

    `cells`: every column of the mapping, as text; `lost`: what could not be expressed, so its cell is empty; `feed`:
    the number under which the feed tells of it.
    """

    row_key: str
    record: str
    cells: Mapping[str, str]
    lost: tuple[Lost, ...] = ()
    feed: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """Where a hand-over begins: what the feed has told before, and how far the outbox reaches now."""

    standing: Standing
    end: int
    digest: str
    cluster: str
    entity: str
    filter: JSONObject | None
    after: int

    @property
    def is_outdated(self) -> bool:
        """Every row must be made anew: mapping or code lists have changed, or the database was restored elsewhere."""
        return self.digest != self.standing.digest or self.standing.mark > self.end


@dataclass(frozen=True, slots=True)
class Handed:
    """A batch on its way out. `keyed`: rows that go on under another key; `first`, `last`: numbers that the feed gave
    in it; 0: none.
    """

    rows: tuple[Projected, ...]
    next: Walk | None
    keyed: frozenset[Pair] = frozenset()
    first: int = 0
    last: int = 0


@use_case(Verb.HAND_OVER, reads_first=True)
def begin(actor: Actor, system: str, since: str) -> Start:
    audit.nothing_happened()
    mine(actor, system)
    projection, cluster = reading.projection_of(system), cursors.cluster()
    after = cursors.feed_of(since, system, cluster) if since else 0
    stands = standing.read(system)
    if after > stands.feed:
        raise ForeignCursor(at="since")
    mapping = projection.mapping
    return Start(
        standing=stands,
        end=standing.end_of_outbox(),
        digest=_digest(projection, cluster),
        cluster=cluster,
        entity=mapping.entity,
        filter=mapping.filter,
        after=after,
    )


def _digest(projection: Projection, cluster: str) -> str:
    """Names everything but records that rows hang on: mapping, fields and code lists, names of areas, rights."""
    named = sorted((area.code, area.name) for area in areas.names().values())
    parts = (projection.mapping.digest, projection.catalogue.digest, named, sorted(projection.rights), cluster)
    return sha256(repr(parts).encode()).hexdigest()


@use_case(Verb.HAND_OVER, reads_first=True)
def settle(actor: Actor, system: str, walk: Walk, count: int) -> tuple[Walk | None, int]:
    """Number what is news on the next page; nothing is given. What comes behind it, and how many records it had."""
    audit.nothing_happened()
    page = walk.page(system, count)
    _keep(system, page, numbers=True, gives=False)
    return page.next, len(page.records)


@use_case(Verb.HAND_OVER, reads_first=True)
def end(actor: Actor, system: str, start: Start, *, told: bool = True) -> int:
    """The outbox was read as far as it reached at the start; the last number of the feed.

    :param told: it told of something; where it did not, the next reader may begin where this one did
    """
    audit.nothing_happened()
    if told and (start.end, start.digest) != (start.standing.mark, start.standing.digest):
        db.begin_writing()
        standing.settle(system, start.standing, start.end, start.digest)
    return standing.read(system).feed


@use_case(Verb.HAND_OVER, reads_first=True)
def show(actor: Actor, system: str, walk: Walk, count: int) -> Handed:
    """The rows of the next page as they would be given; nothing is remembered of them."""
    page, projection = walk.page(system, count), reading.projection_of(system)
    batch = reading.read(page.records, system, projection)
    made = [row for row in making.make(page, batch, projection, AreaPlaces(), keys_anew=False) if not row.gone]
    audit.remember(subject=f"system:{system}", rows=len(made), shown=True)
    if not made:
        audit.nothing_happened()
    return Handed(tuple(Projected(row.row_key, row.record, row.cells, row.lost) for row in made), page.next)


@use_case(Verb.HAND_OVER, reads_first=True)
def give(actor: Actor, system: str, walk: Walk, count: int, *, whole: bool) -> Handed:
    """Make the rows of the next page, remember that they are given, and give them."""
    page = walk.page(system, count)
    made, numbers, given = _keep(system, page, numbers=whole, gives=True)
    if not whole:
        numbers = _told_as(page, made)
    rows = tuple(
        Projected(row.row_key, row.record, row.cells, row.lost, number, row.gone)
        for row, number in zip(made, numbers, strict=True)
        if not (whole and row.gone)
    )
    if rows:
        audit.remember(subject=f"system:{system}", rows=len(rows), whole=whole)
    else:
        audit.nothing_happened()
    keyed = frozenset((row.record, row.row_key) for row in made if row.copies)
    return Handed(rows, page.next, keyed, given[0] if given else 0, given[-1] if given else 0)


def _told_as(page: Page, made: list[Made]) -> list[int]:
    """The numbers under which rows were asked for, whatever has become of them since."""
    told = dict(zip(page.rows or (), page.numbers, strict=True))
    return [told[row.record, row.row_key] for row in made]


def _keep(system: str, page: Page, *, numbers: bool, gives: bool) -> tuple[list[Made], list[int], list[int]]:
    """The rows of a page, their numbers, and the numbers that were given now.

    They are made before other writers must wait, and made anew only if something changed meanwhile.
    """
    projection, places = reading.projection_of(system), AreaPlaces()
    batch = reading.read(page.records, system, projection)
    made = making.make(page, batch, projection, places, keys_anew=numbers)
    stays = [row.before.feed if row.before else 0 for row in made]
    if not _must_write(made, batch, system, numbers=numbers, gives=gives):
        return made, stays, []
    db.begin_writing()
    if numbers:
        standing.lock(system)
    now = reading.projection_of(system)
    again = reading.read(page.records, system, now, keep=True)
    if again.read != batch.read or not now.is_as(projection):
        made, batch = making.make(page, again, now, places, keys_anew=numbers), again
    given: list[int] = []
    if numbers:
        stays = keeping.number(made, system)
        given = [number for row, number in zip(made, stays, strict=True) if row.is_news]
    keeping.link(made, batch, system)
    if gives:
        keeping.give(made, batch, system)
    return made, stays, given


def _must_write(made: list[Made], batch: Batch, system: str, *, numbers: bool, gives: bool) -> bool:
    if numbers and any(row.is_news for row in made):
        return True
    if gives and any(row.changes or row.said for row in made):
        return True
    return bool(keeping.unlinked(made, batch, system))
