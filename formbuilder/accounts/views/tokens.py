"""The page of API tokens, for administrators."""

from flask import redirect, request
from werkzeug.wrappers import Response

from formbuilder import clock
from formbuilder.accounts import service
from formbuilder.accounts.signed_in import actor
from formbuilder.accounts.tokens import DEFAULT_DAYS
from formbuilder.accounts.views import bp
from formbuilder.accounts.views.admin import said
from formbuilder.pages import respond
from formbuilder.problems import FaultyForm


@bp.get("/admin/tokens")
def tokens() -> Response:
    """All tokens, and a form for one more."""
    return page_of_tokens()


@bp.post("/admin/tokens")
def add_token() -> Response:
    """One more token; it is shown on this answer and never again."""
    form = request.form
    days = form.get("days", "")
    try:
        token, _kept = service.add_token(
            actor(),
            system=form.get("system", "").strip(),
            username=form.get("username", "").strip().lower(),
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
            now=clock.now(),
        )
    except FaultyForm as wrong:
        return page_of_tokens(faults={fault.field: said(fault.problem) for fault in wrong.faults}, status=422)
    return page_of_tokens(token=token)


@bp.post("/admin/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Response:
    """It opens nothing any more."""
    service.revoke_token(actor(), token_id, now=clock.now())
    return redirect("/admin/tokens", 303)


def page_of_tokens(*, token: str = "", faults: dict[str, str] | None = None, status: int = 200) -> Response:
    """The list with its form, and the token that was made just now."""
    typed = {"days": str(DEFAULT_DAYS)} | (request.form.to_dict() if faults else {})
    return respond(
        "accounts/tokens.html",
        status=status,
        tokens=service.list_tokens(actor()),
        token=token,
        faults=faults or {},
        typed=typed,
        now=clock.now(),
    )
