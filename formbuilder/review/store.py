"""The queue of what people must settle: claims that wait for review or for an owner, and answers that were parked."""

from dataclasses import dataclass

from formbuilder.db import Statement, from_json
from formbuilder.permissions import Actor, Role, sees_placeless
from metadata import documents
from metadata.records import OpenClaim
from metadata.stamps import Instant
from metadata.values import Absent, JSONObject, Value

_CLAIMS = (
    "select c.record_id, c.id, c.received, c.claim, r.entity, r.name, r.area_code, r.data, r.facts"
    " from open_claim c join record r on r.id = c.record_id"
)
#: A secretary settles what was routed to review in its own area.
_of_area = Statement(
    f"{_CLAIMS} where c.closed_by = '' and c.route = 'review'"
    " and (c.area_code >= :area and c.area_code < :area_end or c.area_code = :placeless)"
    " and (c.received, c.id) > (:received, :after) order by c.received, c.id limit :count"
)
#: A department settles proposals to its own fields, wherever they are.
_of_owner = Statement(
    f"{_CLAIMS} where c.closed_by = '' and c.route = 'proposal' and c.owner = :owner"
    " and (c.received, c.id) > (:received, :after) order by c.received, c.id limit :count"
)
_claim = Statement("select record_id, route, owner, closed_by from open_claim where id = :id")
#: Of a new record of which nothing could be written there is only what was parked.
_PARKED = (
    "select p.record_id, p.id, p.field, p.answer, p.reason, p.received, coalesce(r.entity, ''), coalesce(r.name, ''),"
    " coalesce(r.area_code, p.area_code) from parked p left join record r on r.id = p.record_id"
)
_parked = Statement(
    f"{_PARKED} where p.settled is null"
    " and (p.area_code >= :area and p.area_code < :area_end or p.area_code = :placeless)"
    " order by p.received, p.id limit :count"
)
_parked_one = Statement(f"{_PARKED} where p.id = :id and p.settled is null")
_settle_parked = Statement("update parked set settled = :now where id = :id and settled is null")
_counts = Statement(
    "select count(*), min(received) from open_claim where closed_by = '' and route = 'review'"
    " and (area_code >= :area and area_code < :area_end or area_code = :placeless)"
)
_owner_counts = Statement(
    "select count(*), min(received) from open_claim where closed_by = '' and route = 'proposal' and owner = :owner"
)
_parked_counts = Statement(
    "select count(*), min(received) from parked where settled is null"
    " and (area_code >= :area and area_code < :area_end or area_code = :placeless)"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One claim of the queue, beside what holds, still unmasked: only `review.service` reads it."""

    record: str
    claim: OpenClaim
    entity: str
    name: str
    area: str
    held: Value | Absent


@dataclass(frozen=True, slots=True)
class ParkedAnswer:
    """An answer that could not be merged, with the code of its reason."""

    record: str
    id: str
    field: str
    answer: JSONObject
    reason: str
    received: Instant
    entity: str
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait, and since when the oldest does."""

    number: int
    oldest: Instant | None


def claims(actor: Actor, *, after: tuple[Instant, str] = (0, ""), count: int = 50) -> list[Waiting]:
    """What waits for an actor's ruling, the oldest first. Whose rows they are stands in the query (R25)."""
    received, last = after
    if actor.role is Role.DEPARTMENT_ADMIN and actor.department:
        rows = _of_owner.rows(owner=actor.department, received=received, after=last, count=count)
    elif actor.role is Role.SECRETARY and actor.area:
        rows = _of_area.rows(**_where(actor), received=received, after=last, count=count)
    else:
        return []
    return [_waiting(*row) for row in rows]


def _waiting(
    record: str,
    _id: str,
    _received: Instant,
    claim: object,
    entity: str,
    name: str,
    area: str,
    data: object,
    facts: object,
) -> Waiting:
    waits = documents.open_claim_from(from_json(claim))
    stands = documents.record_from(id=record, entity=entity, revision=0, data=from_json(data), facts=from_json(facts))
    return Waiting(record, waits, entity, name, area, stands.held(waits.field))


def _where(actor: Actor) -> dict[str, str]:
    """A secretary's own area, and what has no place if that is the secretary's too (R12)."""
    placeless = "" if sees_placeless(actor) else actor.area
    return {"area": actor.area, "area_end": actor.area + "~", "placeless": placeless}


@dataclass(frozen=True, slots=True)
class Found:
    """Where a claim is, whom it waits for, and whether it still waits."""

    record: str
    route: str
    owner: str
    closed: bool


def claim(claim_id: str) -> Found | None:
    """Where a claim is, open or closed."""
    row = _claim.row(id=claim_id)
    return Found(row[0], row[1], row[2], row[3] != "") if row else None


def parked(actor: Actor, *, count: int = 50) -> list[ParkedAnswer]:
    """Parked answers of a secretary's area, the oldest first."""
    if actor.role is not Role.SECRETARY or not actor.area:
        return []
    rows = _parked.rows(**_where(actor), count=count)
    return [_read_parked(*row) for row in rows]


def parked_one(parked_id: str) -> ParkedAnswer | None:
    """One parked answer that nobody has settled."""
    row = _parked_one.row(id=parked_id)
    return _read_parked(*row) if row else None


def _read_parked(
    record: str,
    parked_id: str,
    field: str,
    answer: object,
    reason: str,
    received: Instant,
    entity: str,
    name: str,
    area: str,
) -> ParkedAnswer:
    return ParkedAnswer(record, parked_id, field, from_json(answer), reason, received, entity, name, area)


def settle_parked(parked_id: str, *, now: Instant) -> bool:
    """A parked answer has been dealt with; False if somebody was quicker."""
    return _settle_parked.run(id=parked_id, now=now) == 1


def count(actor: Actor) -> Count:
    """How many claims wait for an actor."""
    if actor.role is Role.DEPARTMENT_ADMIN and actor.department:
        row = _owner_counts.row(owner=actor.department)
    elif actor.role is Role.SECRETARY and actor.area:
        row = _counts.row(**_where(actor))
    else:
        row = None
    return Count(row[0], row[1]) if row else Count(0, None)


def count_parked(actor: Actor) -> Count:
    """How many parked answers wait for an actor."""
    if actor.role is not Role.SECRETARY or not actor.area:
        return Count(0, None)
    row = _parked_counts.row(**_where(actor))
    return Count(row[0], row[1]) if row else Count(0, None)
