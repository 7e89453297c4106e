"""What a merge looks up beside its record: where an address lies, and who holds a key now.

A visit asks the tables one question at a time; a batch of rows reads all of it before, and asks memory.
"""

from typing import Protocol

from formbuilder.areas import store as areas
from formbuilder.db import Statement
from metadata.records import Key
from metadata.values import Value

#: A record that was joined to another is where that is (R19a).
_place_of_record = Statement(
    "select coalesce(s.place, r.place), coalesce(s.area_code, r.area_code) from record r"
    " left join record s on s.id = r.merged_into where r.id = :id"
)
_holder = Statement(
    "select record_id from record_key where entity = :entity and kind = :kind and normal = :normal and current"
)


class Lookup(Protocol):
    """Places and keys, as they are in the transaction that is open."""

    def place_of(self, address: Value) -> tuple[str, str]:
        """Code and area of an address, or of a code alone; ("", "") where no place is known (R12)."""

    def place_of_record(self, record_id: str) -> tuple[str, str]:
        """Where another record is."""

    def holder(self, entity: str, key: Key) -> str:
        """The record that holds a key now, or ''."""


class Tables:
    """Every question is a statement."""

    def place_of(self, address: Value) -> tuple[str, str]:
        return areas.place_of(address)

    def place_of_record(self, record_id: str) -> tuple[str, str]:
        row = _place_of_record.row(id=record_id)
        return (row[0], row[1]) if row else ("", "")

    def holder(self, entity: str, key: Key) -> str:
        row = _holder.row(entity=entity, kind=key.kind, normal=key.normal)
        return row[0] if row else ""


TABLES = Tables()
