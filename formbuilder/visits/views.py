"""The visit pages: one record on one page, sent back, and the receipt; all of it plain HTML (R8, R15)."""

from uuid import UUID

from flask import Blueprint, g, redirect, request
from flask.typing import ResponseReturnValue

from formbuilder import clock, limits
from formbuilder.accounts.signed_in import actor
from formbuilder.problems import NotThere
from formbuilder.records.ids import new_id
from formbuilder.visits import drawing, service
from formbuilder.visits.receipts import Receipt
from formbuilder.visits.submissions import ENVELOPE, first, from_form

bp = Blueprint("visits", __name__)

Form = dict[str, list[str]]


@bp.get("/work/<uuid:record_id>")
def show(record_id: UUID) -> ResponseReturnValue:
    """The page of one record; `?open=FIELD` opens a known item to be corrected."""
    who, now, record = actor(), clock.now(), str(record_id)
    opened = service.open(who, record, opened=request.args.getlist("open"), language=g.language, now=now)
    if opened.free or opened.sensitive:
        here = opened.page.asked.record or record  # it may have led to another (R19a)
        service.begin(who, here, sensitive=opened.sensitive, revision=opened.page.revision, now=now)
    return drawing.page(opened, action=f"/work/{record}")


@bp.post("/work/<uuid:record_id>")
def submit(record_id: UUID) -> ResponseReturnValue:
    """What a worker sends back from the page of a record, or of a new one whose id was chosen with the page.

    A receipt has an address of its own, so that a reload only shows it again. `open` asks for the same page with one
    more known item open: nothing is sent then.
    """
    who, record, form = actor(), str(record_id), dict(request.form.lists())
    if "open" in form:
        opened = service.reopen(who, first(form, "ticket"), form, language=g.language, now=clock.now())
        return drawing.page(opened, action=f"/work/{record}")
    limits.spend("submit", who.who)
    found = service.submit(who, from_form(form, record=record), language=g.language, now=clock.now())
    if isinstance(found, Receipt):
        return redirect(f"/work/receipts/{found.key}", 303)
    if found.alike:
        return drawing.alike(found.alike, form, action=f"/work/{record}")
    if found.opened is None:  # its record lies elsewhere by now
        raise found.problem or NotThere()
    status = found.problem.kind.value if found.problem is not None else 422
    return drawing.page(found.opened, action=f"/work/{record}", status=status)


@bp.get("/work/receipts/<uuid:key>")
def receipt(key: UUID) -> ResponseReturnValue:
    """What came of a visit: verified, written, waiting; which tasks are done; and the next door."""
    return drawing.receipt(service.told(actor(), str(key), language=g.language, now=clock.now()))


@bp.get("/work/new/<entity>")
def new(entity: str) -> ResponseReturnValue:
    """Registering something begins with its key, where its forms ask for one (R19)."""
    known = service.first_step(actor(), entity, {}, language=g.language, now=clock.now())
    return drawing.first_step(known) if known.step.fields else blank(entity, {})


@bp.post("/work/new/<entity>")
def find(entity: str) -> ResponseReturnValue:
    """The key leads to the record that has it; or on to the page of a new one, with the key filled in."""
    form = dict(request.form.lists())
    known = service.first_step(actor(), entity, form, language=g.language, now=clock.now())
    if known.faults:
        return drawing.first_step(known)
    if known.record:
        return redirect(f"/work/{known.record}", 303)
    return blank(entity, form)


def blank(entity: str, form: Form) -> ResponseReturnValue:
    """The page of a new record, under an id of its own, with what was typed before."""
    typed = {name: texts for name, texts in form.items() if name not in ENVELOPE}
    opened = service.open_blank(actor(), entity, typed=typed, language=g.language, now=clock.now())
    return drawing.page(opened, action=f"/work/{new_id()}")
