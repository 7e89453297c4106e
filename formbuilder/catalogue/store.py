"""The standard as tables: the present catalogue (cached by its revision), and every version that a field ever had."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from formbuilder import clock, db
from formbuilder.catalogue.models import CodeListRow, FieldRow, FieldVersionRow
from formbuilder.db import Statement, database, from_json, to_json
from metadata import catalogue, codelists, fieldfiles
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.stamps import Instant
from metadata.values import JSONObject

#: Who brought the shipped standard.
SHIPPED_BY = "standard"

_revision = Statement("select revision from catalogue_revision where id = 1")
_fields = Statement(
    "select v.code, v.version, f.version, v.document from field_version v join field f on f.code = v.code"
    " order by v.code, v.version"
)
_firsts = Statement("select code, at from field_version where version = 1")
_codelists = Statement("select document from codelist order by code")
_first = Statement("insert into catalogue_revision (id, revision) values (1, 0) on conflict (id) do nothing")
_lock = Statement(
    "select revision from catalogue_revision where id = 1",
    postgresql="select revision from catalogue_revision where id = 1 for update",
)
_grow = Statement("update catalogue_revision set revision = revision + 1 where id = 1")
_upsert = Statement(
    "insert into field (code, entity, owner, status, version) values (:code, :entity, :owner, :status, :version)"
    " on conflict (code) do update set owner = excluded.owner, status = excluded.status, version = excluded.version"
)
_version = Statement(
    "insert into field_version (code, version, document, change, by, at, note)"
    " values (:code, :version, :document, :change, :by, :at, :note)"
)
_codelist = Statement(
    "insert into codelist (code, version, document) values (:code, 1, :document)"
    " on conflict (code) do update set document = excluded.document, version = codelist.version + 1"
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a field: what it said, what kind of change made it, and who, when and why."""

    field: Field
    change: str
    by: str
    at: Instant
    note: str


def present() -> Catalogue:
    """The catalogue as it is in the transaction that is open: one tiny select, unless it has changed.

    Each process keeps one copy. In a transaction that itself changed the catalogue nothing is kept: it may yet fail.
    """
    found = _revision.row()
    revision = found[0] if found else 0
    copies = current_app.extensions
    kept: tuple[int, Catalogue] | None = copies.get("catalogue")
    if kept and kept[0] == revision and not _changed_here():
        return kept[1]
    fresh = _load()
    if not _changed_here():
        copies["catalogue"] = (revision, fresh)
    return fresh


def lock() -> None:
    """Changes of the catalogue come one after the other, so that two people cannot make the same field at once (R3)."""
    _first.run()
    _lock.row()


def versions(code: str) -> list[Version]:
    """All versions of a field, the newest first; empty: there is no such field."""
    rows = database.session.scalars(
        sa.select(FieldVersionRow).where(FieldVersionRow.code == code).order_by(FieldVersionRow.version.desc())
    )
    return [Version(field_from(row.document), row.change, row.by, row.at, row.note) for row in rows]


def save_field(field: Field, *, change: str, by: str, at: Instant, note: str = "") -> None:
    """Keep a new version of a field (or a new field) beside its older ones, and let every process know."""
    _save([field], change=change, by=by, at=at, note=note)


def save_fields(fields: Iterable[Field], *, change: str, by: str, at: Instant, note: str = "") -> None:
    """The same for many at once."""
    _save(fields, change=change, by=by, at=at, note=note)


def load_standard() -> int:
    """Fill the tables from the shipped standard; what is there already stays as it is. The number of new fields.

    In the transaction that is open; where none is, in one of its own (start-up commands, tests).
    """
    with db.transaction(writing=True):
        return _load_standard()


def _load_standard() -> int:
    lock()
    shipped = catalogue.standard()
    known = set(database.session.scalars(sa.select(FieldRow.code)))
    lists = set(database.session.scalars(sa.select(CodeListRow.code)))
    new = [field for field in shipped.fields.values() if field.code not in known]
    for codelist in shipped.codelists.values():
        if codelist.code not in lists:
            _codelist.run(code=codelist.code, document=to_json(codelists.to_document(codelist)))
    _save(new, change="new", by=SHIPPED_BY, at=clock.now(), note="")
    return len(new)


def field_from(document: JSONObject) -> Field:
    """A field from its document: the cells of its row that say something."""
    return fieldfiles.from_row(document)


def document_of(field: Field) -> JSONObject:
    """The document of a field; `field_from` reads it back to an equal field."""
    return {name: cell for name, cell in fieldfiles.to_row(field).items() if cell}


def _save(fields: Iterable[Field], *, change: str, by: str, at: Instant, note: str) -> None:
    rows = list(fields)
    _upsert.many(
        [
            {"code": f.code, "entity": f.entity, "owner": f.owner, "status": f.status.value, "version": f.version}
            for f in rows
        ]
    )
    _version.many(
        [
            {
                "code": f.code,
                "version": f.version,
                "document": to_json(document_of(f)),
                "change": change,
                "by": by,
                "at": at,
                "note": note,
            }
            for f in rows
        ]
    )
    _first.run()
    _grow.run()
    db.in_transaction().touched.add("catalogue")


def _changed_here() -> bool:
    """Whether the transaction that is open has changed the catalogue."""
    return "catalogue" in db.in_transaction().touched


def _load() -> Catalogue:
    """Everything from the tables; kinds of records and stamps of rows are as shipped."""
    shipped = catalogue.standard()
    order = {code: place for place, code in enumerate(shipped.fields)}
    since: dict[str, int] = dict(_firsts.rows())
    fields: dict[str, Field] = {}
    older: dict[tuple[str, int], Field] = {}
    for code, version, newest, document in _fields.rows():
        field = field_from(from_json(document))
        if version == newest:
            fields[code] = field
        else:
            older[code, version] = field
    lists = [codelists.from_document(from_json(document)) for (document,) in _codelists.rows()]
    return Catalogue(
        fields=dict(sorted(fields.items(), key=lambda item: (order.get(item[0], len(order)), since[item[0]], item[0]))),
        codelists={found.code: found for found in lists},
        entities=shipped.entities,
        older=older,
        stamps=shipped.stamps,
    )
