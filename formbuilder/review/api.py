"""The JSON API of review: what waits, and rulings on it."""

from typing import Any

from flask import Blueprint, Response, request

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import after, cursor, json_answer, limit, page_of
from formbuilder.exchange.bodies import matched, read
from formbuilder.exchange.describe import PAGED, describe, list_of
from formbuilder.review import service
from formbuilder.review.schemas import CASE, ENTRY, SETTLED, RulingSchema, case_document, entry_document

bp = Blueprint("review_api", __name__, url_prefix="/api/v1")


@bp.get("/review")
@describe(query=PAGED, answers={200: list_of(ENTRY), 304: None}, problems=(400,))
def list_review() -> Response:
    """What waits for the caller: a secretary's conflicts, a department's proposals; the oldest first."""
    seen = after(parts=2)
    found = service.queue(actor(), after=(int(seen[0]), str(seen[1])) if seen else (0, ""), count=limit())
    last = found.entries[-1] if found.more else None
    return page_of([entry_document(entry) for entry in found.entries], cursor(last.received, last.id) if last else None)


@bp.get("/review/<uuid:claim>")
@describe(answers={200: CASE, 304: None}, problems=(403, 404, 409))
def see_case(claim: object) -> Response:
    """One case side by side: what holds, and every claim that waits on the field."""
    case = service.see(actor(), str(claim))
    return json_answer(case_document(case), etag=case.etag)


@bp.post("/review/<uuid:claim>")
@describe(body=RulingSchema, answers={200: SETTLED}, problems=(400, 403, 404, 409, 412, 413, 415, 422))
def settle(claim: object) -> Response:
    """Settle a claim: keep what holds, take the claim, ask again at the next door, or leave it to the owner.

    With `If-Match` (the case's ETag) the ruling is refused with 412 where the value changed since it was read. A claim
    that is settled already answers 409.
    """
    me, claim_id = actor(), str(claim)
    shown = matched(f"review-{claim_id}") if "If-Match" in request.headers else None
    asked: dict[str, Any] = read(RulingSchema)
    merged = service.settle(me, claim_id, asked["ruling"], shown=shown, reason=asked["reason"], now=clock.now())
    return json_answer(
        {
            "record": merged.record.id,
            "revision": merged.record.revision,
            "written": merged.written,
            "verified": merged.verified,
            "open": merged.open,
            "proposals": merged.proposals,
        }
    )
