"""A review settles an open claim: the fact stands, the claim is taken, or it waits elsewhere (R16, R17)."""

from collections.abc import Callable, Collection

from metadata.catalogue import Catalogue
from metadata.delivery import Delivery, Merged
from metadata.problems import (
    ClaimClosed,
    NothingToTake,
)
from metadata.records import (
    CHANGE,
    CONFIRM,
    RULING,
    TO_DOOR,
    TO_OWNER,
    UNKNOWN,
    WRONG,
    Claim,
    Fact,
    Key,
    OpenClaim,
    Record,
    Ruling,
    Verdict,
)
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, Value


def rule(
    record: Record,
    claim_id: str,
    ruling: Ruling,
    *,
    shown: int,
    catalogue: Catalogue,
    source: str,
    by: str,
    received: Instant,
    ids: Callable[[], str],
    owner: bool = False,
    note: str = "",
    taken: Collection[Key] = (),
) -> Merged:
    """The record after a review settled an open claim; bound fields are settled as one (R2a).

    *keep*: the fact stands. *take*: the claim is written, verified when it was observed, not now. Both close all open
    claims of the field that the reviewer was shown, but proposals only where the owner rules: they wait for the owner.
    *ask again*: it waits for the next door. *owner*: it waits for the owner.

    :param shown: revision that the reviewer's page showed
    :param owner: the reviewer speaks for the field's owning department (R17)
    :raises ClaimClosed: it is open no more
    :raises NothingToTake: it confirmed a value that nobody can name any more
    """
    found = next((claim for claim in record.open_claims if claim.id == claim_id), None)
    if found is None:
        raise ClaimClosed()
    delivery = Delivery(record, catalogue, ids, shown=shown, received=received, taken=taken, owner_rules=owner)
    said = Span(received, received)
    mine = [claim for claim in record.open_claims if _as_one(claim, found, catalogue)]
    claims = []
    for claim in mine:
        field = catalogue.field(claim.field)
        fact = record.facts.get(claim.field)
        verdict, value, observed = _ruled(ruling, claim, fact, said)
        claims.append(
            Claim(
                field=claim.field,
                verdict=verdict,
                value=value,
                observed=observed,
                source=source,
                by=by,
                through=RULING,
                received=received,
                field_version=claim.field_version if ruling is Ruling.TAKE else field.version,
                saw=fact is None or fact.changed <= shown,
                owner=owner,
                note=note,
                said=said,
            )
        )
    delivery.take(claims, closing=tuple(claim.id for claim in mine))
    if ruling is Ruling.ASK_AGAIN or ruling is Ruling.OWNER:
        for claim in mine:
            delivery.wait_anew(claim, TO_DOOR if ruling is Ruling.ASK_AGAIN else TO_OWNER)
    return delivery.merged({})


def _ruled(ruling: Ruling, claim: OpenClaim, fact: Fact | None, said: Span) -> tuple[Verdict, Value | Absent, Span]:
    """A ruling as the claim that it makes: verdict, value, and when that was observed."""
    if ruling is Ruling.TAKE:
        if claim.value is ABSENT and claim.verdict is not WRONG:
            raise NothingToTake()
        verdict = CHANGE if claim.verdict is CONFIRM else claim.verdict
        return verdict, claim.value, claim.observed
    if ruling is Ruling.KEEP and fact is not None and fact.held:
        return CONFIRM, fact.value, fact.verified
    if ruling is Ruling.KEEP and fact is not None and fact.withdrawn:
        return WRONG, ABSENT, fact.verified
    return UNKNOWN, ABSENT, said


def _as_one(claim: OpenClaim, found: OpenClaim, catalogue: Catalogue) -> bool:
    """It is the claim that is ruled on, or came with it on a field bound to it."""
    if claim.id == found.id:
        return True
    return (
        claim.field in catalogue.field(found.field).bound_with
        and (claim.opened, claim.source, claim.by, claim.number) == (found.opened, found.source, found.by, found.number)
        and claim.route is found.route
    )
