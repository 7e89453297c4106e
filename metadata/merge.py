"""Table M: what a claim does to the fact that is held; the one place where facts change (R16)."""

from dataclasses import replace

from metadata.records import (
    ANSWERED,
    BESIDE,
    CONFIRM,
    NOTHING,
    OPEN,
    PROPOSAL,
    TO_DOOR,
    TO_OWNER,
    TO_REVIEW,
    UNKNOWN,
    VERIFIED,
    VISIT,
    WRITTEN,
    Claim,
    Effect,
    Fact,
    Verdict,
)
from metadata.stamps import Span, forward
from metadata.values import ABSENT

#: The stamp of what nobody has verified: older than any limit, and than anything that is said.
NEVER = Span(None, 0)

#: Every effect that the table knows, made once: judging allocates nothing.
M1_NOTHING = Effect(NOTHING, "M1")
M1_VERIFIED = Effect(VERIFIED, "M1")
M2 = Effect(BESIDE, "M2")
M3 = Effect(ANSWERED, "M3")
M4 = Effect(VERIFIED, "M4")
M5_REVIEW = Effect(OPEN, "M5", TO_REVIEW)
M5_OWNER = Effect(PROPOSAL, "M5", TO_OWNER)
M6 = Effect(WRITTEN, "M6")
M7 = Effect(BESIDE, "M7")
M8 = Effect(WRITTEN, "M8")
M8_PROPOSAL = Effect(PROPOSAL, "M8", TO_OWNER)  # of the value that the owner displaced
M9_PERSON = Effect(PROPOSAL, "M9", TO_OWNER)
M9_ROW = Effect(BESIDE, "M9")
M10 = Effect(WRITTEN, "M10")
M11_LESS = Effect(BESIDE, "M11")
M11_MORE = Effect(WRITTEN, "M11")
M12 = Effect(BESIDE, "M12")
M13 = Effect(WRITTEN, "M13")
M14 = Effect(OPEN, "M14", TO_REVIEW)
M15 = Effect(WRITTEN, "M15")
M16 = Effect(OPEN, "M16", TO_DOOR)
M17 = Effect(OPEN, "M17", TO_DOOR)
M18 = Effect(BESIDE, "M18")


def judge(claim: Claim, fact: Fact | None, *, authoritative: bool) -> Effect:
    """What a claim does to the fact that is held: the first line of table M that fits (R16).

    Knows nothing of records, tables or time zones: two spans are compared, two values, and who spoke.
    A value that a person withdrew (*wrong*) is a person's word like a value: whoever has not seen that it was withdrawn
    does not bring one back. So 'holds nothing' (M6) means that nothing was ever said.

    :param authoritative: only its owner changes the field, once the owner has spoken (R17)
    """
    held = fact if fact is not None and (fact.value is not ABSENT or fact.person) else None
    if claim.is_row and (claim.repeats or claim.value is ABSENT):
        return M1_VERIFIED if _renews(claim, held) else M1_NOTHING
    if claim.superseded:
        return M2
    if claim.verdict is UNKNOWN:
        return M3
    if _same(claim, held):
        return M4
    if claim.verdict is CONFIRM and not _takes_back(claim):
        return M5_OWNER if authoritative and held is not None and held.owner_spoke else M5_REVIEW
    if held is None:
        return M6
    if authoritative and claim.owner:
        return M7 if held.owner_spoke and claim.spoken.earlier_than(held.owner_spoke) else M8
    if authoritative and held.owner_spoke:
        return M9_ROW if claim.is_row else M9_PERSON
    if not claim.is_row and (claim.saw or claim.own_words):
        return M10
    if claim.is_row and (claim.coarser or claim.finer):
        return M11_LESS if claim.coarser else M11_MORE
    if claim.observed.earlier_than(held.verified):
        return M12
    later = claim.observed.later_than(held.verified)
    if not claim.is_row:
        return M13 if later and not held.person else M14
    if not held.person:
        return M15 if later else M16
    return M17 if later else M18


def _same(claim: Claim, held: Fact | None) -> bool:
    """It says what is held: the same value, a confirm of it, or *wrong* of what is not held anyway."""
    if claim.verdict is CONFIRM:
        return held is not None and held.held and (claim.saw or claim.value == held.value)
    return claim.value == (held.value if held else ABSENT)


def _takes_back(claim: Claim) -> bool:
    """The holder of a ticket changed the value and now confirms, under the same ticket, what the page had shown."""
    return claim.own_words and claim.value is not ABSENT


def _renews(claim: Claim, held: Fact | None) -> bool:
    """M1: an unchanged cell stands for the fact anew: it agrees, has a later date of its own, is not our own echo."""
    if held is None or claim.value is ABSENT or claim.ours or not claim.dated:
        return False
    return (claim.value == held.value or claim.coarser) and claim.observed.later_than(held.verified)


def displaced(claim: Claim, fact: Fact | None) -> bool:
    """M8: the owner's word takes the place of a value that a person gave or confirmed, and that is not earlier."""
    return fact is not None and fact.held and fact.person and not fact.verified.earlier_than(claim.spoken)


def apply(claim: Claim, fact: Fact | None, effect: Effect, revision: int) -> Fact | None:
    """The fact after a claim: written, verified forward, answered, or as it was.

    The open claims are not counted here: `open` and `proposals` stay as they are.

    :param effect: what `judge` said, or a bound field made of it
    :param revision: the record's, that this delivery makes; becomes `changed` where the value changes
    :returns: None where still nothing is said of the field
    """
    if effect.outcome is NOTHING:
        return fact
    if effect.outcome is WRITTEN:
        return _written(claim, fact, effect, revision)
    if effect.outcome is VERIFIED and fact is not None and (fact.held or fact.person):
        return _stood_for(claim, fact)
    if claim.through is VISIT or effect.route is not None:
        return _answered(claim, fact or _nothing(claim))
    return fact


def _written(claim: Claim, fact: Fact | None, effect: Effect, revision: int) -> Fact:
    """The claim holds now. What says more and agrees (M11) keeps who vouched for the rest, and the later verified."""
    finer = effect.line == "M11" and fact is not None
    person = not claim.is_row
    answered, verdict = _answer(claim, fact)
    return Fact(
        value=claim.value,
        field_version=claim.field_version,
        source=claim.source,
        by=claim.by,
        through=claim.through,
        received=claim.received,
        observed=claim.observed,
        verified=forward(fact.verified, claim.observed) if finer and fact else claim.observed,
        changed=revision,
        person=person or (finer and fact is not None and fact.person),
        answered=answered,
        verdict=verdict,
        ticket=claim.ticket,
        number=claim.number,
        owner_spoke=claim.spoken if claim.owner else fact.owner_spoke if finer and fact else None,
        open=fact.open if fact else 0,
        proposals=fact.proposals if fact else 0,
        conforms=claim.conforms,
        shown=claim.shown,
        vouched=claim.by if person else fact.vouched if finer and fact else "",
    )


def _stood_for(claim: Claim, fact: Fact) -> Fact:
    """The value stays; the claim stands for it: verified forward, a person's from now on if a person confirms it."""
    person = not claim.is_row
    verified = forward(fact.verified, claim.observed)
    answered, verdict = _answer(claim, fact)
    mine = not person or (claim.ticket != "" and claim.ticket == fact.ticket)
    return Fact(
        value=fact.value,
        field_version=fact.field_version,
        source=fact.source,
        by=fact.by,
        through=fact.through,
        received=fact.received,
        observed=fact.observed,
        verified=verified,
        changed=fact.changed,
        person=fact.person or person,
        answered=answered,
        verdict=verdict,
        # Words that another person has confirmed are no longer one ticket's own, to be replaced unseen.
        ticket=fact.ticket if mine else "",
        number=max(fact.number, claim.number) if mine else 0,
        owner_spoke=_word(fact.owner_spoke, claim.spoken) if claim.owner else fact.owner_spoke,
        open=fact.open,
        proposals=fact.proposals,
        conforms=fact.conforms,
        shown=fact.shown if verified is fact.verified else claim.shown,
        vouched=claim.by if person else fact.vouched,
    )


def _answered(claim: Claim, fact: Fact) -> Fact:
    """Only the answer counts: the value and its stamps stay."""
    answered, verdict = _answer(claim, fact)
    if answered == fact.answered and verdict == fact.verdict:
        return fact
    return replace(fact, answered=answered, verdict=verdict)


def _nothing(claim: Claim) -> Fact:
    """A fact without a value, to remember that a visit answered, or that a claim is open."""
    return Fact(
        value=ABSENT,
        field_version=claim.field_version,
        source=claim.source,
        by=claim.by,
        through=claim.through,
        received=claim.received,
        observed=NEVER,
        verified=NEVER,
        changed=0,
        person=False,
    )


def _answer(claim: Claim, fact: Fact | None) -> tuple[int | None, Verdict | None]:
    """When a visit last answered and what: the beginning of its span, the only time at which its page surely stood.

    An offline page that comes back after a task was sent has not answered that task: it was composed before.
    """
    before, verdict = (fact.answered, fact.verdict) if fact else (None, None)
    if claim.through is not VISIT or claim.observed.begin is None:
        return before, verdict
    if before is None or claim.observed.begin >= before:
        return claim.observed.begin, verdict if claim.superseded else claim.verdict
    return before, verdict


def _word(before: Span | None, spoken: Span) -> Span:
    """The owner's own last word, moved forward."""
    return spoken if before is None else forward(before, spoken)
