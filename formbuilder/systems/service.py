"""What people do with the systems of departments: see which there are, and bring in those of the standard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from formbuilder import audit
from formbuilder.areas import store as areas
from formbuilder.catalogue import store as standard
from formbuilder.dispatch import settle
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import AreaUnknown, NotThere
from formbuilder.records import saving
from formbuilder.systems import deliveries, store
from formbuilder.systems.deliveries import Delivery, ToldRow
from formbuilder.systems.places import AreaPlaces
from formbuilder.systems.receiving import exchanged
from formbuilder.systems.receiving.merging import Batch
from formbuilder.systems.receiving.problems import NoSuchDay, NotWaiting, ReadElsewhere
from formbuilder.systems.receiving.reading import Reader
from formbuilder.systems.receiving.rows import Outcome, Row, Sent, State, counted
from formbuilder.systems.rights import mine
from formbuilder.systems.store import System
from formbuilder.use_case import use_case
from metadata import mappings
from metadata.problems import Problem
from metadata.stamps import Instant


@use_case(Verb.SEE_SYSTEMS)
def every(actor: Actor) -> list[System]:
    """All systems that the actor may know of: a token only its own, everyone else all."""
    found = store.all_systems()
    return [s for s in found if s.code == actor.system] if actor.role is Role.INTEGRATOR else found


@use_case(Verb.SEE_SYSTEMS)
def see(actor: Actor, code: str) -> System:
    """One system.

    :raises NotThere: there is none, or the token is another system's
    """
    found = store.find(code)
    if found is None or (actor.role is Role.INTEGRATOR and code != actor.system):
        raise NotThere()
    return found


@use_case(Verb.MANAGE_SYSTEMS)
def load_shipped(actor: Actor, *, now: Instant) -> int:
    """Fill the tables with the systems of the standard and their mappings; those that are there stay as they are.

    :returns: how many are shipped
    """
    store.put(store.shipped())
    approved = [_approve(system, actor, now) for system in store.all_systems() if not system.mapping_version]
    audit.remember(subject="systems", count=len(store.shipped()), approved=sum(approved))
    return len(store.shipped())


def _approve(system: System, actor: Actor, now: Instant) -> bool:
    mapping = mappings.shipped().get(system.code)
    if mapping is not None:
        store.approve(mapping, system, by=actor.who, at=now)
    return mapping is not None


@use_case(Verb.MANAGE_SYSTEMS)
def add(actor: Actor, systems: Sequence[System]) -> None:
    """Systems as values, for a demo that has its own; those that are there stay as they are."""
    store.put(systems)
    audit.remember(subject="systems", count=len(systems))


@use_case(Verb.IMPORT_ROWS)
def begin(actor: Actor, code: str, *, name: str, digest: str, as_at: str, now: Instant, area: str = "") -> Delivery:
    """A table of a system is to be read. The same file, as of the same day, through the same mapping, goes on where it
    was; where it was read to its end, it says so.

    :param as_at: the day that the table shows, YYYY-MM-DD; '' today
    :param area: the area that it is of, in which names of grids are looked up; '' everywhere
    :raises NotThere: the system is not the actor's; NoSuchDay: `as_at` is no day, or one that is still to come
    :raises AreaUnknown: there is no such area
    """
    system, today = mine(actor, code), settle.today(now)
    day = as_at or today
    try:
        told = date.fromisoformat(day).isoformat()
    except ValueError:
        raise NoSuchDay(at="as_at") from None
    if told > today:
        raise NoSuchDay(at="as_at")
    if area and not areas.known(area):
        raise AreaUnknown(at="area", area=area[:32])
    if (before := deliveries.same(code, digest, told, area, system.mapping_version)) is not None:
        audit.nothing_happened()
        return before
    audit.remember(subject=f"system:{code}", as_at=told)
    return deliveries.begin(
        code,
        name=name,
        digest=digest,
        as_at=told,
        area=area,
        who=actor.who,
        mapping_version=system.mapping_version,
        received=now,
    )


@use_case(Verb.READ_ROWS)
def read(
    actor: Actor, delivery: Delivery, rows: Sequence[tuple[int, Mapping[str, Any]]], *, now: Instant, entity: str = ""
) -> list[Row]:
    """Rows in our own words: what can be read without anybody waiting for it.

    :param entity: of the rows, where a system without a mapping speaks of another kind than its own
    """
    system = mine(actor, delivery.system)
    catalogue = standard.present()
    mapping = store.mapping_of(system, catalogue, entity=entity)
    reader = Reader(mapping, catalogue, AreaPlaces(), delivery.as_at, now, delivery.area)
    return [reader.read(number, cells) for number, cells in rows]


@use_case(Verb.IMPORT_ROWS)
def take(
    actor: Actor, delivery: Delivery, rows: Sequence[Row], *, now: Instant, last: bool = False, entity: str = ""
) -> tuple[Delivery, list[Outcome]]:
    """Merge rows that were read: all or none, with how far the delivery was read (R14, R22a).

    :param delivery: as it stood before these rows
    :param last: no more rows will come
    :returns: the delivery as it stands now, and what became of each row
    :raises ReadElsewhere: somebody else has read on in this delivery meanwhile
    """
    system = mine(actor, delivery.system)
    stands = deliveries.find(delivery.id, lock=True)
    if stands is None or (stands.rows, stands.state) != (delivery.rows, deliveries.RUNNING):
        raise ReadElsewhere()
    catalogue = standard.present()
    mapping = store.mapping_of(system, catalogue, entity=entity)
    batch = Batch(system, mapping, catalogue, AreaPlaces(), now, delivery.id)
    outcomes = _merge(batch, rows)
    counts = counted(stands.counts, outcomes)
    after = replace(
        stands,
        rows=max([stands.rows, *(row.number for row in rows)]),
        state=deliveries.DONE if last else deliveries.RUNNING,
        counts=counts,
    )
    deliveries.advance(after, rows=after.rows, state=after.state, counts=counts)
    audit.remember(
        subject=f"system:{system.code}",
        delivery=delivery.id,
        rows=len(rows),
        written=sum(outcome.counts.get("written", 0) for outcome in outcomes),
        new=sum(outcome.new for outcome in outcomes),
    )
    return after, outcomes


@use_case(Verb.IMPORT_ROWS)
def refuse(actor: Actor, delivery: Delivery, problem: Problem) -> None:
    """The file of a delivery turned out broken: what was read of it stays, and nobody waits for the rest.

    :param delivery: as it stands; nothing happens if somebody else has read on in it meanwhile
    :param problem: what is wrong with the file, told of the row behind the last one that was read
    """
    mine(actor, delivery.system)
    if deliveries.find(delivery.id, lock=True) != delivery:
        audit.nothing_happened()
        return
    deliveries.refuse(delivery, problem)
    audit.remember(subject=f"system:{delivery.system}", delivery=delivery.id, rows=delivery.rows, refused=problem.code)


def _merge(batch: Batch, rows: Sequence[Row]) -> list[Outcome]:
    outcomes = batch.merge(rows)
    saving.save_all(batch.changes, now=batch.now, catalogue=batch.catalogue)
    exchanged.drop(batch.system.code, batch.dropped)
    exchanged.keep(batch.system.code, batch.kept.values(), received=batch.now)
    exchanged.came_again(batch.system.code, batch.again, received=batch.now)
    told = [
        (row, outcome)
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.changed or outcome.state is not State.MERGED
    ]
    if batch.delivery:
        deliveries.keep(batch.delivery, told)
    return outcomes


@use_case(Verb.WRITE_ROWS)
def send(actor: Actor, rows: Sequence[Sent], *, now: Instant) -> list[Outcome]:
    """Rows of the actor's system in our own words, each with its own date, merged at once (R16, R19, R22).

    :returns: one outcome a row, in order
    """
    system, catalogue, places = mine(actor, actor.system), standard.present(), AreaPlaces()
    outcomes: dict[int, Outcome] = {}
    numbered = list(enumerate(rows))
    for entity in dict.fromkeys(row.entity or system.entity for row in rows):
        mapping = store.own_mapping(system, catalogue, entity)
        reader = Reader(mapping, catalogue, places, settle.today(now), now)
        batch = Batch(system, mapping, catalogue, places, now)
        read_rows = [
            reader.read_own(number, row) for number, row in numbered if (row.entity or system.entity) == entity
        ]
        outcomes.update((outcome.number, outcome) for outcome in _merge(batch, read_rows))
    audit.remember(
        subject=f"system:{system.code}",
        rows=len(rows),
        written=sum(outcome.counts.get("written", 0) for outcome in outcomes.values()),
        new=sum(outcome.new for outcome in outcomes.values()),
    )
    return [outcomes[number] for number in range(len(rows))]


@use_case(Verb.SETTLE)
def settle_waiting(actor: Actor, delivery: int, number: int, record: str, *, now: Instant) -> Outcome:
    """A row that waited is of this record, or ('') of somebody new: it is merged now (R22a).

    :raises NotThere: there is no such row, or it is not the actor's to settle; NotWaiting: somebody has settled it
    """
    stands, kept = deliveries.find(delivery, lock=True), deliveries.row(delivery, number)
    system = store.find(stands.system) if stands else None
    if stands is None or kept is None or system is None:
        raise NotThere()
    if kept.state != State.WAITING:
        raise NotWaiting()
    catalogue, places = standard.present(), AreaPlaces()
    mapping = store.mapping_of(system, catalogue)
    read_again = Reader(mapping, catalogue, places, stands.as_at, stands.received, stands.area).read(number, kept.cells)
    [outcome] = _merge(Batch(system, mapping, catalogue, places, now), [replace(read_again, meant=record)])
    deliveries.keep(delivery, [(read_again, outcome)])
    audit.remember(subject=outcome.record_id, delivery=delivery, row=number, new=outcome.new)
    return outcome


@use_case(Verb.SEE_DELIVERIES)
def delivered(actor: Actor, code: str, *, count: int = 20) -> list[Delivery]:
    """The latest deliveries of a system, the newest first."""
    mine(actor, code)
    return deliveries.of_system(code, count)


@use_case(Verb.SEE_DELIVERIES)
def delivery(actor: Actor, number: int) -> Delivery:
    """One delivery, with how far it was read.

    :raises NotThere: there is none, or it is of a system that the actor does not see into
    """
    found = deliveries.find(number)
    if found is None:
        raise NotThere()
    mine(actor, found.system)
    return found


@use_case(Verb.SEE_DELIVERIES)
def told(actor: Actor, number: int, *, after: int = 0, count: int = 100) -> list[ToldRow]:
    """Rows of a delivery of which something must be told, in their order, after a number already seen: cells in clear,
    so only for the system itself and its own department.
    """
    delivery(actor, number)
    return deliveries.told(number, after=after, count=count)
