"""Pages of rulings over two records: what is probably one, two side by side, and the way back. None of them advises."""

import re
from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.joining import drawing, service
from formbuilder.joining.problems import WhyMissing
from formbuilder.language import gettext, language
from formbuilder.pages import respond
from formbuilder.permissions import Actor
from formbuilder.problems import Stale
from formbuilder.review import drawing as reviewing
from formbuilder.review import service as review

bp = Blueprint("joining", __name__)

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@bp.get("/review/same")
def list_same() -> ResponseReturnValue:
    """Records of the reader's area that are probably one."""
    me = actor()
    page = service.open_probable(me)
    queue = review.open_page(me, "", now=clock.now(), case=False)
    return respond(
        "review/same.html",
        tab="same",
        tabs=reviewing.tabs(queue),
        head=reviewing.head(queue),
        pairs=drawing.pairs(page.pairs, page.names),
        done=drawing.DONE.get(request.args.get("done", ""), ""),
        fault="",
    )


@bp.get("/records/<uuid:record>/join")
def choose(record: UUID) -> ResponseReturnValue:
    """From a record to the comparison with another, whose number or address was written down."""
    other = _ID.search(request.args.get("other", "").lower())
    if other is None:
        return redirect(f"/records/{record}?join=unread#joined", 303)
    return redirect(f"/records/{record}/join/{other.group()}", 303)


@bp.get("/records/<uuid:record>/join/<uuid:other>")
def compare(record: UUID, other: UUID) -> ResponseReturnValue:
    """Two records side by side, with what would hold if they were one."""
    return _page(actor(), str(record), str(other))


@bp.post("/records/<uuid:record>/join/<uuid:other>")
def rule(record: UUID, other: UUID) -> ResponseReturnValue:
    """They are one, or they are two."""
    me, one, two, form = actor(), str(record), str(other), request.form
    reason, now = form.get("reason", ""), clock.now()
    try:
        if form.get("ruling") == "apart":
            service.keep_apart(me, one, two, reason=reason, now=now)
            return redirect("/review/same?done=apart", 303)
        if form.get("ruling") == "join":
            made = service.join(me, one, two, reason=reason, shown=form.get("shown") or None, now=now)
            return redirect(f"/records/{made.id}?done=joined", 303)
    except WhyMissing as problem:
        return _page(me, one, two, faults={"reason": problem.say(language(), gettext)}, status=422)
    except Stale as problem:
        return _page(me, one, two, faults={"page": problem.say(language(), gettext)}, reason=reason, status=409)
    return _page(me, one, two, faults={"page": gettext("Choose what shall hold.")}, reason=reason, status=422)


@bp.post("/records/<uuid:record>/part/<uuid:other>")
def part(record: UUID, other: UUID) -> ResponseReturnValue:
    """Two records that were joined are two again."""
    one, two = str(record), str(other)
    try:
        service.part(actor(), one, two, reason=request.form.get("reason", ""), now=clock.now())
    except WhyMissing:
        return redirect(f"/records/{one}?join=why#joined", 303)
    return redirect(f"/records/{two}?done=parted", 303)


def _page(
    me: Actor, one: str, other: str, *, faults: dict[str, str] | None = None, reason: str = "", status: int = 200
) -> ResponseReturnValue:
    page = service.open_page(me, one, other)
    found, names = page.comparison, page.names
    return respond(
        "records/join.html",
        status=status,
        one=found.one,
        other=found.other,
        one_place=names.place(found.one.area),
        other_place=names.place(found.other.area),
        kind=names.reading.catalogue.entity(found.entity).label.get(language()),
        blocks=drawing.blocks(page),
        apart=found.apart,
        shown=found.etag,
        faults=faults or {},
        reason=reason,
    )
