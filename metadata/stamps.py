"""When something was so: instants and spans, and which of two is the later (R16, Stamps)."""

from typing import TypeAlias

from metadata.immutable import dataclass

#: Milliseconds since 1970-01-01T00:00:00Z.
Instant: TypeAlias = int


@dataclass(frozen=True, slots=True)
class Span:
    """From not-before to not-after, both included. An unknown beginning (`None`) is older than any limit."""

    begin: Instant | None
    end: Instant

    def later_than(self, other: "Span") -> bool:
        """It begins after the other has ended."""
        return self.begin is not None and self.begin > other.end

    def earlier_than(self, other: "Span") -> bool:
        """It has ended before the other begins."""
        return other.later_than(self)

    def before(self, limit: Instant) -> bool:
        """It may have begun before the limit; unknown is older than any limit."""
        return self.begin is None or self.begin < limit


def forward(held: Span, seen: Span) -> Span:
    """The span of the last of two verifications: `held` moved forward to `seen`, never back.

    What was so at some time in each of two spans was last seen so between the later of their beginnings and the later
    of their ends. Without a date (`begin` None) nothing moves: nothing verifies nothing (R22).
    """
    if seen.begin is None:
        return held
    begin = seen.begin if held.begin is None or seen.begin > held.begin else held.begin
    end = seen.end if seen.end > held.end else held.end
    if begin == held.begin and end == held.end:
        return held
    return Span(begin, end)
