"""Values that are made by the thousand: frozen for the type checker, without the price of frozen at run time.

A frozen dataclass sets every attribute through `object.__setattr__`: a claim of 28 took four times as long to make.
mypy sees the real, frozen decorator and refuses every assignment; equality and hash are the same.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool, slots: bool) -> Any:
        """`dataclasses.dataclass`, frozen by agreement."""
        assert frozen, "what is not to be frozen is an ordinary dataclass"
        return dataclasses.dataclass(slots=slots, unsafe_hash=True)


__all__ = ["dataclass"]
