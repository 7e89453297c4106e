"""The page of one record: what is known and who says so, what is disputed, how it came about; and revealing."""

from uuid import UUID

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.config import Settings
from formbuilder.joining import drawing as joining
from formbuilder.joining.service import open_joined
from formbuilder.language import gettext, language
from formbuilder.pages import respond
from formbuilder.permissions import Actor, Sight, Verb, may, may_join
from formbuilder.records import comparing, correcting, drawing, service
from formbuilder.records.instants import read_instant
from formbuilder.records.problems import BadInstant
from formbuilder.records.sights import Look
from metadata.problems import Kind, Problem
from metadata.values import Value

bp = Blueprint("records", __name__)


@bp.get("/records")
def list_records() -> ResponseReturnValue:
    """The one table begins with people."""
    return redirect("/ledger/person", 302)


@bp.get("/records/<uuid:record>")
def show(record: UUID) -> ResponseReturnValue:
    """A record, as it stands or as it stood (`?at=`); `?correct=FIELD` opens one field at the desk."""
    return _page(actor(), str(record))


@bp.post("/records/<uuid:record>/reveal")
def reveal(record: UUID) -> ResponseReturnValue:
    """Masked values in clear, on this one answer only; a reload does not show them again."""
    me, record_id = actor(), str(record)
    fields, reason = request.form.getlist("fields"), request.form.get("reason", "")
    try:
        values = service.reveal(me, record_id, fields, reason)
    except Problem as problem:
        if problem.kind not in (Kind.INVALID, Kind.TOO_MANY):
            raise
        faults = {problem.at or "fields": problem.say(language(), gettext)}
        return _page(me, record_id, faults=faults, chosen=fields, reason=reason, status=problem.kind.value)
    return _page(me, record_id, values=values)


@bp.post("/records/<uuid:record>/correct")
def correct(record: UUID) -> ResponseReturnValue:
    """What a secretary knows better, merged like any claim."""
    me, record_id, code = actor(), str(record), request.form.get("field", "")
    read = correcting.read(me, code, request.form)
    if read.fault is not None:
        return _page(me, record_id, correct=code, faults={"value": read.fault.say(language(), gettext)}, status=422)
    service.correct(me, record_id, read.answers, shown=read.shown, since=read.since, now=clock.now())
    return redirect(f"/records/{record_id}", 303)


def _page(
    me: Actor,
    record_id: str,
    *,
    values: dict[str, Value] | None = None,
    faults: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    reason: str = "",
    correct: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    faults, now, written = dict(faults or {}), clock.now(), request.args.get("at", "").strip()
    try:
        at = read_instant(written, settings.timezone)
    except BadInstant as wrong:
        at, faults["at"], status = None, wrong.say(language(), gettext), 400
    page = service.open_page(me, record_id, now=now, at=at)
    names, seen = page.names, page.seen
    one_with = open_joined(me, record_id, at=at)
    fields = names.reading.catalogue.fields
    clear = {code: names.value(fields[code], Look(Sight.CLEAR, value)) for code, value in (values or {}).items()}
    may_correct = at is None and may(me, Verb.CORRECT_RECORD)
    correct = correct or (request.args.get("correct", "") if may_correct else "")
    return respond(
        "records/record.html",
        status=status,
        seen=seen,
        kind=names.reading.catalogue.entity(seen.entity).label.get(language()),
        groups=drawing.groups(seen, names, revealed=_marked(clear)),
        unknown=drawing.unknown(seen, names),
        compared=comparing.comparison(page.claims, names),
        story=joining.told(drawing.story(page.lines, names, now=now), one_with, now=now),
        related=page.related,
        sent=drawing.sent(page.sent, names),
        may_send_again=page.refused and may(me, Verb.SEND_TASK) and may(me, Verb.OPEN_VISIT),
        relation=names.label,
        kinds=names.reading.catalogue.entities,
        place=names.place(seen.area),
        address=page.address,
        at=written,
        as_of=at,
        faults=faults,
        chosen=chosen or [],
        reason=reason,
        revealed=len(clear),
        conflicts=sum(1 for fact in seen.facts if fact.fact is not None and fact.fact.open),
        may_reveal=at is None and may(me, Verb.REVEAL),
        may_correct=may_correct,
        may_settle=may(me, Verb.SETTLE),
        joined=joining.joined(one_with, now=now),
        may_join=at is None and may_join(me),
        join_fault=joining.FAULTS.get(request.args.get("join", ""), ""),
        done=joining.DONE.get(request.args.get("done", ""), ""),
        led_here=record_id != seen.id,
        correction=correcting.form(correct, seen, names, now=now) if correct else None,
    )


def _marked(values: dict[str, Markup]) -> dict[str, Markup]:
    """A revealed value is marked as such, so that a printed page tells."""
    return {code: Markup('<mark class="diff">%s</mark>') % value for code, value in values.items()}
