"""What somebody had, and since when: a value that changes over the years."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
#: Days that the world looks back.
FIVE_YEARS = 1826
#: Days ago that lie before everything.
EVER = 100_000


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """Values, the newest first, each with how many days ago it began; the last has been so for ever."""

    spans: tuple[tuple[int, T], ...]

    @property
    def now(self) -> T:
        return self.spans[0][1]

    def at(self, ago: int) -> T:
        """What held so many days ago.

        >>> since([(30, "new")], "old").at(29), since([(30, "new")], "old").at(31)
        ('new', 'old')
        """
        return next((value for begun, value in self.spans if begun >= ago), self.spans[-1][1])


def always(value: T) -> Timeline[T]:
    """What never changed."""
    return Timeline(((EVER, value),))


def since(changes: list[tuple[int, T]], first: T) -> Timeline[T]:
    """What changed so many days ago, in any order, after it had been `first`."""
    return Timeline((*sorted(changes, key=lambda change: change[0]), (EVER, first)))
