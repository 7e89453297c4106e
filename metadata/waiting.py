"""Open claims: what waits for the next door, for review or for an owner, and when it is settled by itself (R16)."""

from collections.abc import Iterable
from dataclasses import replace

from metadata.records import (
    CHANGE,
    NONE,
    ROW,
    TO_OWNER,
    VISIT,
    WRONG,
    Claim,
    Fact,
    Line,
    OpenClaim,
)
from metadata.values import ABSENT


def equals(waiting: OpenClaim, fact: Fact | None) -> bool:
    """The open claim has come to say what is held."""
    if fact is None:
        return False
    if waiting.value is ABSENT:
        return waiting.verdict is WRONG and fact.withdrawn
    return waiting.value == fact.value


def counted(code: str, fact: Fact, claims: Iterable[OpenClaim]) -> Fact:
    """The fact with its open claims counted: conflicts, and proposals to the owner."""
    conflicts = proposals = 0
    for waiting in claims:
        if waiting.field == code:
            proposals += waiting.route is TO_OWNER
            conflicts += waiting.route is not TO_OWNER
    if (conflicts, proposals) == (fact.open, fact.proposals):
        return fact
    return replace(fact, open=conflicts, proposals=proposals)


def again(claim: Claim, fact: Fact) -> Claim:
    """The value that a person gave or confirmed, as the claim that it is now that the owner has displaced it (M8)."""
    return Claim(
        field=claim.field,
        verdict=NONE if fact.value is None else CHANGE,
        value=fact.value,
        observed=fact.verified,
        source=fact.source,
        by=fact.vouched or fact.by,
        through=VISIT if fact.through is ROW else fact.through,
        received=claim.received,
        field_version=fact.field_version,
        ticket=fact.ticket,
        number=fact.number,
    )


def waiting_of(line: Line, owner: str) -> OpenClaim:
    """The open claim that a line of history opens; it has the line's id."""
    claim = line.claim
    assert line.effect.route is not None
    return OpenClaim(
        id=line.id,
        field=claim.field,
        value=claim.value,
        verdict=claim.verdict,
        route=line.effect.route,
        owner=owner,
        opened=line.revision,
        source=claim.source,
        by=claim.by,
        through=claim.through,
        observed=claim.observed,
        received=claim.received,
        field_version=claim.field_version,
        ticket=claim.ticket,
        number=claim.number,
        note=claim.note,
    )
