"""The page of the audit log, for administrators."""

from flask import request
from werkzeug.wrappers import Response

from formbuilder.accounts import service
from formbuilder.accounts.signed_in import actor
from formbuilder.accounts.views import bp
from formbuilder.accounts.views.named import labels
from formbuilder.accounts.views.telling import tell
from formbuilder.pages import respond


@bp.get("/audit")
def log() -> Response:
    """What was done, the newest first."""
    before = request.args.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) < 19
    found = service.read_audit(actor(), int(before) if known else 0)
    names = labels()
    lines = [tell(line, names) for line in found[: service.PAGE]]
    return respond("accounts/audit.html", lines=lines, next=lines[-1].seq if len(found) > service.PAGE else 0)
