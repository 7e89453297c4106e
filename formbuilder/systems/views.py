"""Pages of systems: all of them; one with its columns and deliveries; its table in and out."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, stream_with_context
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.catalogue import service as catalogue
from formbuilder.config import Settings
from formbuilder.language import gettext, language
from formbuilder.pages import is_partial, respond
from formbuilder.permissions import Actor
from formbuilder.systems import drawing, inbox, projecting, service, standing
from formbuilder.systems.deliveries import DONE, RUNNING, Delivery
from formbuilder.systems.files import Fitted, fit, open_table, write_csv, write_ndjson, write_xlsx
from formbuilder.systems.inbox import Job
from formbuilder.systems.problems import NoFile
from formbuilder.systems.projecting import HandOver
from formbuilder.systems.rights import speaks_for
from metadata.mappings import SystemMapping
from metadata.problems import Problem
from renderer.show import department

bp = Blueprint("systems", __name__)

#: Rows of which something is told, on one page.
ROWS = 50
#: So often a page asks how far a table is without having seen it move on, before it says that it has stopped.
PATIENCE = 15
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ndjson": "application/x-ndjson",
    "report": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a system shows beside how it stands: a delivery, and what has just been said of a file."""

    delivery: int = 0
    after: int = 0
    total: int = 0
    seen: int = -1
    still: int = 0
    problem: Problem | None = None
    notes: Sequence[Problem] = ()
    again: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


@bp.get("/systems")
def browse() -> ResponseReturnValue:
    """All systems, by level."""
    who = actor()
    standard = catalogue.see(who)
    return respond("systems/systems.html", levels=drawing.by_level(standing.every(who), standard))


@bp.get("/systems/<code>")
def show(code: str) -> ResponseReturnValue:
    """One system: its columns, its deliveries, and what could not be taken of one of them."""
    return _page(actor(), code, Shown(delivery=_number("delivery"), after=_number("after")))


@bp.get("/systems/<code>/deliveries/<int:number>")
def progress(code: str, number: int) -> ResponseReturnValue:
    """How far a delivery is, for the page that waits for it."""
    who = actor()
    standing.delivery(who, code, number)
    if not is_partial():
        return redirect(f"/systems/{code}?delivery={number}", 303)
    shown = Shown(delivery=number, total=_number("total"), seen=_number("seen"), still=_number("still"))
    return _page(who, code, shown, partial="systems/_delivery.html")


@bp.post("/systems/<code>")
def take_in(code: str) -> ResponseReturnValue:
    """Take in a table: a small one at once, a large one while its page shows how far it is."""
    who, now = actor(), clock.now()
    settings: Settings = current_app.extensions["settings"]
    mapping = standing.own(who, code)
    sent, as_at, area = request.files.get("file"), _typed("as_at"), _typed("area")
    path: Path | None = None
    try:
        if sent is None or not sent.filename:
            raise NoFile(at="file")
        path = inbox.keep(sent, settings, now=time.time())
        fitted = fit(open_table(path), mapping)
        name = re.split(r"[/\\]", sent.filename)[-1]
        job = Job(who, code, path, name, as_at, area, now)
        begun = service.begin(who, code, name=name, digest=fitted.table.digest, as_at=as_at, area=area, now=now)
        if begun.state == RUNNING:
            _read(job, fitted, settings)
    except Problem as problem:
        _forget(path)
        return _page(who, code, Shown(problem=problem, typed=request.form), status=problem.kind.value)
    if begun.state == DONE:
        _forget(path)
    shown = Shown(begun.id, total=fitted.table.total, notes=fitted.notes, again=begun.state == DONE)
    return _page(who, code, shown)


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _read(job: Job, fitted: Fitted, settings: Settings) -> None:
    if fitted.table.total <= inbox.AT_ONCE:
        inbox.read(job)
    else:
        inbox.read_apart(job, settings)


def _forget(path: Path | None) -> None:
    if path is not None:
        path.unlink(missing_ok=True)


@bp.post("/systems/<code>/table")
def hand_out(code: str) -> ResponseReturnValue:
    """The system's own table as a file: written while it is read, and remembered as given."""
    who = actor()
    mapping = standing.own(who, code)
    kind = request.form.get("format", "csv")
    kind = kind if kind in KINDS else "csv"
    # A report says what the table cannot: with it nothing of the table is given.
    gives = kind != "report"
    handed = projecting.hand_over(who, code) if gives else projecting.look_over(who, code)
    day = clock.day_of(clock.now(), current_app.extensions["settings"].timezone).isoformat()
    name = f"{code}-{day}-report.csv" if kind == "report" else f"{code}-{day}.{kind}"
    return Response(
        stream_with_context(pieces(kind, handed, mapping)),
        content_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def pieces(kind: str, handed: HandOver, mapping: SystemMapping) -> Iterator[bytes]:
    """The table in one of its forms, or the report of what could not be expressed in it."""
    columns = [mapped.column.name for mapped in mapping.columns]
    cells = (row.cells for row in handed)
    if kind == "xlsx":
        yield from write_xlsx(cells, columns, title=mapping.system)
    elif kind == "ndjson":
        yield from write_ndjson(cells, columns)
    elif kind == "csv":
        yield from write_csv(cells, columns, marked=True)
    else:
        yield from write_csv(lost(handed), REPORT, marked=True)


REPORT = ("row", "column", "why")


def lost(handed: HandOver) -> Iterator[Mapping[str, str]]:
    """What could not be expressed, cell by cell."""
    tongue = language()
    for row in handed:
        for one in row.lost:
            yield {"row": row.row_key or row.record, "column": one.column, "why": one.problem.say(tongue, gettext)}


def _page(who: Actor, code: str, shown: Shown, *, status: int = 200, partial: str = "") -> Response:
    stands, brought = standing.one(who, code)
    own = speaks_for(who, stands.system)
    chosen = _chosen(who, code, brought, shown.delivery)
    standard = catalogue.see(who)
    places = {area.code: area.get_name(language()) for area in standing.areas_of(who, stands.mapping)}
    line = drawing.delivery_line(chosen, places) if chosen else None
    told = service.told(who, chosen.id, after=shown.after, count=ROWS + 1) if chosen and own else []
    moved = line is None or line.read != shown.seen
    words: dict[str, Any] = {
        "code": code,
        "system": drawing.system_line(stands, standard),
        "level": gettext(drawing.LEVELS.get(stands.system.level, stands.system.level)),
        "department": department(stands.system.department, standard, language()),
        "columns": drawing.column_lines(stands.mapping, standard),
        "dated": drawing.dated(stands.mapping),
        "deliveries": [drawing.delivery_line(one, places) for one in brought],
        "chosen": line,
        "cells": drawing.cell_lines(told[:ROWS], stands.mapping),
        "next": told[ROWS - 1].number if len(told) > ROWS else 0,
        "after": shown.after,
        "own": own,
        "total": shown.total,
        "still": 0 if moved else shown.still + 1,
        "waits": chosen is not None and chosen.state == RUNNING and (moved or shown.still < PATIENCE),
        "problem": shown.problem.say(language(), gettext) if shown.problem else "",
        "at": shown.problem.at if shown.problem else "",
        "notes": [note.say(language(), gettext) for note in shown.notes],
        "again": shown.again,
        "typed": shown.typed,
        "areas": list(places.items()),
        "fault": shown.problem is not None,
    }
    return respond("systems/system.html", status=status, partial=partial, **words)


def _chosen(who: Actor, code: str, brought: Sequence[Delivery], number: int) -> Delivery | None:
    """The delivery that the page looks into: the one that is asked for, else the latest."""
    if number:
        return next((one for one in brought if one.id == number), None) or standing.delivery(who, code, number)
    return brought[0] if brought else None


def _number(name: str) -> int:
    """A number in the address; 0 where there is none."""
    written = request.args.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
