"""How each system stands: what it brings, what it last brought, what of it waits. Numbers, never a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder.areas import store as areas
from formbuilder.areas.store import Area
from formbuilder.db import Statement
from formbuilder.permissions import Actor, Verb
from formbuilder.problems import NotThere
from formbuilder.systems import deliveries, service, store
from formbuilder.systems.deliveries import Delivery
from formbuilder.systems.rights import mine, sees_into
from formbuilder.systems.store import System
from formbuilder.use_case import use_case
from metadata.mappings import SystemMapping

#: Digits of the code of a street, of a community.
STREET, COMMUNITY = 9, 12
#: Deliveries that a system's page shows.
SHOWN = 20

_covered = Statement(
    "select system, count(*) from system_row where record_id = main and not gone group by system",
)
_covered_by = Statement(
    "select count(*) from system_row where system = :system and record_id = main and not gone",
)
_waiting = Statement(
    "select d.system, count(*) from delivery_row r join delivery d on d.id = r.delivery"
    " where r.state = 'waiting' group by d.system"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A system in numbers. `covered`: its rows here; `waiting`: rows of which nobody has said yet whose they are;
    `open`: its page may be seen.
    """

    system: System
    mapping: SystemMapping
    covered: int
    waiting: int
    last: Delivery | None
    open: bool


@use_case(Verb.SEE_SYSTEMS)
def mapping(actor: Actor, code: str) -> SystemMapping:
    """What the columns of a system mean.

    :raises NotThere: there is no such system for this actor
    """
    return store.mapping_of(service.see(actor, code))


@use_case(Verb.SEE_DELIVERIES)
def own(actor: Actor, code: str) -> SystemMapping:
    """The mapping of a system whose tables the actor brings in and takes out.

    :raises NotThere: the system is not the actor's
    """
    return store.mapping_of(mine(actor, code))


@use_case(Verb.SEE_SYSTEMS)
def areas_of(actor: Actor, mapping: SystemMapping) -> list[Area]:
    """The streets and communities that a table may be of, where that matters: where its cells name grids or
    communities, of which several may be called alike.
    """
    named = any(m.transform == "place_name" and m.args in ("grid", "community") for m in mapping.columns)
    if not named:
        return []
    return [area for code, area in sorted(areas.names().items()) if STREET <= len(code) <= COMMUNITY]


@use_case(Verb.SEE_SYSTEMS)
def every(actor: Actor) -> list[Standing]:
    """All systems that the actor may know of, in numbers: four statements, however many there are."""
    covered = {str(system): int(count) for system, count in _covered.rows()}
    waiting = {str(system): int(count) for system, count in _waiting.rows()}
    latest = deliveries.latest()
    return [_standing(actor, system, covered, waiting, latest) for system in service.every(actor)]


def _standing(
    actor: Actor,
    system: System,
    covered: Mapping[str, int],
    waiting: Mapping[str, int],
    latest: Mapping[str, Delivery],
) -> Standing:
    return Standing(
        system=system,
        mapping=store.mapping_of(system),
        covered=covered.get(system.code, 0),
        waiting=waiting.get(system.code, 0),
        last=latest.get(system.code),
        open=sees_into(actor, system),
    )


@use_case(Verb.SEE_SYSTEMS)
def one(actor: Actor, code: str) -> tuple[Standing, list[Delivery]]:
    """One system in numbers, with its latest deliveries, the newest first.

    :raises NotThere: there is no such system, or the actor only sees that it is there
    """
    system = service.see(actor, code)
    if not sees_into(actor, system):
        raise NotThere()
    brought = deliveries.of_system(code, SHOWN)
    row = _covered_by.row(system=code)
    covered, latest = {code: int(row[0]) if row else 0}, {code: brought[0]} if brought else {}
    waiting = {str(found): int(count) for found, count in _waiting.rows()}
    return _standing(actor, system, covered, waiting, latest), brought


@use_case(Verb.SEE_SYSTEMS)
def delivery(actor: Actor, code: str, number: int) -> Delivery:
    """One delivery of a system, with how far it was read.

    :raises NotThere: there is none, or the actor only sees that the system is there
    """
    found = deliveries.find(number)
    if found is None or found.system != code or not sees_into(actor, service.see(actor, code)):
        raise NotThere()
    return found
