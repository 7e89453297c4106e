"""The JSON API of the ledger: records, their facts, claims and history, as the caller may see them."""

from typing import Any

from flask import Blueprint, Response, current_app, request

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.catalogue import service as standard
from formbuilder.config import Settings
from formbuilder.exchange.answers import after, cursor, json_answer, limit, page_of, unchanged
from formbuilder.exchange.bodies import read
from formbuilder.exchange.describe import PAGED, describe, list_of
from formbuilder.ledger import service as ledger
from formbuilder.ledger.filters import equalities
from formbuilder.problems import Malformed
from formbuilder.records import service
from formbuilder.records.instants import read_instant
from formbuilder.records.schemas import (
    CLAIM,
    FACT,
    LINE,
    LISTED,
    RECORD,
    REVEALED,
    RevealSchema,
    SearchSchema,
    claim_document,
    fact_document,
    line_document,
    listed_document,
    record_document,
)
from metadata.stamps import Instant

bp = Blueprint("records_api", __name__, url_prefix="/api/v1")

#: Names in the query of a list that are no filters.
NO_FILTERS = frozenset({"entity", "area", "after", "limit"})


@bp.get("/records")
@describe(
    query={
        "entity": "kind of record (needed)",
        "area": "only inside this area; none: what has no place, for those who look after that",
        "FIELD": "value of a public or internal field, by its code",
        **PAGED,
    },
    answers={200: list_of(LISTED), 304: None},
    problems=(400, 404, 422),
)
def list_records() -> Response:
    """Records of an entity that the caller may know of, by area and name."""
    entity = request.args.get("entity", "")
    if not entity:
        raise Malformed(reason="entity is needed")
    me = actor()
    filters = {code: value for code, value in request.args.items() if code not in NO_FILTERS}
    where = equalities(filters, standard.see(me), entity) if filters else None
    return _page(ledger.find(me, entity, area=request.args.get("area", ""), where=where, after=_after(), count=limit()))


@bp.post("/records/search")
@describe(
    query=PAGED,
    body=SearchSchema,
    answers={200: list_of(LISTED)},
    problems=(400, 404, 413, 415, 422),
)
def search_records() -> Response:
    """The same by personal fields and by text, which do not belong in an address."""
    me = actor()
    asked: dict[str, Any] = read(SearchSchema)
    return _page(
        ledger.find(
            me,
            asked["entity"],
            area=asked["area"],
            text=asked["text"],
            where=asked["where"],
            after=_after(),
            count=limit(),
        )
    )


def _after() -> str:
    seen = after()
    return str(seen[0]) if seen else ""


def _page(found: ledger.Page) -> Response:
    return page_of([listed_document(row) for row in found.rows], cursor(found.next) if found.next else None)


@bp.get("/records/<uuid:record>")
@describe(
    query={"at": "as it stood then, by the server's clock: RFC 3339, or a day"},
    answers={200: RECORD, 304: None},
    problems=(400, 404),
)
def see_record(record: object) -> Response:
    """One record, as it stands or as it stood, masked by today's rights."""
    seen = service.see(actor(), str(record), now=clock.now(), at=_at())
    return unchanged(seen.etag) or json_answer(record_document(seen), etag=seen.etag)


@bp.get("/records/<uuid:record>/facts")
@describe(query={"at": "as it stood then"}, answers={200: list_of(FACT), 304: None}, problems=(400, 404))
def list_facts(record: object) -> Response:
    """Each field with its value, who says so, when it was so, and when it was last verified."""
    seen = service.see(actor(), str(record), now=clock.now(), at=_at())
    return page_of([fact_document(fact) for fact in seen.facts if fact.fact is not None or fact.derived], None)


@bp.get("/records/<uuid:record>/history")
@describe(answers={200: list_of(LINE), 304: None}, problems=(404,))
def list_history(record: object) -> Response:
    """Every claim, the newest first, with what it did and the line of table M that decided."""
    return page_of([line_document(line) for line in service.history(actor(), str(record))], None)


@bp.get("/records/<uuid:record>/claims")
@describe(answers={200: list_of(CLAIM), 304: None}, problems=(404,))
def list_claims(record: object) -> Response:
    """What all sources say, field by field: what holds, what waits, the last cells of every system, who agrees."""
    found = service.claims(actor(), str(record))
    return page_of([claim_document(said) for of_field in found.values() for said in of_field], None)


@bp.post("/records/<uuid:record>/reveal")
@describe(body=RevealSchema, answers={200: REVEALED}, problems=(400, 404, 413, 415, 422, 429))
def reveal(record: object) -> Response:
    """Masked values in clear: an act with a reason, kept in the audit log."""
    me = actor()
    asked: dict[str, Any] = read(RevealSchema)
    values = service.reveal(me, str(record), asked["codes"], asked["reason"])
    return json_answer({"values": values}, headers={"Cache-Control": "no-store"})


def _at() -> Instant | None:
    settings: Settings = current_app.extensions["settings"]
    return read_instant(request.args.get("at", ""), settings.timezone)
