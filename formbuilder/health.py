"""Two questions of the machinery: can this process answer, and should it be sent traffic."""

from flask import Blueprint, Response

from formbuilder import db, migrations
from formbuilder.db import Statement, in_transaction
from formbuilder.exchange.answers import json_answer

bp = Blueprint("health", __name__)

_touch = Statement("update catalogue_revision set revision = revision where id = 0")


@bp.get("/healthz")
def healthz() -> Response:
    """This process can answer. Asks nothing of the database: its pause must not restart every node."""
    return json_answer({"status": "ok"})


@bp.get("/readyz")
def readyz() -> Response:
    """Send traffic here? The database takes writes and is at this version's schema; else 503 with the reasons."""
    reasons = reasons_not_to()
    return json_answer({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def reasons_not_to() -> dict[str, str]:
    """What stands against sending traffic here: `db`, `schema`."""
    try:
        with db.transaction(writing=True):
            if not migrations.is_current(in_transaction().layer()):
                return {"schema": "not at the newest step: run `formbuilder db upgrade`"}
            _touch.run()
    except Exception as trouble:  # whatever it is, it is the reason
        return {"db": type(trouble).__name__}
    return {}
