"""Records that may be the one that somebody is about to add: same name, and same birth date or same place (R19)."""

from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder.db import Statement
from formbuilder.records import store
from metadata.catalogue import Catalogue
from metadata.records import Record
from metadata.values import ABSENT, Absent, Value

#: Namesakes that are looked at; more than that say nothing any more.
MOST = 50

_namesakes = Statement(
    "select id from record where entity = :entity and name = :name and merged_into = '' order by id limit :most"
)


@dataclass(frozen=True, slots=True)
class Likely:
    """A record, and why it may be the same: the fields whose values agree."""

    record: Record
    name: str
    same: tuple[str, ...]


def find(entity: str, values: Mapping[str, Value | Absent], catalogue: Catalogue) -> list[Likely]:
    """Likely duplicates of what these values describe; those that agree in most first."""
    kind = catalogue.entity(entity)
    name = values.get(kind.name_field)
    if not isinstance(name, str) or not name:
        return []
    found: list[Likely] = []
    compared = [code for code in ("birth_date", kind.place_field, *kind.key) if code and code != kind.name_field]
    said = {code: values[code] for code in compared if values.get(code) not in (None, ABSENT)}
    for (record_id,) in _namesakes.rows(entity=entity, name=name, most=MOST):
        record = store.load(record_id)
        if record is None:
            continue
        known = store.known(record, catalogue)
        same = tuple(code for code, value in said.items() if alike(value, known.get(code)))
        if any(code in same for code in ("birth_date", kind.place_field)):
            found.append(Likely(record, name, same))
    return sorted(found, key=lambda one: -len(one.same))


def alike(one: Value | Absent, other: Value | Absent) -> bool:
    """Equal, or two addresses with the same code or the same text."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.get("text") == other.get("text") or (bool(one.get("code")) and one.get("code") == other.get("code"))
    return one == other
