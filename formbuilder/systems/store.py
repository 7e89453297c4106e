"""Departments' systems in the database, and the mappings through which they speak with us (R21)."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from flask import current_app

from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, from_json, in_transaction, to_json
from metadata import mappings, transforms
from metadata.catalogue import Catalogue
from metadata.mappings import SystemMapping
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
    mapping_version: int = 0

    def get_name(self, language: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if language == "en" and self.name_en else self.name


_COLUMNS = "code, name, name_en, department, level, entity, fields, mapping_version"
_systems = Statement(f"select {_COLUMNS} from system order by code")
_system = Statement(f"select {_COLUMNS} from system where code = :code")
_put = Statement(
    "insert into system"
    " (code, name, name_en, department, level, entity, fields, mapping_version, feed, feed_mark, feed_digest)"
    " values (:code, :name, :name_en, :department, :level, :entity, :fields, 0, 0, 0, '')"
    " on conflict (code) do nothing"
)
_has_sent = Statement("select 1 from system_row where record_id = :record_id and system = :system limit 1")
_mapping = Statement("select document from mapping where system = :system and version = :version")
_put_mapping = Statement(
    "insert into mapping (system, version, document, approved_by, approved_at)"
    " values (:system, :version, :document, :by, :at)"
)
_approve = Statement("update system set mapping_version = :version, fields = :fields where code = :system")


def all_systems() -> list[System]:
    """Every system, by code."""
    return [_read(row) for row in _systems.rows()]


def find(code: str) -> System | None:
    """One system."""
    row = _system.row(code=code)
    return _read(row) if row else None


def _read(row: tuple[Any, ...]) -> System:
    code, name, name_en, department, level, entity, fields, version = row
    return System(code, name, name_en, department, level, entity, frozenset(from_json(fields)), version)


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
    """The sixteen systems of the standard with the fields that the columns of their mappings mean."""
    table = files("metadata").joinpath("standard/systems.csv").read_text("utf-8")
    spoken = mappings.shipped()
    return tuple(
        System(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            department=row["department"],
            level=row["level"],
            entity=spoken[row["code"]].entity,
            fields=spoken[row["code"]].fields,
        )
        for row in csv.DictReader(table.splitlines())
    )


def has_sent(record_id: str, system: str) -> bool:
    """Whether a system has ever sent a record, or was given it."""
    return _has_sent.row(record_id=record_id, system=system) is not None


def own_mapping(system: System, catalogue: Catalogue, entity: str) -> SystemMapping:
    """The mapping of a program that speaks in our own words: the fields that it may, and what says whose row it is."""
    kind = catalogue.entity(entity)
    fields = {*system.fields, *kind.key, *kind.relations, kind.name_field} & catalogue.fields.keys()
    return mappings.own_words(system.code, entity, sorted(fields), catalogue)


def mapping_of(system: System, catalogue: Catalogue | None = None, *, entity: str = "") -> SystemMapping:
    """The mapping that holds for a system: the one that was approved last, else our own words.

    :param entity: of the rows, where a system without a mapping speaks of another kind than its own
    """
    if not system.mapping_version:
        return own_mapping(system, catalogue or standard.present(), entity or system.entity)
    kept: dict[tuple[str, int], SystemMapping] = current_app.extensions.setdefault("mappings", {})
    name = (system.code, system.mapping_version)
    if name not in kept:
        row = _mapping.row(system=system.code, version=system.mapping_version)
        assert row is not None, "a system names a version that is there"
        found = mappings.from_document(from_json(row[0]))
        if "mappings" in in_transaction().touched:  # approved just now: it may yet fail
            return found
        kept[name] = found
    return kept[name]


def approve(mapping: SystemMapping, system: System, *, by: str, at: Instant) -> SystemMapping:
    """The next version of a system's mapping, which holds from now on; what its columns mean is what it may read.

    :raises Problem: it cannot be followed (`transforms.check`): the first thing that is wrong with it
    """
    if wrong := transforms.check(mapping, standard.present()):
        raise wrong[0]
    approved = replace(mapping, system=system.code, version=system.mapping_version + 1)
    document = to_json(mappings.to_document(approved))
    _put_mapping.run(system=system.code, version=approved.version, document=document, by=by, at=at)
    in_transaction().touched.add("mappings")
    fields = system.fields | approved.fields
    _approve.run(system=system.code, version=approved.version, fields=to_json(sorted(fields)))
    return approved
