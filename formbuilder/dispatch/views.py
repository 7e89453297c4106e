"""The worker's day: doors by building and room; taking a bundle along, giving back, sending again (R12, R13)."""

from uuid import UUID

from flask import Blueprint, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.dispatch import drawing, service
from formbuilder.pages import respond
from formbuilder.permissions import Role, Verb, may
from formbuilder.tasks import arriving
from metadata.stamps import Instant

bp = Blueprint("dispatch", __name__)


@bp.get("/work")
def today() -> ResponseReturnValue:
    """Where something is to be asked today."""
    after = request.args.get("after", "")
    return _today(request.args.get("show", ""), "", int(after) if after.isascii() and after.isdigit() else 0)


@bp.post("/work")
def search() -> ResponseReturnValue:
    """The same, only of those with these words in name or room: what is looked for does not stand in an address."""
    return _today(request.form.get("show", ""), request.form.get("q", "").strip()[:40], 0)


def _today(show: str, text: str, after: int) -> ResponseReturnValue:
    who, now = actor(), clock.now()
    if may(who, Verb.SEE_WORK):
        _keep_up(now)
    day = service.today(who, show=show, text=text, after=after, now=now)
    return respond(
        "work/today.html",
        partial="list",
        day=day,
        text=text,
        drawn=drawing.drawn(day, g.language, now),
        secretary=who.role is Role.SECRETARY,
    )


@bp.post("/work/take")
def take() -> ResponseReturnValue:
    """Take all doors of a building along."""
    records = [record for record in request.form.getlist("record") if len(record) == 36][:200]
    service.take(actor(), records, now=clock.now())
    return redirect("/work", 303)


@bp.post("/work/<uuid:record_id>/release")
def release(record_id: UUID) -> ResponseReturnValue:
    """Give a door back."""
    service.release(actor(), str(record_id))
    return redirect("/work", 303)


@bp.post("/work/<uuid:record_id>/send-again")
def send_again(record_id: UUID) -> ResponseReturnValue:
    """A secretary sends what was refused here again."""
    service.send_again(actor(), str(record_id), now=clock.now())
    return redirect(f"/records/{record_id}#sent", 303)


def _keep_up(now: Instant) -> None:
    """What time brings, once a day and process: the first who looks at the day sets it going.

    What was being sent when a process ended is sent on, too.
    """
    kept: dict[str, str] = current_app.extensions.setdefault("kept_up", {})
    zone = current_app.extensions["settings"].timezone
    day = clock.day_of(now, zone).isoformat()
    if kept.get("day") != day:
        service.keep_up(service.CLOCK, now=now)
        for task in service.on_the_way(service.CLOCK):
            arriving.send_apart(service.CLOCK, task)
        kept["day"] = day
