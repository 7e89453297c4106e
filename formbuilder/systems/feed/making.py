"""Rows as they would be given now, beside what last passed of them: what is news, and what left (R22, R23)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from formbuilder.systems.feed import reading
from formbuilder.systems.feed.pages import Page, Pair
from formbuilder.systems.feed.reading import Batch, Held, Part
from metadata.projecting import Projection
from metadata.transforms import Lost, Places, write_row
from metadata.values import Value

#: Characters of a row's key that are kept.
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A row as it would be given now. `before`: its own part as it stood; None: nothing ever passed of it.

    `changes`: record → column → the cell that another one passed for before; `used`: its related records.
    """

    record: str
    row_key: str
    entity: str
    cells: Mapping[str, str]
    digest: str
    gone: bool
    before: Part | None
    lost: tuple[Lost, ...] = ()
    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    used: tuple[Held, ...] = ()

    @property
    def is_news(self) -> bool:
        """It differs from what the feed told of it last: what it says of facts, or whether it is there."""
        if self.before is None:
            return not self.gone
        return self.gone != self.before.gone or (not self.gone and self.digest != self.before.digest)


def make(page: Page, batch: Batch, projection: Projection, places: Places) -> list[Made]:
    """The rows of a page, in its order; with rows that left."""
    wanted = None if page.rows is None else set(page.rows)
    made: list[Made] = []
    for record in page.records:
        made += [row for row in _rows_of(record, batch, projection, places) if wanted is None or _pair(row) in wanted]
    made = _with_keys(made, batch, projection)
    if page.rows is None:
        return made
    by_pair = {_pair(row): row for row in made}
    return [by_pair[pair] for pair in page.rows if pair in by_pair]


def _pair(row: Made) -> Pair:
    return row.record, row.row_key


def _rows_of(record: str, batch: Batch, projection: Projection, places: Places) -> Iterator[Made]:
    """All rows of one record: those that passed before, or the first one of a record that the system covers."""
    held, before = batch.records.get(record), batch.mains.get(record, [])
    stays = held is not None and not held.merged_into and held.entity == projection.mapping.entity
    if held is None or not stays or not (held.passes or any(part.received for part in before)):
        yield from (_gone(part, projection) for part in before)
        return
    made = [_written(held, part, batch, projection, places) for part in (before or (None,))]
    keys = {part.row_key for part in before}
    came = any(part.received for part in before)
    for row in made:
        own_key = projection.mapping.key_of(row.cells)
        twice = own_key != row.row_key and own_key in keys
        unasked = came and row.before is not None and not row.before.received
        # The system has it under its own key: the row that we made up, or that it gave another key since, is no more.
        yield _gone(row.before, projection) if row.before is not None and (twice or unasked) else row


def _gone(part: Part, projection: Projection) -> Made:
    cells = {column: part.cells.get(column, "") for column in projection.mapping.row_key}
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
    row = write_row(projection.mapping, values, projection.catalogue, places, received=last)
    changes: dict[str, dict[str, str]] = {}
    for column, owner in projection.news(row.cells, last):
        whose = held if owner == held.entity else related.get(owner)
        if whose is not None:
            changes.setdefault(whose.id, {})[column] = row.cells[column]
    return Made(
        record=held.id,
        row_key=key,
        entity=held.entity,
        cells=row.cells,
        digest=projection.digest(row.cells),
        gone=False,
        before=part,
        lost=row.lost,
        changes=changes,
        used=tuple(related.values()),
    )


def _with_keys(made: Sequence[Made], batch: Batch, projection: Projection) -> list[Made]:
    """Give each new row its key: what its key columns say, if that is nobody's yet, else the record's id."""
    said = {row.record: projection.mapping.key_of(row.cells) for row in made if row.before is None}
    held = reading.taken(projection.mapping.system, (key for key in said.values() if key))
    keyed: list[Made] = []
    for row in made:
        if row.before is None:
            key = said[row.record]
            if not key or len(key) > LONGEST_KEY or key in held:
                key = row.record
            held.add(key)
            row = replace(row, row_key=key)
        keyed.append(row)
    return keyed
