"""Whether a mapping can be followed: asked before somebody approves it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import InvalidOperation

from metadata.catalogue import Catalogue
from metadata.mappings.documents import BadMapping
from metadata.mappings.shapes import Mapped, SystemMapping
from metadata.problems import Problem, UnknownEntity, UnknownField
from metadata.transforms import kinds
from metadata.transforms.plan import without_order


def check(mapping: SystemMapping, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with a mapping, at its columns (`at`); empty: it can be followed."""
    found: list[Problem] = []
    if mapping.entity not in catalogue.entities:
        found.append(UnknownEntity(entity=mapping.entity))
    found += [UnknownField(at=code, field=code) for code in mapping.fixed if code not in catalogue.fields]
    names = {mapped.column.name for mapped in mapping.columns}
    for mapped in mapping.columns:
        for problem in _of_column(mapped, names, catalogue):
            problem.at = mapped.column.name
            found.append(problem)
    return found


def _of_column(mapped: Mapped, names: set[str], catalogue: Catalogue) -> Iterator[Problem]:
    if mapped.transform not in kinds.names():
        yield BadMapping(why=f"there is no transform “{mapped.transform}”")
        return
    if mapped.is_stamp or mapped.is_evidence:
        return
    unknown = [code for code in mapped.fields if code not in catalogue.fields]
    if unknown:
        yield from (UnknownField(field=code) for code in unknown)
        return
    plain = replace(mapped, args=without_order(mapped.args))
    if mapped.transform == "codes" and not mapped.codes:
        yield BadMapping(why="a map of codes has no codes")
    try:
        cell = kinds.get(mapped.transform)(plain, catalogue)
    except (KeyError, ValueError, IndexError, InvalidOperation, Problem):
        yield BadMapping(why=f"“{mapped.transform}” does not understand “{mapped.args}”")
        return
    yield from (BadMapping(why=f"it has no column “{name}”") for name in cell.columns if name not in names)
