"""The standard for programs: fields, value domains, kinds of records, and their JSON Schemas (`/api/v1`)."""

import dataclasses
from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.catalogue import service
from formbuilder.catalogue.problems import OnlyByItsOwnAct
from formbuilder.catalogue.schemas import (
    ChangeSchema,
    CodeListSchema,
    EntitySchema,
    FieldSchema,
    NewFieldSchema,
    VersionSchema,
    codelist_document,
    entity_document,
    field_document,
    field_from,
)
from formbuilder.exchange.answers import after, bytes_answer, cursor, digest_of, json_answer, limit, page_of
from formbuilder.exchange.bodies import matched, read
from formbuilder.exchange.describe import PAGED, describe, list_of
from formbuilder.language import gettext, language
from formbuilder.problems import FaultyRequest
from metadata import schemas
from metadata.catalogue import Catalogue
from metadata.problems import IdentityChanged
from metadata.values import JSONObject

bp = Blueprint("catalogue_api", __name__, url_prefix="/api/v1")

SCHEMA_JSON = "application/schema+json"


@bp.get("/fields")
@describe(
    query={
        "q": "label, synonym, code or pinyin",
        "entity": "kind of record",
        "owner": "department",
        "status": "draft, active or retired",
        **PAGED,
    },
    answers={200: list_of(FieldSchema), 304: None},
    problems=(400,),
)
def list_fields() -> Response:
    """Fields of the standard, in its order; the best match first where words are given."""
    asked = request.args
    seen = after()
    found, more, _count = service.search(
        actor(),
        words=asked.get("q", ""),
        entity=asked.get("entity", ""),
        owner=asked.get("owner", ""),
        status=asked.get("status", ""),
        after=str(seen[0]) if seen else "",
        limit=limit(),
    )
    return page_of([field_document(one.field) for one in found], cursor(found[-1].field.code) if more else None)


@bp.post("/fields")
@describe(body=NewFieldSchema, answers={201: FieldSchema}, problems=(400, 409, 413, 415, 422))
def define_field() -> Response:
    """Define a field.

    Near ones are told with 409 `field.near-ones`; `distinct` with a `reason` says that this is something else (R3).
    The same code, label or synonym is refused with 422.
    """
    me = actor()
    loaded: dict[str, Any] = read(NewFieldSchema)
    field = field_from(loaded | {"owner": loaded["owner"] or me.department})
    made = service.define(me, field, distinct=loaded["distinct"], reason=loaded["reason"], now=clock.now())
    return json_answer(
        field_document(made), status=201, etag=_tag(made.code, 1), headers={"Location": f"/api/v1/fields/{made.code}"}
    )


@bp.get("/fields/<code>")
@describe(answers={200: FieldSchema, 304: None}, problems=(404,))
def read_field(code: str) -> Response:
    """One field, as it is now."""
    field = service.see(actor()).field(code)
    return json_answer(field_document(field), etag=_tag(code, field.version))


@bp.put("/fields/<code>")
@describe(
    query={"preview": "1: tell what the change would do, and change nothing", "note": "why, for the history"},
    headers=("If-Match",),
    body=FieldSchema,
    answers={200: ChangeSchema},
    problems=(400, 404, 409, 412, 413, 415, 422, 428),
)
def change_field(code: str) -> Response:
    """Change a field: a new version of it.

    The answer tells the class of the change and how many values do not conform to it any more: they stay, and become
    due (R1). `preview=1` tells it before. `status` "retired" retires; another `owner` hands over; each by itself.
    """
    me = actor()
    based_on = matched(f"field-{code}")
    field = dataclasses.replace(field_from(read(FieldSchema)), version=based_on)
    present = service.see(me).field(code)
    if field.code != code:
        raise FaultyRequest([IdentityChanged(at="/code", label=present.label)])
    note, now = request.args.get("note", "")[:500], clock.now()
    preview = request.args.get("preview", "") not in ("", "0")
    field = field if field.owner else dataclasses.replace(field, owner=present.owner)
    apart = {name for name in ("owner", "status") if getattr(field, name) != getattr(present, name)}
    if apart and (preview or dataclasses.replace(field, owner=present.owner, status=present.status) != present):
        raise FaultyRequest([OnlyByItsOwnAct(at=f"/{name}") for name in sorted(apart)])
    if "status" in apart:
        retired = service.retire(me, code, based_on=based_on, note=note, now=now)
        return _changed(retired.version, {"field": field_document(retired), "change": "retired", "reasons": []})
    if "owner" in apart:
        handed = service.hand_over(me, code, field.owner, based_on=based_on, note=note, now=now)
        return _changed(handed.version, {"field": field_document(handed), "change": "cosmetic", "reasons": []})
    if preview:
        done = service.preview_change(me, field, based_on=based_on)
    else:
        done = service.change(me, field, based_on=based_on, note=note, now=now)
    return _changed(
        present.version if preview else done.now.version,
        {
            "field": field_document(done.now),
            "change": done.kind,
            "reasons": [reason.say(language(), gettext) for reason in done.change.reasons],
            "held": done.held,
            "unfit": done.unfit,
        },
    )


def _changed(version: int, document: JSONObject) -> Response:
    code: str = document["field"]["code"]
    return json_answer({"held": 0, "unfit": 0, **document}, etag=_tag(code, version))


@bp.get("/fields/<code>/versions")
@describe(answers={200: list_of(VersionSchema), 304: None}, problems=(404,))
def list_versions(code: str) -> Response:
    """All versions of a field, the newest first, with who made each, when and why."""
    dossier = service.open_field(actor(), code)
    items = [
        {
            "field": field_document(one.field),
            "change": one.change,
            "by": one.by,
            "at": clock.to_text(one.at),
            "note": one.note,
        }
        for one in dossier.versions
    ]
    return page_of(items, None)


@bp.get("/fields/<code>/schema")
@describe(
    query={"version": "an older version"},
    answers={200: {"type": "object"}, 304: None},
    problems=(400, 404),
    media=(SCHEMA_JSON,),
)
def field_schema(code: str) -> Response:
    """The JSON Schema 2020-12 of a field's values (R2)."""
    catalogue = service.see(actor())
    version = request.args.get("version", "")
    field = catalogue.version(code, int(version)) if version.isdecimal() and len(version) < 9 else catalogue.field(code)
    return _schema(catalogue, f"field.{code}.{field.version}", lambda: schemas.field_schema(field, catalogue))


@bp.get("/codelists")
@describe(query=PAGED, answers={200: list_of(CodeListSchema), 304: None}, problems=(400,))
def list_codelists() -> Response:
    """Value domains, without their codes."""
    catalogue = service.see(actor())
    seen, count = after(), limit()
    codes = sorted(code for code in catalogue.codelists if not seen or code > str(seen[0]))
    items = []
    for code in codes[:count]:
        document = codelist_document(catalogue.codelists[code])
        del document["codes"]
        items.append(document)
    return page_of(items, cursor(codes[count - 1]) if len(codes) > count else None)


@bp.get("/codelists/<code>")
@describe(answers={200: CodeListSchema, 304: None}, problems=(404,))
def read_codelist(code: str) -> Response:
    """One value domain with its codes, retired ones too."""
    return json_answer(codelist_document(service.see(actor()).codelist(code)))


@bp.get("/entities")
@describe(answers={200: list_of(EntitySchema), 304: None})
def list_entities() -> Response:
    """Kinds of records, with the codes of their active fields."""
    catalogue = service.see(actor())
    items = [
        entity_document(entity, [field.code for field in catalogue.of(entity.code)])
        for entity in catalogue.entities.values()
    ]
    return page_of(items, None)


@bp.get("/entities/<entity>/schema")
@describe(answers={200: {"type": "object"}, 304: None}, problems=(404,), media=(SCHEMA_JSON,))
def entity_schema(entity: str) -> Response:
    """The JSON Schema 2020-12 of a whole canonical record."""
    catalogue = service.see(actor())
    catalogue.entity(entity)
    return _schema(catalogue, f"entity.{entity}", lambda: schemas.entity_schema(entity, catalogue))


def _tag(code: str, version: int) -> str:
    return f"field-{code}.{version}"


def _schema(catalogue: Catalogue, name: str, make: Callable[[], JSONObject]) -> Response:
    """A schema's bytes, made once per process for each state of the catalogue."""
    kept: tuple[str, dict[str, tuple[bytes, str]]] = current_app.extensions.get("schemas") or ("", {})
    if kept[0] != catalogue.digest:
        kept = current_app.extensions["schemas"] = (catalogue.digest, {})
    found = kept[1].get(name)
    if found is None:
        content = orjson.dumps(make())
        found = kept[1][name] = (content, digest_of(content))
    return bytes_answer(found[0], etag=found[1], mimetype=SCHEMA_JSON)
