"""What somebody sees of a record: values with masking, stamps, freshness; the shapes that views and the API draw."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder.records.freshness import Freshness
from formbuilder.records.sights import Look
from metadata.fields import Field
from metadata.problems import Problem
from metadata.records import Effect, Fact, OpenClaim, Route, Through, Verdict
from metadata.stamps import Instant, Span
from metadata.values import Value


@dataclass(frozen=True, slots=True)
class SeenFact:
    """One field of a record. `fact` has the stamps, never the value; None: nothing was ever said, or it is derived."""

    field: Field
    look: Look
    fact: Fact | None
    freshness: Freshness
    derived: bool = False
    #: The first of the claims that wait on it, for the way to review.
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A record in relation to this one; `field` says which (R2b). Computed, never stored on the other side."""

    field: Field
    record_id: str
    name: str
    entity: str
    towards: bool


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A record as it stands now, or as it stood at `at`, masked by today's rights (R20)."""

    id: str
    entity: str
    revision: int
    name: str
    place: str
    area: str
    ended: bool
    facts: tuple[SeenFact, ...]
    #: Names rights and standard in an ETag.
    tag: str
    at: Instant | None = None

    @property
    def values(self) -> dict[str, Value]:
        """What is seen in clear."""
        return {seen.field.code: seen.look.value for seen in self.facts if not seen.look.masked and seen.look.known}  # type: ignore[misc]

    @property
    def masked(self) -> dict[str, str]:
        """What stands in place of what is masked."""
        return {seen.field.code: seen.look.masked for seen in self.facts if seen.look.masked}

    @property
    def etag(self) -> str:
        """Names exactly this answer: record, revision, rights, standard, and the instant that was asked for."""
        return f"{self.tag}-{self.at or ''}.{self.revision}"


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a field: the fact that holds, a claim that waits, or the last cell of a system."""

    field: Field
    state: str  # held, open, proposal, cell
    look: Look
    verdict: Verdict
    source: str
    by: str
    through: Through
    observed: Span
    received: Instant
    id: str = ""
    route: Route | None = None
    owner: str = ""
    opened: int = 0
    note: str = ""
    #: It says what holds, or less and the same; None: nothing holds, or the cell could not be read.
    agrees: bool | None = None
    #: Of a cell: column → text in the system's own codes, where the reader may see all that it means.
    cells: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: Of a cell: we gave it, so that it says nothing of its own.
    ours: bool = False
    #: Of a cell: why it could not be read.
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One line of history."""

    id: str
    revision: int
    field: Field
    verdict: Verdict
    look: Look
    effect: Effect
    source: str
    by: str
    through: Through
    observed: Span
    received: Instant
    note: str
    echo: bool
    #: What was held before it, where it was written and what it was can be seen.
    before: Look | None = None
    #: The record that it was made on, where that is another one, which was joined to this one (R19a).
    made_on: str = ""


def said_by_claim(field: Field, look: Look, claim: OpenClaim) -> Said:
    """An open claim, side by side with the others."""
    return Said(
        field=field,
        state="proposal" if claim.route is Route.PROPOSAL else "open",
        look=look,
        verdict=claim.verdict,
        source=claim.source,
        by=claim.by,
        through=claim.through,
        observed=claim.observed,
        received=claim.received,
        id=claim.id,
        route=claim.route,
        owner=claim.owner,
        opened=claim.opened,
        note=claim.note,
    )


def said_by_fact(field: Field, look: Look, fact: Fact) -> Said:
    """What holds, side by side with what disputes it."""
    return Said(
        field=field,
        state="held",
        look=look,
        verdict=fact.verdict or Verdict.CHANGE,
        source=fact.source,
        by=fact.by,
        through=fact.through,
        observed=fact.observed,
        received=fact.received,
    )


Claims = Mapping[str, tuple[Said, ...]]
