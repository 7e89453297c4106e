"""A ledger of histories that keeps its record in the real tables, for tests that compare them with memory."""

from collections.abc import Callable

from formbuilder.records import keeping, store
from metadata.catalogue import Catalogue
from metadata.delivery import Merged
from metadata.records import Line, Record
from tests.histories import Ledger


class Shelf(Ledger):
    """Keeps the record of a history in the tables; what is read back is all that the next event knows."""

    def __init__(self, record_id: str, ids: Callable[[], str], catalogue: Catalogue) -> None:
        super().__init__()
        self.id, self.ids, self.catalogue = record_id, ids, catalogue

    def record(self) -> Record:
        return store.lock(self.id) or Record(self.id, "person", 0)

    def keep(self, merged: Merged) -> None:
        received = merged.lines[-1].claim.received if merged.lines else 0
        keeping.save(self.record(), merged, now=received, catalogue=self.catalogue)

    def lines(self) -> list[Line]:
        return store.history(self.id)
