"""A record: the one canonical account of one real thing, with the claims that stand behind every value."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from metadata.immutable import dataclass
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, Value


class Verdict(StrEnum):
    """The worker's act on one item (R6b). A row's cell is a CHANGE."""

    CONFIRM = "confirm"
    CHANGE = "change"
    NONE = "none"
    WRONG = "wrong"
    UNKNOWN = "unknown"


class Through(StrEnum):
    """By what way a claim came in. All but ROW are a person's."""

    VISIT = "visit"
    DESK = "desk"
    RULING = "ruling"
    ROW = "row"


class Outcome(StrEnum):
    """What a claim did to the fact: the effects of table M."""

    WRITTEN = "written"
    VERIFIED = "verified"
    ANSWERED = "answered"
    BESIDE = "beside"
    OPEN = "open"
    PROPOSAL = "proposal"
    NOTHING = "nothing"


class Ruling(StrEnum):
    """What a review decides of an open claim: the fact stands, the claim is taken, the next door, or the owner."""

    KEEP = "keep"
    TAKE = "take"
    ASK_AGAIN = "ask_again"
    OWNER = "owner"


class Route(StrEnum):
    """Where an open claim is settled: at the next door, in the area's review, or by the field's owner."""

    DOOR = "door"
    REVIEW = "review"
    PROPOSAL = "proposal"


#: The members by their own names: rules read better, and an enum's attribute costs 100 ns on Python 3.11.
CONFIRM: Final = Verdict.CONFIRM
CHANGE: Final = Verdict.CHANGE
NONE: Final = Verdict.NONE
WRONG: Final = Verdict.WRONG
UNKNOWN: Final = Verdict.UNKNOWN
VISIT: Final = Through.VISIT
DESK: Final = Through.DESK
RULING: Final = Through.RULING
ROW: Final = Through.ROW
WRITTEN: Final = Outcome.WRITTEN
VERIFIED: Final = Outcome.VERIFIED
ANSWERED: Final = Outcome.ANSWERED
BESIDE: Final = Outcome.BESIDE
OPEN: Final = Outcome.OPEN
PROPOSAL: Final = Outcome.PROPOSAL
NOTHING: Final = Outcome.NOTHING
TO_DOOR: Final = Route.DOOR
TO_REVIEW: Final = Route.REVIEW
TO_OWNER: Final = Route.PROPOSAL


@dataclass(frozen=True, slots=True)
class Effect:
    """What table M decided, and the line that decided it (`M1` … `M18`)."""

    outcome: Outcome
    line: str
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One source says something of one field of one record.

    `saw`: the page showed the value that is held now (blind pages and rows never saw).
    `own_words`: it replaces what the same ticket said before. `superseded`: a higher number already spoke (M2).
    `owner`: it is the owner's word (its system's row, or its ruling). `repeats`: a row's cell that equals the cell
    last exchanged with this system, or is empty (M1); `ours`: that cell is what we gave.
    `dated`: a row with a date of its own.
    `coarser`: a row's value that only says less than the fact and agrees; `finer`: that says more and agrees (M11).
    """

    field: str
    verdict: Verdict
    value: Value | Absent
    observed: Span
    source: str  # the system's code, or the department that a person works for
    by: str  # who: an account's name, or the system's code
    through: Through
    received: Instant
    field_version: int = 1
    saw: bool = False
    blind: bool = False
    owner: bool = False
    own_words: bool = False
    superseded: bool = False
    repeats: bool = False
    ours: bool = False
    dated: bool = True
    coarser: bool = False
    finer: bool = False
    ticket: str = ""  # digest of the ticket; empty but for visits
    number: int = 0  # of the submission under its ticket
    note: str = ""
    said: Span | None = None  # when it was said, where that is not when it was observed (a ruling on an older claim)
    shown: Instant | None = None  # the phone's time, held inside the span: shown, orders nothing
    conforms: bool = True  # to the field's present version

    @property
    def is_row(self) -> bool:
        return self.through is ROW

    @property
    def spoken(self) -> Span:
        """When it was said: of two words of an owner the later one counts (M7, M8)."""
        return self.said or self.observed


@dataclass(frozen=True, slots=True)
class Fact:
    """The claim that holds, with its stamps; or, without a value, that a visit answered and what (R6b unknown, wrong).

    `changed` is the record's revision in which the value last changed; `changed <= ticket.revision` decides *saw*.
    """

    value: Value | Absent
    field_version: int
    source: str
    by: str
    through: Through
    received: Instant
    observed: Span
    verified: Span
    changed: int
    person: bool  # a person gave it or ever confirmed it
    answered: Instant | None = None  # when a visit last answered, whatever the verdict
    verdict: Verdict | None = None  # the last verdict in a visit
    ticket: str = ""  # digest of the ticket whose words hold, so that its holder may replace them
    number: int = 0
    owner_spoke: Span | None = None  # the owner's own last word
    open: int = 0  # conflicts open on it
    proposals: int = 0  # proposals open on it
    conforms: bool = True  # to the field's present version
    shown: Instant | None = None  # the phone's time of the last claim that stood for it: to be shown, orders nothing
    vouched: str = ""  # the account that last gave or confirmed it; empty: only rows did

    @property
    def held(self) -> bool:
        return self.value is not ABSENT

    @property
    def withdrawn(self) -> bool:
        """A person said that the value is wrong: nothing is held, and that is a person's word like a value (R6b)."""
        return self.value is ABSENT and self.person


@dataclass(frozen=True, slots=True)
class Key:
    """An identity key of a record in normal form (R19); a former one leads to it only if the name agrees."""

    kind: str
    normal: str
    current: bool = True


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that waits: for the next door, for review, or for the field's owner."""

    id: str
    field: str
    value: Value | Absent
    verdict: Verdict
    route: Route
    owner: str  # the field's owning department
    opened: int  # revision
    source: str
    by: str
    through: Through
    observed: Span
    received: Instant
    field_version: int = 1
    ticket: str = ""  # whose words wait, so that a higher number under the same ticket replaces them
    number: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one person, household, dwelling, building, enterprise or event."""

    id: str
    entity: str
    revision: int
    facts: Mapping[str, Fact] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    open_claims: tuple[OpenClaim, ...] = ()
    place: str = ""  # address code of the library, or empty: 'no place'
    area: str = ""  # the grid, else the community, that the place lies in
    ended: bool = False
    merged_into: str = ""

    def held(self, code: str) -> Value | Absent:
        """The value that a claim stands for; derived values are `derive.values`."""
        fact = self.facts.get(code)
        return fact.value if fact else ABSENT


@dataclass(frozen=True, slots=True)
class Line:
    """One line of history: a claim, and what it did. With the record's id and a sequence it is a row of `history`.

    `closes`: the open claims that it closed. `echo`: it repeats what was said before, to let it wait anew (a person's
    value that the owner displaced, M8; a claim that a ruling sent on): it opens a claim and touches no fact.
    The line of an open claim has the claim's id.
    """

    id: str
    claim: Claim
    effect: Effect
    revision: int
    closes: tuple[str, ...] = ()
    echo: bool = False
