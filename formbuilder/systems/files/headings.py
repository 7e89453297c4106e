"""A file's headings beside the columns of a system: which cells are read, and what is said once about the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.systems.files.table import GONE, Row, Table
from formbuilder.systems.problems import ColumnTwice, MissingColumn, NoColumnOfSystem, UnknownColumn
from metadata.mappings import SystemMapping
from metadata.problems import Problem

#: Columns that a sentence names.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table in the columns of a system. `notes`: headings that are not read, columns that are not there."""

    table: Table
    names: Mapping[str, str]
    notes: tuple[Problem, ...]

    def rows(self) -> Iterator[Row]:
        """Its rows with the cells that the mapping knows.

        Rows that only say what has left the table are passed over. One that has slipped (more cells than headings) is
        given whole under '', where no column is: it cannot be read, and is kept for a person to see.
        """
        for number, cells in self.table.rows():
            if "" in cells:
                *fitting, beyond = cells.values()
                yield number, {"": " | ".join(str(cell) for cell in (*fitting, *beyond))}
            elif not cells.get(GONE):
                yield number, {self.names[name]: cell for name, cell in cells.items() if name in self.names}


def fit(table: Table, mapping: SystemMapping) -> Fitted:
    """Match headings with columns by name, whatever their case; else by label, as people call them.

    :raises NoColumnOfSystem: none fits; ColumnTwice: two mean the same column
    """
    columns = [mapped.column for mapped in mapping.columns]
    exact = {column.name: column.name for column in columns}
    loose = _once([(column.name.casefold(), column.name) for column in columns])
    labels = _once([(column.label, column.name) for column in columns if column.label])
    names: dict[str, str] = {}
    notes: list[Problem] = []
    for heading in filter(None, table.headings):
        name = exact.get(heading) or loose.get(heading.casefold()) or labels.get(heading)
        if name is None:
            if heading != GONE:
                notes.append(UnknownColumn(column=heading))
        elif name in names.values():
            raise ColumnTwice(column=name)
        else:
            names[heading] = name
    if not names:
        raise NoColumnOfSystem(system=mapping.system, columns=", ".join(column.name for column in columns[:NAMED]))
    notes += [MissingColumn(column=column.name) for column in columns if column.name not in names.values()]
    return Fitted(table, names, tuple(notes))


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Names that stand once."""
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}
