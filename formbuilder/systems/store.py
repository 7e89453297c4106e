"""Departments' systems in the database, and the cells that last passed between each of them and a record (R22)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from formbuilder.db import Statement, from_json, to_json
from metadata.stamps import Instant
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class System:
    """A department's information system. `fields`: what its columns mean, so what its token may read and write."""

    code: str
    name: str
    name_en: str
    department: str
    level: str
    entity: str
    fields: frozenset[str]

    def get_name(self, language: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if language == "en" and self.name_en else self.name


_systems = Statement("select code, name, name_en, department, level, entity, fields from system order by code")
_system = Statement("select code, name, name_en, department, level, entity, fields from system where code = :code")
_put = Statement(
    "insert into system"
    " (code, name, name_en, department, level, entity, fields, mapping_version, feed, feed_mark, feed_digest)"
    " values (:code, :name, :name_en, :department, :level, :entity, :fields, 0, 0, 0, '')"
    " on conflict (code) do nothing"
)
_exchanged = Statement("select cells, row_key from system_row where record_id = :record_id and system = :system")
_exchanged_all = Statement(
    "select system, cells, received from system_row where record_id = :record_id order by system"
)
_linked = Statement("select record_id from system_row where system = :system and row_key = :row_key limit 1")
_keep = Statement(
    "insert into system_row"
    " (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest, feed, gone)"
    " values (:record_id, :system, :row_key, 'person', :record_id, :cells, '[]', null, :received, 0, '', 0, false)"
    " on conflict (record_id, system, row_key) do update set cells = excluded.cells, received = excluded.received"
)
_has_sent = Statement("select 1 from system_row where record_id = :record_id and system = :system")


def all_systems() -> list[System]:
    """Every system, by code."""
    return [_read(row) for row in _systems.rows()]


def find(code: str) -> System | None:
    """One system."""
    row = _system.row(code=code)
    return _read(row) if row else None


def _read(row: tuple[object, ...]) -> System:
    code, name, name_en, department, level, entity, fields = row
    return System(
        str(code), str(name), str(name_en), str(department), str(level), str(entity), frozenset(from_json(fields))
    )


def put(systems: Iterable[System]) -> None:
    """Add systems; those that are there stay as they are."""
    rows: list[JSONObject] = [
        {
            **{"code": s.code, "name": s.name, "name_en": s.name_en, "department": s.department},
            **{"level": s.level, "entity": s.entity, "fields": to_json(sorted(s.fields))},
        }
        for s in systems
    ]
    _put.many(rows)


@cache
def shipped() -> tuple[System, ...]:
    """The sixteen systems of the standard with the fields that their columns mean."""
    import csv

    mapped: dict[str, JSONObject] = json.loads(files(__package__).joinpath("mapped.json").read_text("utf-8"))
    table = files("metadata").joinpath("standard/systems.csv").read_text("utf-8")
    return tuple(
        System(
            code=row["code"],
            name=row["name"],
            name_en=mapped[row["code"]]["name_en"],
            department=row["department"],
            level=row["level"],
            entity=mapped[row["code"]]["entity"],
            fields=frozenset(mapped[row["code"]]["fields"]),
        )
        for row in csv.DictReader(table.splitlines())
    )


def exchanged(record_id: str, system: str) -> Mapping[str, JSONObject]:
    """The cells that last passed between us and a system: field → {"value", "ours"?}."""
    row = _exchanged.row(record_id=record_id, system=system)
    cells: Mapping[str, JSONObject] = from_json(row[0]) if row else {}
    return cells


def exchanged_all(record_id: str) -> list[tuple[str, Mapping[str, JSONObject], Instant]]:
    """The last cells of every system that knows a record: claims of all systems side by side."""
    return [
        (system, from_json(cells), received) for system, cells, received in _exchanged_all.rows(record_id=record_id)
    ]


def linked(system: str, row_key: str) -> str:
    """The record that a system's own row key leads to, or ''."""
    row = _linked.row(system=system, row_key=row_key) if row_key else None
    return row[0] if row else ""


def keep(record_id: str, system: str, row_key: str, cells: Mapping[str, JSONObject], *, received: Instant) -> None:
    """Remember what passed now."""
    _keep.run(record_id=record_id, system=system, row_key=row_key, cells=to_json(dict(cells)), received=received)


def has_sent(record_id: str, system: str) -> bool:
    """Whether a system has ever sent a record."""
    return _has_sent.row(record_id=record_id, system=system) is not None
