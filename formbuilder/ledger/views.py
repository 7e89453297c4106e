"""The page of the one table: who is where, with what is known of them, masked by the reader's rights."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from formbuilder.accounts.signed_in import actor
from formbuilder.language import gettext, language
from formbuilder.ledger import drawing, service
from formbuilder.pages import respond
from metadata.problems import Kind, Problem

bp = Blueprint("ledger", __name__)


@bp.get("/ledger/<entity>")
def show(entity: str) -> ResponseReturnValue:
    """Records of one kind, by area and name. What was typed to find somebody comes by POST: it is personal."""
    return _page(entity, area=request.args.get("area", ""), after=request.args.get("after", ""))


@bp.post("/ledger/<entity>")
def search(entity: str) -> ResponseReturnValue:
    """The same for part of a name, or a whole number; neither belongs in an address."""
    form = request.form
    return _page(entity, area=form.get("area", ""), text=form.get("text", ""), after=form.get("after", ""))


def _page(entity: str, *, area: str, text: str = "", after: str = "") -> ResponseReturnValue:
    me, fault = actor(), ""
    try:
        page = service.open_page(me, entity, area=area.strip(), text=text, after=after)
    except Problem as problem:
        if problem.kind is not Kind.DENIED or not text:
            raise
        fault = problem.say(language(), gettext)
        page = service.open_page(me, entity, area=area.strip())
    return respond(
        "ledger/ledger.html",
        partial="found",
        status=403 if fault else 200,
        entity=entity,
        kinds=page.names.reading.catalogue.entities.values(),
        columns=drawing.columns(page),
        rows=drawing.rows(page),
        walk=page.walk,
        area=area,
        text=text,
        searchable=page.by_name,
        next=page.found.next,
        fault=fault,
        masked=any(look.masked for row in page.found.rows for look in row.looks.values()),
    )
