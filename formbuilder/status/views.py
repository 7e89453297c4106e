"""The page of status: where work is left."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.pages import moment, respond
from formbuilder.permissions import Role, Verb, may
from formbuilder.status import drawing, service

bp = Blueprint("status", __name__)


@bp.get("/status")
def show() -> ResponseReturnValue:
    """What is to visit, done, refused and missed, by area and by task, and the claims that wait."""
    me, now = actor(), clock.now()
    task = request.args.get("task", "")
    number = int(task) if task.isascii() and task.isdigit() and len(task) < 10 else 0
    page = service.open_page(me, area=request.args.get("area", "").strip(), task=number, now=now)
    return respond(
        "status/status.html",
        page=page,
        areas=drawing.area_rows(page),
        tasks=drawing.task_rows(page),
        bar=drawing.bar(page.work),
        percent=drawing.percent(page.work),
        may_review=may(me, Verb.SEE_REVIEW),
        own_claims=me.role is Role.DEPARTMENT_ADMIN,
        at=moment(now),
    )
