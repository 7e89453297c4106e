"""The page of review: the queue, one case side by side, and no opinion of its own (no primary button)."""

from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.language import gettext, language
from formbuilder.pages import respond
from formbuilder.permissions import Actor
from formbuilder.problems import NotThere, Stale
from formbuilder.review import drawing, service
from formbuilder.review.problems import SettledAlready
from metadata.problems import Kind, Problem
from metadata.records import Ruling

bp = Blueprint("review", __name__)


@bp.get("/review")
def queue() -> ResponseReturnValue:
    """What waits for the reader; `?claim=` opens one case, without it the oldest."""
    claim, done = request.args.get("claim", ""), request.args.get("done", "")
    if request.args.get("kind") == "parked":
        return _parked(actor(), done=done)
    return _page(actor(), claim, done=done)


@bp.post("/review/<uuid:claim>")
def settle(claim: UUID) -> ResponseReturnValue:
    """Settle one case, then go on with the next."""
    me, claim_id, form = actor(), str(claim), request.form
    shown = form.get("shown", "")
    try:
        ruling = Ruling(form.get("settle", ""))
    except ValueError:
        return _page(me, claim_id, fault=gettext("Choose what shall hold."), status=422)
    try:
        service.settle(
            me,
            claim_id,
            ruling,
            shown=int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 16 else None,
            reason=form.get("reason", ""),
            now=clock.now(),
        )
    except SettledAlready as problem:
        return _page(me, "", fault=problem.say(language(), gettext), status=409)
    except Stale as problem:
        return _page(me, claim_id, fault=problem.say(language(), gettext), reason=form.get("reason", ""), status=409)
    except Problem as problem:
        if problem.kind not in (Kind.CONFLICT, Kind.INVALID):
            raise
        return _page(me, claim_id, fault=problem.say(language(), gettext), status=problem.kind.value)
    return redirect(f"/review?done={ruling.value}", 303)


@bp.post("/review/parked/<uuid:parked>")
def dismiss(parked: UUID) -> ResponseReturnValue:
    """A parked answer has been looked at."""
    try:
        service.dismiss(actor(), str(parked), reason=request.form.get("reason", ""), now=clock.now())
    except SettledAlready as problem:
        return _parked(actor(), fault=problem.say(language(), gettext), status=409)
    return redirect("/review?kind=parked&done=looked", 303)


def _page(
    me: Actor, claim: str, *, done: str = "", fault: str = "", reason: str = "", status: int = 200
) -> ResponseReturnValue:
    now = clock.now()
    try:
        page = service.open_page(me, claim, now=now)
    except (SettledAlready, NotThere) as problem:
        if not claim:
            raise
        fault, status = fault or problem.say(language(), gettext), problem.kind.value
        page = service.open_page(me, "", now=now)
    return respond(
        "review/review.html",
        status=status,
        tab="claims",
        tabs=drawing.tabs(page),
        entries=drawing.entries(page),
        case=drawing.case(page),
        head=drawing.head(page),
        done=drawing.DONE.get(done, ""),
        fault=fault,
        reason=reason,
    )


def _parked(me: Actor, *, done: str = "", fault: str = "", status: int = 200) -> ResponseReturnValue:
    page = service.open_page(me, "", now=clock.now(), case=False)
    return respond(
        "review/parked.html",
        status=status,
        tab="parked",
        tabs=drawing.tabs(page),
        parked=drawing.parked(page),
        head=drawing.head(page),
        done=drawing.DONE.get(done, ""),
        fault=fault,
    )
