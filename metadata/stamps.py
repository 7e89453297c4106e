"""When something was so: instants and spans, and which of two is the later (R16, Stamps)."""

from dataclasses import dataclass
from typing import TypeAlias

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
    """`held` moved to `seen` where that is a step forward, else `held` (verified moves only forward)."""
    if seen.begin is None:
        return held
    return seen if (seen.end, seen.begin) > (held.end, held.begin if held.begin is not None else -1) else held
