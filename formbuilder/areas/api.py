"""The JSON API of areas and of the address library."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from formbuilder.accounts.signed_in import actor
from formbuilder.areas import service
from formbuilder.areas.schemas import ADDRESS, AREA, address_document, area_document
from formbuilder.exchange.answers import after, cursor, json_answer, limit, page_of
from formbuilder.exchange.describe import PAGED, describe, list_of

bp = Blueprint("areas_api", __name__, url_prefix="/api/v1")


@bp.get("/areas")
@describe(query={"under": "code of the area above; without it the provinces"}, answers={200: list_of(AREA)})
def list_areas() -> ResponseReturnValue:
    """The areas directly below one."""
    found = service.under(actor(), request.args.get("under", "").strip())
    return page_of([area_document(area) for area in found], None)


@bp.get("/addresses")
@describe(query={"q": "part of the text", **PAGED}, answers={200: list_of(ADDRESS)}, problems=(400,))
def list_addresses() -> ResponseReturnValue:
    """Addresses whose text contains what was written, inside the caller's area."""
    count = limit()
    seen = after()
    found = service.find(actor(), request.args.get("q", ""), after=str(seen[0]) if seen else "", count=count + 1)
    way_on = cursor(found[count - 1].code) if len(found) > count else None
    return page_of([address_document(address) for address in found[:count]], way_on)


@bp.get("/addresses/<code>")
@describe(answers={200: ADDRESS}, problems=(404,))
def see_address(code: str) -> ResponseReturnValue:
    """One place of the address library."""
    return json_answer(address_document(service.address(actor(), code)))
