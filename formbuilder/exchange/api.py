"""The API's description of itself: for programs as OpenAPI, for people as a page."""

from flask import Blueprint, Response

from formbuilder.accounts.signed_in import actor
from formbuilder.exchange import service
from formbuilder.exchange.answers import json_answer
from formbuilder.exchange.describe import describe
from formbuilder.exchange.outline import outline
from formbuilder.pages import respond

bp = Blueprint("exchange", __name__)


@bp.get("/api/v1/openapi.json")
@describe(answers={200: {"type": "object"}, 304: None})
def description() -> Response:
    """This description."""
    return json_answer(service.describe_api(actor()))


@bp.get("/api/docs")
def docs() -> Response:
    """The same for people."""
    described = service.describe_api(actor())
    return respond("exchange/docs.html", api=described, groups=outline(described))
