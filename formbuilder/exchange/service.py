"""What anyone may know of the API itself."""

from flask import current_app

from formbuilder.exchange.describe import openapi
from formbuilder.permissions import Actor, Verb
from formbuilder.use_case import use_case
from metadata.values import JSONObject


@use_case(Verb.SEE_FIELDS)
def describe_api(actor: Actor) -> JSONObject:
    """The description of the API, collected once per process from the functions that answer."""
    kept: JSONObject | None = current_app.extensions.get("openapi")
    if kept is None:
        kept = current_app.extensions["openapi"] = openapi(current_app)
    return kept
