"""Claims of several records merged anew in the order received, as if all had been made of one (R19a)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid5

from metadata import keys, merge
from metadata.catalogue import Catalogue
from metadata.delivery import SENT_ON, Delivery
from metadata.immutable import dataclass
from metadata.precision import says_less
from metadata.records import (
    ANSWERED,
    BESIDE,
    OPEN,
    RULING,
    TO_OWNER,
    TO_REVIEW,
    Claim,
    Effect,
    Fact,
    Key,
    Line,
    OpenClaim,
    Record,
)
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value

#: Lines of table M that write. A claim that one of them only opened would have made another record's key (R19).
_WRITES: Final = frozenset({"M6", "M8", "M10", "M11", "M13", "M15"})
#: Lines whose effect hangs on the open claims beside the fact: they are always judged again.
_BY_COMPANY: Final = frozenset({"M16", "M17"})


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery as it was made: its lines, and what its own record held when it came.

    `at`: when it was received; never before the one that the same record received before it.
    `met`: field → fact, of the fields that it tells of and those bound to them.
    """

    made_on: str
    at: Instant
    lines: tuple[Line, ...]
    met: Mapping[str, Fact]

    @property
    def order(self) -> tuple[Instant, str, int]:
        """Deliveries stand in the order received; of one record in its own."""
        return self.at, self.made_on, self.lines[0].revision

    def id_of(self, line: Line) -> str:
        """The id of a line in the joined history: its own if it opened a claim; else the same one every time."""
        return line.id if line.effect.route is not None else self.made_id(self.lines.index(line))

    def made_id(self, place: int, word: str = "") -> str:
        """An id made of record, revision and place, so that a replay makes the same."""
        return str(uuid5(UUID(self.made_on), f"{self.lines[0].revision}/{place}/{word}"))


def anew(
    told: Iterable[Told],
    blank: Record,
    catalogue: Catalogue,
    *,
    revision: int,
    joined: Collection[Key] = (),
    taken: Collection[Key] = (),
) -> Record:
    """The record that these deliveries make, merged in the order received. Every value counts as changed in `revision`.

    What a delivery met before and meets again it does again. Where it meets something else it is judged anew, and who
    said it has *seen* only a value that their own page showed: the same value, on whichever record.

    :param blank: revision 0: id, entity, place and area
    :param joined: keys of the records that are one now: what was kept apart only because of one of them is so no more
    :param taken: current keys of other records, which no merge may write (R19)
    """
    deliveries = sorted(told, key=lambda one: one.order)
    born = {
        line.id: (one.made_on, line.revision)
        for one in deliveries
        for line in one.lines
        if line.effect.route is not None
    }
    record = blank
    for one in deliveries:
        record = _Again(one, record, catalogue, revision, born, joined, taken).made()
    return record


def alike(one: Fact | None, other: Fact | None) -> bool:
    """Two facts of which a claim would make the same."""
    return _bare(one) == _bare(other)


def same_value(one: Fact | None, other: Fact | None) -> bool:
    """Two facts that hold the same, or of which both were withdrawn, or of neither of which anything is known."""
    value, withdrawn = _holds(one)
    return (value, withdrawn) == _holds(other)


def _bare(fact: Fact | None) -> Fact | None:
    return None if fact is None else replace(fact, changed=0, open=0, proposals=0, conforms=True)


def _holds(fact: Fact | None) -> tuple[Value | Absent, bool]:
    return (ABSENT, False) if fact is None else (fact.value, fact.withdrawn)


class _Again(Delivery):
    """One delivery, again."""

    def __init__(
        self,
        told: Told,
        record: Record,
        catalogue: Catalogue,
        revision: int,
        born: Mapping[str, tuple[str, int]],
        joined: Collection[Key],
        taken: Collection[Key],
    ) -> None:
        ruled = [line.claim for line in told.lines if line.claim.through is RULING and not line.echo]
        super().__init__(
            record,
            catalogue,
            _no_id,
            shown=None,
            received=told.lines[0].claim.received,
            taken=set(taken),
            owner_rules=any(claim.owner for claim in ruled),
        )
        self.told, self.revision, self.born, self.joined = told, revision, born, joined
        self.said = [line for line in told.lines if not line.echo]
        self.by_field = {line.claim.field: line for line in self.said}

    def made(self) -> Record:
        """The record after it."""
        claims = [self._as_met(line.claim) for line in self.said]
        self._keep_apart_again(claims)
        ruled = [line for line in self.said if line.claim.through is RULING]
        self.take(claims, closing=tuple(closed for line in ruled for closed in line.closes))
        self._send_on()
        return self.merged({}).record

    def _with_bound(self, code: str) -> Iterator[tuple[Fact | None, Fact | None]]:
        """What the own record held then, and what is held now, of a field and those bound to it (R2a)."""
        for each in (code, *self.catalogue.field(code).bound_with):
            yield self.told.met.get(each), self.record.facts.get(each)

    def _as_met(self, claim: Claim) -> Claim:
        """The claim beside what it meets now: who had seen what its own record held has seen the same value only."""
        if all(alike(then, now) for then, now in self._with_bound(claim.field)):
            return claim
        same = all(same_value(then, now) for then, now in self._with_bound(claim.field))
        now, field = self.record.facts.get(claim.field), self.catalogue.field(claim.field)
        held = now.value if now is not None else ABSENT
        mine = now is not None and claim.ticket != "" and now.ticket == claim.ticket and now.number <= claim.number
        return replace(
            claim,
            saw=claim.saw and same,
            own_words=mine,
            coarser=claim.coarser if same else claim.is_row and says_less(claim.value, held, field, self.catalogue),
            finer=claim.finer if same else claim.is_row and says_less(held, claim.value, field, self.catalogue),
        )

    def _keep_apart_again(self, claims: Sequence[Claim]) -> None:
        """R19: what would have made another record's key is kept apart still, unless that record is this one now."""
        kept = [line for line in self.said if _kept_apart(line)]
        if not kept:
            return
        entity = self.catalogue.entity(self.record.entity)
        values = {code: self.record.held(code) for code in entity.key}
        values |= {claim.field: claim.value for claim in claims if claim.field in values}
        key = keys.key_of(entity, values, area=self.record.area, source=kept[0].claim.source)
        if key is not None and not any((key.kind, key.normal) == (one.kind, one.normal) for one in self.joined):
            self.taken = {*self.taken, key}

    def _judged(self, claims: Sequence[Claim], found: Sequence[Fact | None]) -> list[Effect]:
        anew = super()._judged(claims, found)
        for i, (line, claim) in enumerate(zip(self.said, claims, strict=True)):
            if claim is line.claim and line.effect.line not in _BY_COMPANY and not _kept_apart(line):
                anew[i] = line.effect
        return anew

    def _apply(self, claim: Claim, before: Fact | None, effect: Effect, closing: tuple[str, ...]) -> None:
        line = self.by_field[claim.field]
        place = self.told.lines.index(line)
        echoes = [one.id for one in self.told.lines if one.echo and one.effect == merge.M8_PROPOSAL and _of(one, line)]
        ids = iter((self.told.id_of(line), *echoes, self.told.made_id(place, "echo")))
        self.ids = ids.__next__
        super()._apply(claim, before, effect, closing)

    def _closes(self, waiting: OpenClaim, claim: Claim, effect: Effect, fact: Fact | None) -> bool:
        """As ever; and of what the page had shown: what this closed before, and what its own record had shown by then.

        Who saw the value that was held saw everything that had come before it.
        """
        if super()._closes(waiting, claim, effect, fact):
            return True
        if claim.is_row or effect.outcome in (ANSWERED, BESIDE):
            return False
        if waiting.route is TO_OWNER and not self.owner_rules:
            return False
        line = self.by_field[claim.field]
        if waiting.id in line.closes:
            return True
        made_on, revision = self.born.get(waiting.id, ("", 0))
        met = self.told.met.get(claim.field)
        return line.claim.saw and met is not None and made_on == self.told.made_on and revision <= met.changed

    def _send_on(self) -> None:
        """What a ruling sent on, where it closed it again."""
        for echo in self.told.lines:
            if not echo.echo or echo.effect.line != SENT_ON or echo.effect.route is None:
                continue
            line = self.by_field.get(echo.claim.field)
            for waiting in self.record.open_claims:
                if line is not None and waiting.id in line.closes and waiting.id in self.closed:
                    self.ids = iter((echo.id,)).__next__
                    self.wait_anew(waiting, echo.effect.route)
                    break


def _kept_apart(line: Line) -> bool:
    """A claim that would have been written, but made a key that another record held (R19)."""
    effect = line.effect
    return effect.outcome is OPEN and effect.route is TO_REVIEW and effect.line in _WRITES


def _of(echo: Line, line: Line) -> bool:
    return echo.claim.field == line.claim.field


def _no_id() -> str:
    raise AssertionError("an id is made of what was told")
