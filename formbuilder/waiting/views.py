"""Pages of rows that wait: the queue, and one row beside the records that it may be of. No button is primary."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.joining.drawing import DONE
from formbuilder.language import gettext, language
from formbuilder.pages import respond
from formbuilder.permissions import Actor
from formbuilder.review import drawing as reviewing
from formbuilder.review import service as review
from formbuilder.systems.receiving.problems import NotWaiting
from formbuilder.waiting import drawing, service

bp = Blueprint("waiting", __name__)

#: What a person chose: this is somebody new.
NEW = "new"


@bp.get("/review/waiting")
def queue() -> ResponseReturnValue:
    """The rows of the reader's area that wait."""
    return _queue(actor(), done=request.args.get("done", ""))


@bp.get("/review/waiting/<int:delivery>/<int:number>")
def show(delivery: int, number: int) -> ResponseReturnValue:
    """One row beside the records that it may be of."""
    me = actor()
    try:
        return _case(me, delivery, number)
    except NotWaiting as problem:
        return _queue(me, fault=problem.say(language(), gettext), status=409)


@bp.post("/review/waiting/<int:delivery>/<int:number>")
def settle(delivery: int, number: int) -> ResponseReturnValue:
    """It is this one, or it is somebody new."""
    me, whose = actor(), request.form.get("whose", "")
    if not whose:
        return _case(me, delivery, number, fault=gettext("Choose whose row it is."), status=422)
    try:
        service.settle(me, delivery, number, "" if whose == NEW else whose, now=clock.now())
    except NotWaiting as problem:
        return _queue(me, fault=problem.say(language(), gettext), status=409)
    return redirect(f"/review/waiting?done={'new' if whose == NEW else 'found'}", 303)


def _queue(me: Actor, *, done: str = "", fault: str = "", status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    waits = review.open_page(me, "", now=now, case=False)
    return respond(
        "review/waiting.html",
        status=status,
        tab="waiting",
        tabs=reviewing.tabs(waits),
        head=reviewing.head(waits),
        entries=drawing.entries(service.open_queue(me), now=now),
        done=DONE.get(done, ""),
        fault=fault,
    )


def _case(me: Actor, delivery: int, number: int, *, fault: str = "", status: int = 200) -> ResponseReturnValue:
    page = service.open_case(me, delivery, number)
    return respond("review/row.html", status=status, case=drawing.case(page, now=clock.now()), fault=fault)
