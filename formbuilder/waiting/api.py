"""The JSON API of rows that wait: which, beside whom, and whose they are."""

from typing import Any

from flask import Blueprint, Response

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import json_answer, page_of
from formbuilder.exchange.bodies import read
from formbuilder.exchange.describe import describe, list_of
from formbuilder.waiting import service
from formbuilder.waiting.schemas import CASE, ENTRY, SETTLED, WhoseSchema, case_document, entry_document

bp = Blueprint("waiting_api", __name__, url_prefix="/api/v1")


@bp.get("/review/waiting")
@describe(answers={200: list_of(ENTRY), 304: None})
def list_waiting() -> Response:
    """Rows without a usable number that resemble a record of the caller's area, the oldest first."""
    return page_of([entry_document(entry) for entry in service.queue(actor())], None)


@bp.get("/review/waiting/<int:delivery>/<int:number>")
@describe(answers={200: CASE, 304: None}, problems=(404, 409))
def see_row(delivery: int, number: int) -> Response:
    """One row beside the records that it may be of."""
    return json_answer(case_document(service.see(actor(), delivery, number)))


@bp.post("/review/waiting/<int:delivery>/<int:number>")
@describe(body=WhoseSchema, answers={200: SETTLED}, problems=(400, 403, 404, 409, 413, 415, 422))
def settle_row(delivery: int, number: int) -> Response:
    """It is this record's, or (null) a new one's: the row is merged now, with the date of its delivery."""
    me = actor()
    asked: dict[str, Any] = read(WhoseSchema)
    record = str(asked["record"]) if asked["record"] else ""
    return json_answer({"record": service.settle(me, delivery, number, record, now=clock.now())})
