"""One delivery (a submission, a row, a correction, a ruling) merged into a record: facts, claims, history (R16)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace

from metadata import keys, merge
from metadata.catalogue import Catalogue
from metadata.documents import changed_facts
from metadata.history import settled
from metadata.immutable import dataclass
from metadata.problems import Fault, Problem
from metadata.records import (
    ANSWERED,
    BESIDE,
    NOTHING,
    OPEN,
    PROPOSAL,
    ROW,
    TO_OWNER,
    TO_REVIEW,
    VERIFIED,
    WRITTEN,
    Claim,
    Effect,
    Fact,
    Key,
    Line,
    OpenClaim,
    Outcome,
    Record,
    Route,
)
from metadata.stamps import Instant
from metadata.waiting import again, counted, equals, waiting_of

#: Effects that hold a claim up, the strictest last: bound fields are merged as one, by the strictest (R2a).
_HELD_UP = (BESIDE, OPEN, PROPOSAL)
#: The line that a ruling bears which sends an open claim on, to wait elsewhere: it is none of table M.
SENT_ON = "R16"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a delivery made of a record. All its lines bear the record's new revision; without lines nothing changed.

    `closed`: open claim → the line that closed it. `changed`: fields whose value is another now.
    `key`: the new current key if it changed (None: it has none now, see `former`); `former`: what was current before.
    """

    record: Record
    lines: tuple[Line, ...] = ()
    opened: tuple[OpenClaim, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    parked: tuple[Fault, ...] = ()
    changed: frozenset[str] = frozenset()
    key: Key | None = None
    former: Key | None = None

    def count(self, outcome: Outcome) -> int:
        """How many of the delivery's claims had this effect."""
        return sum(line.effect.outcome is outcome for line in self.lines if not line.echo)

    @property
    def written(self) -> int:
        return self.count(WRITTEN)

    @property
    def verified(self) -> int:
        return self.count(VERIFIED)

    @property
    def open(self) -> int:
        return self.count(OPEN)

    @property
    def proposals(self) -> int:
        return self.count(PROPOSAL)

    @property
    def beside(self) -> int:
        return self.count(BESIDE)

    @property
    def answered(self) -> int:
        return self.count(ANSWERED)


class Delivery:
    """Collects what one delivery does to a record. Used once: `take` all claims, then `merged`."""

    def __init__(
        self,
        record: Record,
        catalogue: Catalogue,
        ids: Callable[[], str],
        *,
        shown: int | None,
        received: Instant,
        taken: Collection[Key] = (),
        owner_rules: bool = False,
        knew: Collection[str] = (),
    ) -> None:
        """`shown`: the revision that a person's page showed; None: a row, which was shown nothing.

        `knew`: open claims that it showed, although they were opened here later (on a record joined since, R19a).
        """
        self.record, self.catalogue, self.ids = record, catalogue, ids
        self.shown, self.received, self.taken, self.owner_rules = shown, received, taken, owner_rules
        self.knew = knew
        self.revision = record.revision + 1
        self.facts: dict[str, Fact] = {}
        self.open = record.open_claims
        self.lines: list[Line] = []
        self.opened: list[OpenClaim] = []
        self.closed: dict[str, str] = {}

    def take(self, claims: Sequence[Claim], *, closing: tuple[str, ...] = ()) -> None:
        """Judge the claims against the record as it is, bound ones as one, and apply them (R16).

        :param closing: open claims that a ruling settles, whatever else it was shown
        """
        found = [self._fact(claim.field) for claim in claims]
        effects = self._effects(claims, found)
        for claim, before, effect in zip(claims, found, effects, strict=True):
            if effect.outcome is not NOTHING:
                self._apply(claim, self.facts.get(claim.field) or before, effect, closing)

    def _fact(self, code: str) -> Fact | None:
        return self.facts.get(code) or self.record.facts.get(code)

    def _judged(self, claims: Sequence[Claim], found: Sequence[Fact | None]) -> list[Effect]:
        """What table M says of each claim by itself."""
        of = self.catalogue.field
        return [
            merge.judge(claim, fact, authoritative=of(claim.field).authoritative)
            for claim, fact in zip(claims, found, strict=True)
        ]

    def _effects(self, claims: Sequence[Claim], found: Sequence[Fact | None]) -> list[Effect]:
        effects = self._judged(claims, found)
        if self.open:
            for i, claim in enumerate(claims):
                if effects[i].outcome is OPEN and self._has_newer(claim):
                    effects[i] = Effect(BESIDE, effects[i].line)
        if len(claims) > 1:
            self._as_one(claims, effects)
        if self.taken:
            self._keep_keys_apart(claims, effects)
        return effects

    def _as_one(self, claims: Sequence[Claim], effects: list[Effect]) -> None:
        """R2a: where one of the bound fields is held up, none is written. One that agrees holds up nothing."""
        at = {claim.field: i for i, claim in enumerate(claims)}
        before = list(effects)
        for i, claim in enumerate(claims):
            if before[i].outcome is not WRITTEN:
                continue
            for other in self.catalogue.field(claim.field).bound_with:
                effect = before[at[other]] if other in at else None
                if effect and effect.outcome in _HELD_UP and effect != merge.M11_LESS:
                    effects[i] = _stricter(effects[i], effect)

    def _keep_keys_apart(self, claims: Sequence[Claim], effects: list[Effect]) -> None:
        """R19: a key that another record holds is a proposal to merge, never a write: review sees both."""
        entity = self.catalogue.entity(self.record.entity)
        values = {code: self.record.held(code) for code in entity.key}
        writes = [
            i
            for i, (claim, effect) in enumerate(zip(claims, effects, strict=True))
            if claim.field in values and effect.outcome is WRITTEN
        ]
        for i in writes:
            values[claims[i].field] = claims[i].value
        source = claims[writes[0]].source if writes else ""
        if keys.key_of(entity, values, area=self.record.area, source=source) in self.taken:
            for i in writes:
                effects[i] = Effect(OPEN, effects[i].line, TO_REVIEW)

    def _apply(self, claim: Claim, before: Fact | None, effect: Effect, closing: tuple[str, ...]) -> None:
        fact = merge.apply(claim, before, effect, self.revision)
        line = self.ids()
        closes: tuple[str, ...] = ()
        if self.open:
            closes = tuple(
                waiting.id
                for waiting in self.open
                if waiting.field == claim.field
                and (waiting.id in closing or self._closes(waiting, claim, effect, fact))
            )
        self._note(Line(line, claim, effect, self.revision, closes), fact)
        if before is not None and effect == merge.M8 and merge.displaced(claim, before):
            self._note(Line(self.ids(), again(claim, before), merge.M8_PROPOSAL, self.revision, (), True), fact)

    def wait_anew(self, waiting: OpenClaim, route: Route) -> None:
        """A ruling sends an open claim on: it was closed, and waits anew on another route."""
        outcome = PROPOSAL if route is TO_OWNER else OPEN
        claim = Claim(
            field=waiting.field,
            verdict=waiting.verdict,
            value=waiting.value,
            observed=waiting.observed,
            source=waiting.source,
            by=waiting.by,
            through=waiting.through,
            received=self.received,
            field_version=waiting.field_version,
            ticket=waiting.ticket,
            number=waiting.number,
            note=waiting.note,
        )
        effect = Effect(outcome, SENT_ON, route)
        self._note(Line(self.ids(), claim, effect, self.revision, (), True), self._fact(waiting.field))

    def _note(self, line: Line, fact: Fact | None) -> None:
        """Keep a line of history, what it opens and closes, and the fact with its open claims counted."""
        code = line.claim.field
        if line.closes:
            self.open = tuple(waiting for waiting in self.open if waiting.id not in line.closes)
            self.closed |= dict.fromkeys(line.closes, line.id)
        if line.effect.route is not None:
            waiting = waiting_of(line, self.catalogue.field(code).owner)
            self.open = (*self.open, waiting)
            self.opened.append(waiting)
        if fact is not None:
            waits = self.open or fact.open or fact.proposals
            self.facts[code] = counted(code, fact, self.open) if waits else fact
        self.lines.append(line)

    def _closes(self, waiting: OpenClaim, claim: Claim, effect: Effect, fact: Fact | None) -> bool:
        """A claim closes an open one: it equals the fact now; it is replaced by the same ticket or system; or a person
        who was shown it has answered. Proposals wait for the owner; *unknown* settles nothing."""
        if equals(waiting, fact):
            return True
        if claim.is_row:
            return (
                waiting.through is ROW
                and waiting.source == claim.source
                and (effect.outcome in _TAKEN or effect.route is not None or effect == merge.M11_LESS)
            )
        if claim.ticket and waiting.ticket == claim.ticket and waiting.number <= claim.number:
            return True
        if effect.outcome in (ANSWERED, BESIDE):
            return False
        if waiting.route is TO_OWNER and not self.owner_rules:
            return False
        return self.shown is not None and (waiting.opened <= self.shown or waiting.id in self.knew)

    def _has_newer(self, claim: Claim) -> bool:
        """The system already has an open claim on the field, of a later date: it stays, as its newest (R16)."""
        return claim.is_row and any(
            waiting.field == claim.field
            and waiting.through is ROW
            and waiting.source == claim.source
            and waiting.observed.later_than(claim.observed)
            for waiting in self.open
        )

    def merged(self, faults: Mapping[str, Problem]) -> Merged:
        """The new record, and everything that must be stored with it."""
        parked = tuple(Fault(code, problem) for code, problem in faults.items())
        if not self.lines:
            return Merged(record=self.record, parked=parked)
        facts = changed_facts(self.record.facts, self.facts)
        changed = frozenset([code for code, fact in self.facts.items() if fact.changed == self.revision])
        after = replace(self.record, revision=self.revision, facts=facts, open_claims=self.open)
        after, key, former = settled(self.record, after, changed, self.catalogue)
        return Merged(
            record=after,
            lines=tuple(self.lines),
            opened=tuple(waiting for waiting in self.opened if waiting.id not in self.closed),
            closed=self.closed,
            parked=parked,
            changed=changed,
            key=key,
            former=former,
        )


_TAKEN = (WRITTEN, VERIFIED)


def _stricter(one: Effect, other: Effect) -> Effect:
    """Of two effects the one that holds up more."""
    rank = {outcome: i for i, outcome in enumerate(_HELD_UP)}
    return max(one, other, key=lambda effect: rank.get(effect.outcome, -1))
