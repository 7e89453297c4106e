"""Burden for programs (`/api/v1/burden`)."""

from flask import Blueprint, Response

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.burden import asking, service
from formbuilder.burden.schemas import BILL, bill_document
from formbuilder.exchange.answers import json_answer
from formbuilder.exchange.describe import describe

bp = Blueprint("burden_api", __name__, url_prefix="/api/v1")

QUERY = {
    "by": "department (without it), system, task or area (those directly below `area`)",
    "from": "first day; 30 days before the last one without it",
    "to": "last day; today without it, and at most",
    "area": "inside this area",
}


@bp.get("/burden")
@describe(query=QUERY, answers={200: BILL, 304: None}, problems=(400, 404))
def see_burden() -> Response:
    """What departments' systems demanded of people in a period, what people were asked, and what of it was typed."""
    me, wanted = actor(), asking.wanted()
    bill = service.see(me, wanted.by, begin=wanted.begin, end=wanted.end, area=wanted.area, now=clock.now())
    return json_answer(bill_document(bill, wanted.area or me.area))
