"""Pages of the standard: find a field, define one (is it one of these?), change it with its consequences first."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.catalogue import definitions, looks, service, telling
from formbuilder.catalogue.problems import NearFields, NoCode
from formbuilder.language import gettext, language
from formbuilder.pages import respond
from formbuilder.permissions import Actor, Role
from formbuilder.problems import FaultyRequest, Stale
from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.overlaps import Overlap
from metadata.problems import BadCode, Problem
from renderer.show import department

bp = Blueprint("catalogue", __name__)

ROWS = 50
#: Kinds of answers, the most used first.
USUAL = ("text", "code", "codes", "integer", "date", "phone", "money", "decimal", "identity", "address")
TYPES = (*USUAL, *(name for name in fieldtypes.names() if name not in USUAL))


@bp.get("/fields")
def list_fields() -> Response:
    """Search and filter; a page of the standard."""
    asked = {name: request.args.get(name, "") for name in ("q", "entity", "owner", "status")}
    asked["status"] = request.args.get("status", "active")
    me = actor()
    found, more, count = service.search(
        me,
        words=asked["q"],
        entity=asked["entity"],
        owner=asked["owner"],
        status=asked["status"],
        after=request.args.get("after", ""),
        limit=ROWS,
    )
    return respond(
        "catalogue/fields.html",
        partial="found",
        **_words(service.see(me)),
        found=found,
        count=count,
        asked=asked,
        next=found[-1].field.code if more else "",
        may_define=me.role in (Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN),
    )


@bp.get("/fields/new")
def open_new_field() -> Response:
    """The form of a new field; for htmx, while a name is typed: is it one of these?"""
    me = actor()
    typed = definitions.blank(request.args.get("entity", "person"), me.department)
    typed |= {name: text for name, text in request.args.items() if name in {*definitions.PARTS, "freshness", "reason"}}
    field, _problems = definitions.read(typed)
    near = service.find_near(me, field)
    return _new_field(me, service.see(me), typed, near)


@bp.post("/fields/new")
def define_field() -> WerkzeugResponse:
    """Define it, or show what stands in the way: faults at their places, near ones with 'use this one' first (R3)."""
    me = actor()
    typed = request.form.to_dict()
    typed["owner"] = typed.get("owner") or me.department
    field, problems = definitions.read(typed)
    typed["code"] = field.code
    near = service.find_near(me, field)
    told = set(typed.get("seen", "").split())
    try:
        if problems:
            raise FaultyRequest(problems)
        distinct = bool(near) and {overlap.field.code for overlap in near} <= told
        service.define(me, field, distinct=distinct, reason=typed.get("reason", ""), now=clock.now())
    except NearFields as stopped:
        return _new_field(me, service.see(me), typed, stopped.overlaps, status=409)
    except FaultyRequest as faulty:
        said = [NoCode(at="en") if one.code == BadCode.code and not field.code else one for one in faulty.problems]
        return _new_field(me, service.see(me), typed, near, faults=said, status=422)
    return redirect(f"/fields/{field.code}?done=defined", 303)


@bp.get("/fields/<code>")
def open_field(code: str) -> Response:
    """A field: what it says, who asks it, its history; for its owner the form that changes it."""
    dossier = service.open_field(actor(), code)
    return _field(dossier, definitions.typed_of(dossier.field), done=request.args.get("done", ""))


@bp.post("/fields/<code>")
def change_field(code: str) -> WerkzeugResponse:
    """First what the change would do, then, sent again unchanged, the change itself (R1)."""
    me = actor()
    dossier = service.open_field(me, code)
    typed = request.form.to_dict()
    based_on = _number(typed.get("based_on", ""))
    field, problems = definitions.read(typed, dossier.field)
    try:
        if problems:
            raise FaultyRequest(problems)
        if typed.get("step") == "save" and typed.get("seen") == _mark(field):
            service.change(me, field, based_on=based_on, note=typed.get("note", "")[:500], now=clock.now())
            return redirect(f"/fields/{code}?done=changed", 303)
        shown = service.preview_change(me, field, based_on=based_on)
    except Stale as stale:
        return _field(dossier, typed | {"based_on": str(dossier.field.version)}, problem=stale, status=412)
    except FaultyRequest as faulty:
        return _field(dossier, typed, faults=faulty.problems, status=422)
    except Problem as problem:
        if problem.kind.value in (403, 404):
            raise
        return _field(dossier, typed, problem=problem, status=problem.kind.value)
    return _field(dossier, typed, preview=shown, seen=_mark(field))


@bp.post("/fields/<code>/retire")
def retire_field(code: str) -> WerkzeugResponse:
    """Take it out of use."""
    me = actor()
    based_on, note = _number(request.form.get("based_on", "")), request.form.get("note", "")[:500]
    try:
        service.retire(me, code, based_on=based_on, note=note, now=clock.now())
    except Problem as problem:
        return _refused(me, code, problem)
    return redirect(f"/fields/{code}?done=retired", 303)


@bp.post("/fields/<code>/owner")
def hand_field_over(code: str) -> WerkzeugResponse:
    """Give it to another department."""
    me = actor()
    based_on, note = _number(request.form.get("based_on", "")), request.form.get("note", "")[:500]
    try:
        service.hand_over(me, code, request.form.get("owner", ""), based_on=based_on, note=note, now=clock.now())
    except Problem as problem:
        return _refused(me, code, problem)
    return redirect(f"/fields/{code}?done=handed", 303)


@bp.get("/codelists/<code>")
def open_codelist(code: str) -> Response:
    """A value domain and who uses it."""
    catalogue = service.see(actor())
    codelist = catalogue.codelist(code)
    users = [field for field in catalogue.fields.values() if field.codelist == code and field.active]
    return respond("catalogue/codelist.html", **_words(catalogue), codelist=codelist, users=users)


def _refused(me: Actor, code: str, problem: Problem) -> Response:
    if problem.kind.value in (403, 404):
        raise problem
    dossier = service.open_field(me, code)
    return _field(dossier, definitions.typed_of(dossier.field), problem=problem, status=problem.kind.value)


def _field(
    dossier: service.Dossier,
    typed: Mapping[str, str],
    *,
    faults: list[Problem] | None = None,
    problem: Problem | None = None,
    status: int = 200,
    **known: Any,
) -> Response:
    catalogue = dossier.catalogue
    return respond(
        "catalogue/field.html",
        status=status,
        **_words(catalogue),
        **_form(catalogue, typed, faults or []),
        dossier=dossier,
        field=dossier.field,
        steps=telling.history(dossier),
        problem=problem.say(language(), gettext) if problem else "",
        schema=looks.schema_text(dossier.field, catalogue),
        **known,
    )


def _new_field(
    me: Actor,
    catalogue: Catalogue,
    typed: Mapping[str, str],
    near: list[Overlap],
    *,
    faults: list[Problem] | None = None,
    status: int = 200,
) -> Response:
    return respond(
        "catalogue/field_new.html",
        status=status,
        partial="catalogue/_while_typing.html",
        **_words(catalogue),
        **_form(catalogue, typed, faults or []),
        near=near,
        looks=looks.looks_of(definitions.read(typed)[0], catalogue),
        owners=[me.department] if me.role is Role.DEPARTMENT_ADMIN else list(catalogue.codelist("department").codes),
        came_back=status != 200,
    )


def _words(catalogue: Catalogue) -> dict[str, Any]:
    """What every page of the standard calls things."""
    reader = language()
    return {
        "catalogue": catalogue,
        "told": telling,
        "parts": definitions.PARTS,
        "departments": {code: department(code, catalogue, reader) for code in catalogue.codelist("department").codes},
        "entities": {code: entity.label.get(reader) for code, entity in catalogue.entities.items()},
        "types": {name: fieldtypes.get(name).label.get(reader) for name in TYPES},
        "say": lambda sentence: sentence.say(reader, gettext),
    }


def _form(catalogue: Catalogue, typed: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """What the form of a definition shows: what was typed, and each fault at its input."""
    reader = language()
    faults: dict[str, str] = {}
    for problem in problems:
        name = definitions.input_of(problem.at)
        text = problem.say(reader, gettext)
        faults[name] = f"{faults[name]} {text}" if name in faults else text
    places = {name: place for place, name in enumerate(definitions.PARTS)}
    faults = dict(sorted(faults.items(), key=lambda fault: places.get(fault[0], len(places))))
    lists = sorted(((one.label.get(reader), code) for code, one in catalogue.codelists.items()))
    return {"typed": typed, "faults": faults, "fault": bool(faults), "codelists": lists, "days": definitions.DAYS}


def _number(text: str) -> int:
    """A version as the form carried it; 0 where it is none: the change is based on nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _mark(field: Field) -> str:
    """What was previewed: saving something else shows its consequences first."""
    return sha256(repr(replace(field, version=0)).encode()).hexdigest()[:16]
