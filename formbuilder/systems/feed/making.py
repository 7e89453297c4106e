"""Rows as they would be given now, beside what last passed of them: what is news, and what left (R22, R23)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from formbuilder.systems.feed import reading
from formbuilder.systems.feed.pages import Page, Pair
from formbuilder.systems.feed.reading import Batch, Held, Part
from metadata.mappings.cells import text_of
from metadata.projecting import Projection
from metadata.transforms import Lost, Places, write_row
from metadata.values import Value

#: Characters of a row's key that are kept.
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A row as it would be given now. `before`: its own part as it stood; None: nothing ever passed under its key.

    `copies`: the key under which it passed until now, if that is another one: a row whose key is made of a door and a
    name gets a new one when somebody moves. `changes`: record → column → the cell that was another one before;
    `said`: the same of cells that the system itself said, before we knew of whom; `used`: its related records.
    """

    record: str
    row_key: str
    entity: str
    cells: Mapping[str, str]
    digest: str
    gone: bool
    before: Part | None
    copies: str = ""
    lost: tuple[Lost, ...] = ()
    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    used: tuple[Held, ...] = ()

    @property
    def is_news(self) -> bool:
        """It differs from what the feed told of it last: what it says of facts, or whether it is there."""
        if self.before is None:
            return not self.gone
        return self.gone != self.before.gone or (not self.gone and self.digest != self.before.digest)

    @property
    def passed_as(self) -> Pair:
        """The record, and the key under which its cells last passed."""
        return self.record, self.copies or self.row_key


def make(page: Page, batch: Batch, projection: Projection, places: Places, *, keys_anew: bool = True) -> list[Made]:
    """The rows of a page, in its order, those that left among them.

    :param keys_anew: a row whose key columns say another key by now leaves, and comes again under that one
    """
    drafts = {record: list(_drafts(record, batch, projection, places)) for record in page.records}
    new_keys = {_key_of(row, projection) for rows in drafts.values() for row in rows if row.before is None or keys_anew}
    keys = Keys(projection, reading.taken(projection.mapping.system, new_keys - {""}), keys_anew)
    if page.rows is None:
        return [row for record, rows in drafts.items() for row in keys.settle(record, rows, batch)]
    made: dict[Pair, list[Made]] = {}
    for record, rows in drafts.items():
        for row in keys.settle(record, rows, batch):
            made.setdefault(row.passed_as, []).append(row)
    return [row for pair in page.rows for row in made.get(pair, ())]


def _key_of(row: Made, projection: Projection) -> str:
    key = "" if row.gone else projection.mapping.key_of(row.cells)
    return key[:LONGEST_KEY]


@dataclass(slots=True)
class Keys:
    """Under which keys rows go out. `taken`: keys that are some row's already."""

    projection: Projection
    taken: set[str]
    anew: bool

    def settle(self, record: str, rows: list[Made], batch: Batch) -> Iterator[Made]:
        """The rows of one record, each under its key; one that is there twice leaves."""
        own = {part.row_key for part in batch.mains.get(record, [])}
        spare = self._spare(record, rows)
        for row in rows:
            key = _key_of(row, self.projection)
            if row.before is None:
                free = key if key and key not in self.taken else record
                self.taken.add(free)
                yield replace(row, row_key=free)
            elif row.row_key in spare or (key != row.row_key and key in own):
                yield _gone(row.before, self.projection)
            elif row.gone or key in ("", row.row_key):
                yield row
            elif self.anew and key not in self.taken:
                own.add(key)
                self.taken.add(key)
                yield _gone(row.before, self.projection)
                yield replace(row, row_key=key, before=None, copies=row.row_key)
            else:
                yield row

    def _spare(self, record: str, rows: list[Made]) -> set[str]:
        """Rows whose key we made up, and that leave: the system has its own row of the record, or one is enough."""
        if len(rows) < 2 or rows[0].gone:
            return set()
        named = {row.row_key for row in rows if (row.before and row.before.received) or _key_of(row, self.projection)}
        made_up = {row.row_key for row in rows} - named
        return made_up if named else made_up - {record if record in made_up else min(made_up)}


def _drafts(record: str, batch: Batch, projection: Projection, places: Places) -> Iterator[Made]:
    """All rows of one record: those that passed before, or the first one of a record that the system covers."""
    held, before = batch.records.get(record), batch.mains.get(record, [])
    stays = held is not None and not held.merged_into and held.entity == projection.mapping.entity
    if held is None or not stays or not (held.passes or any(part.received for part in before)):
        yield from (_gone(part, projection) for part in before)
        return
    for part in before or (None,):
        yield _written(held, part, batch, projection, places)


def _gone(part: Part, projection: Projection) -> Made:
    cells = {column: text_of(part.cells.get(column)) for column in projection.mapping.row_key}
    return Made(part.record, part.row_key, part.entity, cells, "", True, part)


def _written(held: Held, part: Part | None, batch: Batch, projection: Projection, places: Places) -> Made:
    key = part.row_key if part else ""
    related = batch.related.get((held.id, key), {})
    last = batch.last(held.id, key)
    values: dict[str, Value] = {}
    for other in (*related.values(), held):
        values |= other.data
    for code in projection.withheld:
        values.pop(code, None)
    mapping, catalogue = projection.mapping, projection.catalogue
    row = write_row(mapping, values, catalogue, places, received=last, zone=projection.zone)
    cells = {**row.cells, **_its_own(held.id, key, batch, projection)} if projection.withheld else row.cells
    parts = {part.record: part for part in batch.parts.get((held.id, key), ())}
    changes, said = _passing(cells, parts, {**related, held.entity: held}, projection)
    return Made(
        record=held.id,
        row_key=key,
        entity=held.entity,
        cells=cells,
        digest=projection.digest(cells),
        gone=False,
        before=part,
        lost=row.lost,
        changes=changes,
        said=said,
        used=tuple(related.values()),
    )


Passing = dict[str, dict[str, str]]


def _passing(
    cells: Mapping[str, str], parts: Mapping[str, Part], records: Mapping[str, Held], projection: Projection
) -> tuple[Passing, Passing]:
    """The cells that pass now and are not remembered with the record that they speak of: what we say, and what the
    system said itself. An empty cell says nothing, so nothing passes with it: what passed before stays the last.
    """
    given: Passing = {}
    said: Passing = {}
    own = parts.get(records[projection.mapping.entity].id)
    for column, (kind, written) in projection.meant.items():
        cell, whose = cells.get(column, ""), records.get(kind)
        if not cell or whose is None:
            continue
        part = parts.get(whose.id)
        if part is not None and text_of(part.cells.get(column)) == cell:
            continue
        theirs = not written or (own is not None and column not in own.ours and text_of(own.cells.get(column)) == cell)
        (said if theirs else given).setdefault(whose.id, {})[column] = cell
    return given, said


def _its_own(record: str, key: str, batch: Batch, projection: Projection) -> dict[str, str]:
    """What the system itself said in columns whose fields it may not know: that alone goes back (R25)."""
    said = {
        column: text_of(cell)
        for part in batch.parts.get((record, key), ())
        for column, cell in part.cells.items()
        if column not in part.ours
    }
    hidden = (m.column.name for m in projection.mapping.columns if set(m.fields) & projection.withheld)
    return {column: said.get(column, "") for column in hidden if column in projection.owners}
