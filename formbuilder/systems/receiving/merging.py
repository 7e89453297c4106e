"""A batch of rows, merged: each row's records are found, its cells compared with those that last passed, and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from formbuilder.dispatch import settle
from formbuilder.records.ids import new_id
from formbuilder.records.keeping import Change
from formbuilder.systems.places import AreaPlaces
from formbuilder.systems.receiving import exchanged, finding, relating
from formbuilder.systems.receiving.asking import Asking
from formbuilder.systems.receiving.beside import Beside
from formbuilder.systems.receiving.exchanged import Part
from formbuilder.systems.receiving.finding import Waits
from formbuilder.systems.receiving.problems import SaysOfNobody
from formbuilder.systems.receiving.rows import Outcome, Row, State
from formbuilder.systems.store import System
from metadata import transforms, writeback
from metadata.catalogue import Catalogue
from metadata.documents import held_value, held_values
from metadata.mappings import SystemMapping
from metadata.projecting import digest_of, written_columns
from metadata.records import PROPOSAL, Key, Record
from metadata.records import Outcome as Made
from metadata.stamps import Instant
from metadata.values import ABSENT, Value
from metadata.writeback import RowValue

#: Words that a row's claims are counted by.
WORDS = {outcome: "proposals" if outcome is PROPOSAL else outcome.value for outcome in Made}


@dataclass(slots=True)
class Batch:
    """Rows of one system that are merged in one transaction."""

    system: System
    mapping: SystemMapping
    catalogue: Catalogue
    places: AreaPlaces
    now: Instant
    delivery: int = 0
    beside: Beside = field(init=False)
    asking: Asking = field(init=False)
    links: dict[str, list[Part]] = field(default_factory=dict)
    last_of: dict[str, list[Part]] = field(default_factory=dict)
    given: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[tuple[str, str], Part] = field(default_factory=dict)
    again: list[Part] = field(default_factory=list)
    dropped: list[Part] = field(default_factory=list)
    _columns: dict[str, str] = field(default_factory=dict)
    _written: tuple[str, ...] = ()
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._written = tuple(written_columns(self.mapping, self.catalogue))
        self.beside = Beside(self.catalogue)
        self.asking = Asking(self.mapping.entity, self.system.code, self.beside)
        fields = self.catalogue.fields
        for mapped in self.mapping.columns:
            if mapped.fields and mapped.fields[0] in fields:
                self._columns[mapped.column.name] = fields[mapped.fields[0]].entity

    def merge(self, rows: Sequence[Row]) -> list[Outcome]:
        """Every row, in order. Nothing is written yet: see `changes`, `kept`, `again`, `dropped`."""
        self.links = exchanged.linked(self.system.code, {row.key for row in rows if row.key})
        fresh = [row for row in rows if self._stale(row) is None and not self._unchanged(row)]
        self.given = exchanged.given(self.system.code, {self._digest(row) for row in fresh if not row.key})
        self.beside.read_records({record for records in self.given.values() for record in records})
        self.asking.read(fresh, self.links)
        if any(self._own(row) is None for row in fresh):
            own = self.mapping.entity
            mine = {id for id, change in self.beside.changes.items() if change.record.entity == own}
            self.last_of = exchanged.last_of(self.system.code, mine)
        return [self._merge(row) for row in rows]

    @property
    def changes(self) -> list[Change]:
        """What becomes of records."""
        return [change for change in self.beside.changes.values() if change.merges]

    def _digest(self, row: Row) -> str:
        return digest_of(self._written, row.cells)

    # -- before -----------------------------------------------------------------------------------------------------

    def _stale(self, row: Row) -> State | None:
        """The system has sent a newer row of this key already, or this key stood in this delivery before."""
        mine = self._own(row)
        if row.key in self._seen or (mine is not None and self.delivery and mine.delivery == self.delivery):
            return State.REPEATED if row.key and row.meant is None else None
        if mine is not None and mine.dated is not None and row.observed.end < mine.dated:
            return State.OUTDATED
        return None

    def _own(self, row: Row) -> Part | None:
        return next((p for p in reversed(self.links.get(row.key, [])) if p.entity == self.mapping.entity), None)

    def _unchanged(self, row: Row) -> bool:
        """The same cells as last time, and no later date of its own: nothing to merge, nothing to look up."""
        mine = self._own(row)
        if mine is None or row.meant is not None:
            return False
        cells: dict[str, Any] = {}
        for part in self.links[row.key]:
            cells |= part.cells
        return not _is_later(row, mine) and cells == row.cells

    # -- one row ----------------------------------------------------------------------------------------------------

    def _merge(self, row: Row) -> Outcome:
        stale = self._stale(row)
        self._seen.add(row.key)
        outcome = Outcome(row.number, State.MERGED, faults=row.faults)
        if stale is not None:
            outcome.state = stale
            return outcome
        if self._unchanged(row):
            self._came_again(row, outcome)
            return outcome
        self._merge_changed(row, outcome)
        return outcome

    def _came_again(self, row: Row, outcome: Outcome) -> None:
        mine = self._own(row)
        assert mine is not None, "an unchanged row was there before"
        outcome.record_id = mine.record
        for part in self.links[row.key]:
            self.again.append(_dated(part, max(part.dated or 0, row.observed.end), self.delivery))

    def _merge_changed(self, row: Row, outcome: Outcome) -> None:
        own = self.mapping.entity
        entity = self.catalogue.entity(own)
        links = {part.entity: part for part in self.links.get(row.key, ())}
        parts = {kind: self._with_places(values) for kind, values in row.parts.items()}
        linked = links[own].record if own in links else self._given(row)
        where = self.asking.row_place(row)
        if entity.key == (entity.place_field,) and self.beside.is_door(where):
            parts[own] = {entity.place_field: where, **parts.get(own, {})}
        found = finding.find(
            *(entity, parts.get(own, {}), self.beside),
            source=self.system.code,
            where=where,
            linked=linked,
            meant=row.meant,
        )
        if found is None or isinstance(found, Waits):
            outcome.state = State.REFUSED if found is None else State.WAITING
            outcome.problem = SaysOfNobody() if found is None else None
            outcome.alike = found.alike if isinstance(found, Waits) else ()
            return
        outcome.record_id, outcome.apart = found.change.record.id, bool(found.taken)
        outcome.new = not found.change.record.revision
        # A row without a key of its own goes by its record; one whose key is new, by what passed under another one.
        passed = self.links.get(row.key) or self.last_of.get(found.change.record.id, [])
        others = {part.entity: part.record for part in passed if part.entity != own}
        repeats = self._says_nothing_new(row, passed)
        related = relating.relate(
            *(found.change, where or found.change.record.place, parts, others, self.beside),
            source=self.system.code,
            makes=not repeats,
        )
        outcome.changed = True
        before = {part.record: part for part in passed}
        for kind, change in list(related.records.items()):
            values = {**parts.get(kind, {}), **related.known_by.get(kind, {})}
            if not repeats:
                values |= relating.relations(change, related, self.beside, source=self.system.code)
            last = before.get(change.record.id)
            self._merge_part(row, change, values, last, found.taken if kind == own else frozenset(), outcome)
        for kind in parts.keys() - related.records.keys():
            outcome.count("unplaced", len(parts[kind]))
        self._remember(row, related, before)

    def _with_places(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Addresses with the library's code, where it knows the place."""
        fields = self.catalogue.fields
        return {
            code: {**value, "code": place}
            if isinstance(value, dict)
            and fields[code].type == "address"
            and not value.get("code")
            and (place := self.beside.place_of(value)[0])
            else value
            for code, value in values.items()
        }

    def _merge_part(
        self,
        row: Row,
        change: Change,
        values: Mapping[str, Value],
        last: Part | None,
        taken: frozenset[Key],
        outcome: Outcome,
    ) -> None:
        record = change.record
        merged = writeback.merge_row(
            record,
            self._cells(values, row, record, last),
            system=self.system.code,
            department=self.system.department,
            observed=row.observed,
            received=self.now,
            catalogue=self.catalogue,
            ids=new_id,
            taken=taken,
        )
        change.take(merged, self.catalogue, self.beside)
        if merged.lines:
            self.beside.tell(record, change.record)
        for line in merged.lines:
            if not line.echo:
                outcome.count(WORDS[line.effect.outcome], 1)

    def _cells(self, values: Mapping[str, Value], row: Row, record: Record, last: Part | None) -> dict[str, RowValue]:
        """The cells as they are judged. What came before and bears no later date is not said again."""
        cells = {code: self._cell(code, value, row, record, last) for code, value in values.items()}
        if last is None or _is_later(row, last):
            return cells
        return {code: cell for code, cell in cells.items() if not cell.repeats}

    def _cell(self, code: str, value: Value, row: Row, record: Record, last: Part | None) -> RowValue:
        """A cell beside the one that last passed, whichever way (R22)."""
        columns = row.said_by.get(code, ())
        if last is not None and columns and all(last.cells.get(c) == row.cells.get(c) for c in columns):
            return RowValue(value, repeats=True, ours=any(column in last.ours for column in columns))
        held = held_value(record.facts, code)
        if held is ABSENT or held == value or not columns:
            return RowValue(value)
        cells = {column: row.cells[column] for column in columns if column in row.cells}
        agrees = transforms.agrees(
            *(self.mapping, code, held_values(record.facts), cells, self.catalogue, self.places), zone=settle.zone()
        )
        return RowValue(value, agrees=agrees)

    def _given(self, row: Row) -> str:
        """The record of which we gave this very row, if it has no key that says whose it is; ''."""
        records = self.given.get(self._digest(row)) if not row.key else None
        return records.pop(0) if records else ""

    def _says_nothing_new(self, row: Row, passed: Sequence[Part]) -> bool:
        """Every fact is the one that passed before, perhaps given by us: it makes no record and relates none (R23)."""
        last = {column: cell for part in passed for column, cell in part.cells.items()}
        return bool(passed) and all(last.get(c) == cell for c, cell in row.cells.items() if c in self._columns)

    # -- what passed ------------------------------------------------------------------------------------------------

    def _remember(self, row: Row, related: relating.Related, before: Mapping[str, Part]) -> None:
        """The cells of this row, each with the record that it means a field of; the others with the row's own."""
        own = related.records[self.mapping.entity].record.id
        records = {kind: change.record.id for kind, change in related.records.items()}
        key = row.key or own
        cells: dict[str, dict[str, Any]] = {record: {} for record in records.values()}
        # What could not be read was not heard: it is a claim when it can be, though the cell is the same.
        unheard = {fault.column for fault in row.faults}
        for column, cell in row.cells.items():
            if column in unheard:
                continue
            cells[records.get(self._columns.get(column, ""), own)][column] = cell
        now: list[Part] = []
        for kind, record in records.items():
            if record != own and not cells[record] and record not in before:
                continue
            last = before.get(record)
            ours = frozenset(c for c in last.ours if last.cells.get(c) == row.cells.get(c)) if last else frozenset()
            dated = row.observed.end
            part = Part(key, record, kind, own, cells[record], ours, dated, self.delivery)
            now.append(part)
            self.kept[key, record] = part
        self.dropped += [part for part in before.values() if part.record not in cells and part.row_key == key]
        self.last_of[own] = now
        if row.key:
            self.links[row.key] = now


def _is_later(row: Row, last: Part) -> bool:
    """The row has a date of its own, and it is later than when it came last."""
    return row.observed.begin is not None and (last.dated is None or row.observed.end > last.dated)


def _dated(part: Part, dated: Instant, delivery: int) -> Part:
    return Part(part.row_key, part.record, part.entity, part.main, part.cells, part.ours, dated, delivery)
