"""A bounded memory of what was compiled: an answer that depends on nothing but its key need not be worked out twice."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """At most `limit` answers; when full, the older half is forgotten. Threads at worst do work twice."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: dict[Hashable, T] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for a key, made now if it is not remembered."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            if len(self._kept) >= self._limit:
                for old in list(self._kept)[: self._limit // 2]:
                    self._kept.pop(old, None)
            self._kept[key] = found
        return found

    def __len__(self) -> int:
        return len(self._kept)
