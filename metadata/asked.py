"""The ticket's content: what a page asked, from which revision, of whom (R18). Never a value."""

from dataclasses import dataclass
from enum import IntEnum

from metadata.stamps import Instant


class Mode(IntEnum):
    """How an item stood on the page: two bits of the ticket. DERIVED items are not on a ticket."""

    KNOWN = 0
    ASK = 1
    VERIFY = 2
    BLIND = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page asked.

    `modes` follow the page's order of fields: the forms in order, their items in order, each field once, derived ones left out.
    The fields themselves are not in the ticket: `forms` give them.
    """

    record: str | None  # None: a blank, for a new record
    revision: int
    forms: tuple[int, ...]
    modes: tuple[Mode, ...]
    holder: int  # the account that the page was composed for
    composed: Instant
