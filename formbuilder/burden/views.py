"""The page of burden: what is demanded of people, and what they are asked."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.burden import asking, drawing, service
from formbuilder.burden.periods import period
from formbuilder.pages import respond
from formbuilder.permissions import Role

bp = Blueprint("burden", __name__)


@bp.get("/burden")
def show() -> ResponseReturnValue:
    """Demanded, asked and typed in a period, with how each was counted."""
    me, wanted, now = actor(), asking.wanted(), clock.now()
    bill = service.see(me, wanted.by, begin=wanted.begin, end=wanted.end, area=wanted.area, now=now)
    return respond(
        "burden/burden.html",
        bill=bill,
        rows=drawing.rows(bill),
        total=drawing.row(bill.total, bill),
        ways=drawing.ways(bill),
        periods=drawing.periods(bill, period(None, None, now)),
        path=drawing.path(bill),
        own=me.role is Role.DEPARTMENT_ADMIN,
    )
