"""The mapping of a system that speaks in our words: a program, or a table that nobody has mapped yet."""

from collections.abc import Iterable

from metadata.catalogue import Catalogue
from metadata.mappings.shapes import JSON, Column, Direction, Mapped, SystemMapping


def own_words(system: str, entity: str, fields: Iterable[str], catalogue: Catalogue) -> SystemMapping:
    """Each field its own column, named by its code; cells may be JSON values, null says that there is none.

    Fields that the catalogue does not have, or that are not active, are left out.
    """
    known = [catalogue.fields[code] for code in sorted(set(fields)) if code in catalogue.fields]
    columns = tuple(
        Mapped(Column(field.code, field.label.zh, JSON), field.code, "same", "", Direction.BOTH)
        for field in known
        if field.active
    )
    return SystemMapping(system=system, entity=entity, columns=columns)
