"""A mapping compiled for a catalogue, once: which columns are read and written, in which order, and what is one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import JSON, Direction, Mapped, SystemMapping
from metadata.memo import Memo
from metadata.transforms import kinds
from metadata.transforms.kinds import Cell
from metadata.transforms.kinds.join import JoinCell
from metadata.transforms.stamps import StampReader

#: Of two columns of one field: which is read; `second` only where `first` says nothing.
ORDER: Final = ("first", "second")
#: Mappings of one process and the catalogues that they met.
_PLANS: Final = Memo["Plan"](128)


class Step(NamedTuple):
    """One column's turn. `second`: earlier columns mean its fields too. `null`: in it a JSON null is a value."""

    column: str
    cell: Cell
    second: bool
    null: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps`, `writers`: in the order in which they must be read and written. `groups`: fields that are one (R2a).

    `received`: columns that are given back as they came.
    """

    mapping: SystemMapping
    catalogue: Catalogue
    writers: tuple[Cell, ...]
    received: tuple[str, ...]
    groups: tuple[frozenset[str], ...]
    stamps: StampReader
    steps: tuple[Step, ...]

    def steps_of(self, field: str) -> tuple[Step, ...]:
        """The columns that a field is read from, in turn."""
        return tuple(step for step in self.steps if field in step.cell.fields)


def plan_of(mapping: SystemMapping, catalogue: Catalogue) -> Plan:
    """The plan of a mapping in which `metadata.transforms.check` finds nothing wrong; compiled at first use."""
    return _PLANS.get((mapping.digest, catalogue.digest), lambda: _compiled(mapping, catalogue))


def _compiled(mapping: SystemMapping, catalogue: Catalogue) -> Plan:
    cells = [_cell(mapped, catalogue) for mapped in mapping.columns if _is_followed(mapped, catalogue)]
    written = [c for c in cells if c.writes and c.mapped.direction is not Direction.IN]
    columns = {cell.column for cell in written}
    readers = tuple(sorted((c for c in cells if c.mapped.direction is not Direction.OUT), key=_turn_to_read(mapping)))
    return Plan(
        mapping=mapping,
        catalogue=catalogue,
        writers=tuple(sorted(written, key=_turn_to_write)),
        received=tuple(m.column.name for m in mapping.columns if m.column.name not in columns),
        groups=_groups(mapping, catalogue),
        stamps=StampReader(mapping, catalogue),
        steps=_steps(readers),
    )


def _steps(readers: Sequence[Cell]) -> tuple[Step, ...]:
    before: set[str] = set()
    found: list[Step] = []
    for cell in readers:
        found.append(Step(cell.column, cell, not before.isdisjoint(cell.fields), cell.mapped.column.type == JSON))
        before.update(cell.fields)
    return tuple(found)


def _is_followed(mapped: Mapped, catalogue: Catalogue) -> bool:
    """It means fields that exist today; a field that was retired says nothing any more."""
    return bool(mapped.fields) and all(
        code in catalogue.fields and catalogue.fields[code].active for code in mapped.fields
    )


def _cell(mapped: Mapped, catalogue: Catalogue) -> Cell:
    return kinds.get(mapped.transform)(replace(mapped, args=without_order(mapped.args)), catalogue)


def without_order(args: str) -> str:
    """The arguments of a transform, without which of two columns is read first.

    >>> without_order("any;first"), without_order("second")
    ('any', '')
    """
    return ";".join(part for part in args.split(";") if part not in ORDER)


def _turn_to_read(mapping: SystemMapping) -> Callable[[Cell], tuple[bool, bool]]:
    """First columns before second ones, and what says a document's type before its number."""
    second = {m.column.name for m in mapping.columns if "second" in m.args.split(";")}
    return lambda cell: (cell.column in second, any(j.field.type == "identity" for j in cell.judges.values()))


def _turn_to_write(cell: Cell) -> tuple[bool, bool]:
    """What is joined stands behind the columns that it is joined of, the division before the door."""
    return isinstance(cell, JoinCell), isinstance(cell, JoinCell) and not cell.is_place


def _groups(mapping: SystemMapping, catalogue: Catalogue) -> tuple[frozenset[str], ...]:
    """Bound fields that the mapping has all of, together with what its table implies."""
    meant = mapping.fields | set(mapping.fixed)
    groups = {
        frozenset({code, *catalogue.fields[code].bound_with})
        for code in meant
        if code in catalogue.fields and catalogue.fields[code].bound_with
    }
    return tuple(sorted((group for group in groups if group <= meant), key=sorted))
