"""A person says whose a row is that has no number and resembles somebody known: one of those, or nobody (R22a)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formbuilder import audit
from formbuilder.catalogue import store as standard
from formbuilder.joining.doubles import where_of
from formbuilder.permissions import Actor, Sight, Verb, may_join
from formbuilder.problems import NotThere
from formbuilder.records import sights
from formbuilder.records import store as records
from formbuilder.records.likely import alike
from formbuilder.records.reading import Names, names_of
from formbuilder.records.sights import Eyes, Look
from formbuilder.systems import places
from formbuilder.systems import service as systems
from formbuilder.systems import store as system_store
from formbuilder.systems.receiving.problems import NotWaiting
from formbuilder.systems.receiving.reading import Reader
from formbuilder.use_case import use_case
from formbuilder.waiting import store
from formbuilder.waiting.store import Candidate, WaitingRow
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.records import Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Value


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the queue: what it calls itself, and whom it may be, as far as the actor may see those."""

    delivery: int
    number: int
    system: str
    name: str
    received: Instant
    alike: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One field that the row speaks of: what it says, and what each candidate holds."""

    field: Field
    row: Look
    held: tuple[Look, ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class RowCase:
    """A row beside the records that it may be of, as far as the actor may see them; `unseen`: how many others."""

    delivery: int
    number: int
    system: str
    entity: str
    name: str
    received: Instant
    candidates: tuple[Candidate, ...]
    fields: tuple[Said, ...]
    unseen: int


@use_case(Verb.SEE_REVIEW)
def queue(actor: Actor, *, count: int = 50) -> list[Entry]:
    """Rows that may be of a record of the actor's area, the oldest first."""
    if not may_join(actor):
        return []
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    found = store.of_area(where_of(actor), count=count)
    readers = Readers(catalogue)
    known = store.candidates(id for row in found for id in row.alike)
    entries: list[Entry] = []
    for row in found:
        entity, values = readers.read(row)
        there = {known[id].id: known[id] for id in row.alike if id in known}
        seen = [one for one in there.values() if eyes.covers(Record(one.id, entity, 1, area=one.area))]
        entries.append(
            Entry(
                delivery=row.delivery,
                number=row.number,
                system=row.system,
                name=_name(eyes, catalogue, entity, values),
                received=row.received,
                alike=tuple((one.id, eyes.name(catalogue, entity, one.name)) for one in seen),
            )
        )
    return entries


@use_case(Verb.SEE_REVIEW)
def see(actor: Actor, delivery: int, number: int) -> RowCase:
    """One row beside the records that it may be of.

    :raises NotThere: there is none for this actor; NotWaiting: somebody has settled it
    """
    catalogue, eyes = standard.present(), sights.eyes_of(actor)
    row, led = _find(actor, eyes, delivery, number)
    seen = [record for record in led if eyes.covers(record)]
    entity, values = Readers(catalogue).read(row)
    held = [records.known(record, catalogue) for record in seen]
    return RowCase(
        delivery=row.delivery,
        number=row.number,
        system=row.system,
        entity=entity,
        name=_name(eyes, catalogue, entity, values),
        received=row.received,
        candidates=tuple(
            Candidate(one.id, eyes.name(catalogue, entity, records.name(one.id)), one.area) for one in seen
        ),
        fields=tuple(_beside(values, held, eyes, catalogue)),
        unseen=len(led) - len(seen),
    )


@use_case(Verb.SETTLE)
def settle(actor: Actor, delivery: int, number: int, record: str, *, now: Instant) -> str:
    """The row is of this record, or ('') of somebody new: it is merged now.

    :param record: one of those that it may be
    :returns: the record that it was merged into
    :raises NotThere: there is no such row for this actor, or it cannot be of this record; NotWaiting: it is settled
    """
    eyes = sights.eyes_of(actor)
    row, led = _find(actor, eyes, delivery, number)
    if record and record not in [one.id for one in led if eyes.covers(one)]:
        raise NotThere()
    outcome = systems.settle_waiting(actor, row.delivery, row.number, record, now=now)
    audit.remember(delivery=delivery, row=number, ruling="found" if record else "new")
    return str(outcome.record_id)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The rows that wait, with the names that they are told in."""

    entries: list[Entry]
    names: Names


@dataclass(frozen=True, slots=True)
class CasePage:
    """One of them."""

    case: RowCase
    names: Names


@use_case(Verb.SEE_REVIEW)
def open_queue(actor: Actor) -> QueuePage:
    """The queue for its page."""
    return QueuePage(queue(actor), names_of())


@use_case(Verb.SEE_REVIEW)
def open_case(actor: Actor, delivery: int, number: int) -> CasePage:
    """One row for its page."""
    return CasePage(see(actor, delivery, number), names_of())


class Readers:
    """Reads rows as they would be merged: by the mappings of their systems, dated and placed by their deliveries."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.places = catalogue, places.present()
        self._of: dict[int, Reader] = {}

    def read(self, row: WaitingRow) -> tuple[str, Mapping[str, Value]]:
        """The kind of the row's own record, and what the row says of it in our own words."""
        if row.delivery not in self._of:
            system = system_store.find(row.system)
            if system is None:
                raise NotThere()
            mapping = system_store.mapping_of(system, self.catalogue)
            self._of[row.delivery] = Reader(mapping, self.catalogue, self.places, row.as_at, row.received, row.area)
        reader = self._of[row.delivery]
        entity = reader.mapping.entity
        return entity, reader.read(row.number, row.cells).parts.get(entity, {})


def _find(actor: Actor, eyes: Eyes, delivery: int, number: int) -> tuple[WaitingRow, list[Record]]:
    """A row, one of whose candidates at least is there for the actor, and all of them; see `_led`."""
    row = store.find(delivery, number) if may_join(actor) else None
    if row is None:
        if may_join(actor) and store.is_there(delivery, number):
            raise NotWaiting()
        raise NotThere()
    led = _led(row.alike)
    if not any(eyes.covers(record) for record in led):
        raise NotThere()
    return row, led


def _led(ids: Iterable[str]) -> list[Record]:
    """The records that these ids lead to, each once."""
    found = (records.led_to(id) for id in ids)
    return list({record.id: record for record in found if record is not None}.values())


def _name(eyes: Eyes, catalogue: Catalogue, entity: str, values: Mapping[str, Value]) -> str:
    return eyes.name(catalogue, entity, records.name_of(catalogue.entity(entity), values))


def _beside(
    values: Mapping[str, Value], held: list[dict[str, Value]], eyes: Eyes, catalogue: Catalogue
) -> Iterable[Said]:
    for field in catalogue.fields.values():
        code = field.code
        if code not in values or eyes.of(field) is Sight.NOT:
            continue
        yield Said(
            field=field,
            row=eyes.look(field, values[code]),
            held=tuple(eyes.look(field, one.get(code, ABSENT)) for one in held),
            differs=tuple(code in one and not alike(one[code], values[code]) for one in held),
        )
