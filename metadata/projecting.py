"""Of which records a system's row speaks, which columns belong to which of them, and what of it is news (R22a, R23)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from hashlib import blake2b
from typing import Any

from metadata.catalogue import Catalogue
from metadata.mappings import Direction, SystemMapping
from metadata.mappings.cells import text_of

#: The directions in which a fact goes out.
OUT = frozenset({Direction.BOTH, Direction.OUT})


@dataclass(frozen=True, slots=True)
class Way:
    """How a row comes to its record of one kind: by these fields of records that it came to before, the first first."""

    entity: str
    by: tuple[tuple[str, str], ...] = ()  # (kind of record, its reference field)


def ways(catalogue: Catalogue, entity: str, wanted: Iterable[str]) -> tuple[Way, ...]:
    """The related records that a row needs, each after those that lead to it; the row's own record is left out.

    A kind that no relation leads to has a way without fields: only a row that was linked to such a record knows it.

    :param wanted: kinds of records whose fields the row shows
    """
    order: list[str] = []
    for start in (entity, *sorted(wanted)):
        _reach(start, order, catalogue)
    needed, found = set(wanted) - {entity}, list[Way]()
    for place, kind in reversed(list(enumerate(order))):
        if kind in needed:
            by = tuple((source, field) for source in order[:place] for field in _leading(source, kind, catalogue))
            needed |= {source for source, _ in by if source != entity}
            found.append(Way(kind, by))
    return tuple(reversed(found))


def _reach(start: str, order: list[str], catalogue: Catalogue) -> None:
    """Append a kind and all that its relations lead to, the nearest first."""
    walk = [start] if start not in order else []
    for kind in walk:  # it grows as it is walked
        order.append(kind)
        targets = [catalogue.field(field).refers_to for field in catalogue.entity(kind).relations]
        walk += [target for target in dict.fromkeys(targets) if target not in order and target not in walk]


def _leading(source: str, target: str, catalogue: Catalogue) -> Iterator[str]:
    return (field for field in catalogue.entity(source).relations if catalogue.field(field).refers_to == target)


@dataclass(frozen=True)
class Projection:
    """A mapping as rows are made through it.

    `rights`: the fields that the system may know (R25): a column that means another is empty. `zone`: the instance's.
    """

    mapping: SystemMapping
    catalogue: Catalogue
    rights: frozenset[str]
    zone: tzinfo

    def is_as(self, other: "Projection") -> bool:
        """Rows that were made through the other one are the same through this."""
        return (self.mapping.digest, self.catalogue.digest, self.rights) == (
            *(other.mapping.digest, other.catalogue.digest),
            other.rights,
        )

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Column → the kind of record whose fact it shows, for the columns in which facts go out."""
        return written_columns(self.mapping, self.catalogue)

    @cached_property
    def meant(self) -> Mapping[str, tuple[str, bool]]:
        """Column → the kind of record that its cells speak of, and whether we write it, not only read it."""
        fields, owners = self.catalogue.fields, self.owners
        meant = [m for m in self.mapping.columns if m.fields and m.fields[0] in fields]
        return {m.column.name: (fields[m.fields[0]].entity, m.column.name in owners) for m in meant}

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """How the row's related records are found."""
        return ways(self.catalogue, self.mapping.entity, set(self.owners.values()))

    @cached_property
    def withheld(self) -> frozenset[str]:
        """Fields that columns mean and that the system may not know."""
        return self.mapping.fields - self.rights

    def digest(self, cells: Mapping[str, str]) -> str:
        """Names what a row says of facts: cells that only the system itself speaks of are no news to it."""
        return digest_of(self.owners, cells)


def written_columns(mapping: SystemMapping, catalogue: Catalogue) -> dict[str, str]:
    """Column → the kind of record whose fact it shows, for the columns in which facts go out."""
    fields = catalogue.fields
    written = (m for m in mapping.columns if m.direction in OUT and m.fields and m.fields[0] in fields)
    return {m.column.name: fields[m.fields[0]].entity for m in written}


def digest_of(columns: Iterable[str], cells: Mapping[str, Any]) -> str:
    """Names what a row says in these columns."""
    content = "\x1f".join(text_of(cells.get(column)) for column in columns)
    return blake2b(content.encode(), digest_size=16).hexdigest()


def last_cells(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The cells of a row as they last passed, from its parts; a later part is believed before an earlier one."""
    found: dict[str, Any] = {}
    for cells in parts:
        found |= {column: cell for column, cell in cells.items() if cell not in ("", None)}
    return found
