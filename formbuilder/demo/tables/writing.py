"""Writes what a system knows in its own columns and codes, through its mapping, as its export would."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from formbuilder.demo import cast
from formbuilder.demo.tables import damage
from formbuilder.demo.tables.residents import Resident
from formbuilder.demo.tables.table import Look, Said, Table
from formbuilder.demo.world.neighbourhood import Neighbourhood
from metadata.catalogue import Catalogue
from metadata.mappings import SystemMapping
from metadata.transforms import Places, write_row

#: The spreadsheet that many hands type.
SPREADSHEET = "d1"


@dataclass(frozen=True, slots=True)
class Writer:
    """One system's export on a day."""

    table: Table[Any]
    mapping: SystemMapping
    catalogue: Catalogue
    places: Places
    today: date

    @property
    def as_at(self) -> date:
        """The day on which the export was cut."""
        return self.today - timedelta(days=self.table.as_at)

    def rows(self, places: Iterable[Neighbourhood]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """(number of the row, from 1; cells by column)."""
        number = 0
        for place in places:
            for subject in self.table.subjects(place):
                cells = self.row(subject)
                if cells is not None:
                    number += 1
                    yield number, cells

    def row(self, subject: Any) -> Mapping[str, str] | None:
        """The row of one subject; None: the system does not know it."""
        chance = Random(zlib.crc32(self.table.system.encode()) * 2**32 + subject.luck)
        part = cast.part_of(subject)
        ago = self.table.looked(subject, chance) if part is None else part.ages.get(self.table.system)
        if ago is None:
            return None
        ago = self._within(ago)
        if isinstance(subject, Resident):
            lived = (self.today - subject.person.born).days
            if lived < self.table.as_at:
                return None
            ago = min(ago, lived)
        said = self.table.says(subject, Look(ago, self.today - timedelta(days=ago), chance))
        if part is not None:
            return self.write(part.says(self.table.system, said))
        cells = self.write(said)
        return damage.damaged(dict(cells), chance)[0] if self.table.system == SPREADSHEET else cells

    def _within(self, ago: int) -> int:
        """No row is newer than its delivery, nor from another year where dates have no year."""
        latest = (self.today - date(self.as_at.year, 1, 1)).days if self.table.this_year else ago
        return max(min(ago, latest), self.table.as_at)

    def write(self, said: Said) -> Mapping[str, str]:
        """Cells of every column: what the mapping writes, else what the system has there of its own."""
        written = write_row(self.mapping, said.values, self.catalogue, self.places, received=said.cells).cells
        return {
            mapped.column.name: written.get(mapped.column.name) or said.cells.get(mapped.column.name, "")
            for mapped in self.mapping.columns
        }
