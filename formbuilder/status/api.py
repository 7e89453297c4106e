"""Status for programs (`/api/v1/status`)."""

from flask import Blueprint, Response, request

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import json_answer
from formbuilder.exchange.describe import describe
from formbuilder.problems import Malformed
from formbuilder.status import service
from formbuilder.status.schemas import BOARD, board_document
from formbuilder.status.service import By

bp = Blueprint("status_api", __name__, url_prefix="/api/v1")

QUERY = {
    "by": "area (those directly below `area`), grid, task, department or worker; area without it",
    "area": "inside this area",
    "task": "of this task alone",
    "tasks": "current (they run, or ended within 60 days; without it), or all",
}


@bp.get("/status")
@describe(query=QUERY, answers={200: BOARD, 304: None}, problems=(400, 404))
def see_status() -> Response:
    """How many records are to visit, done, refused and missed, and how many claims wait."""
    me, asked = actor(), request.args
    by, task, which = asked.get("by", "area"), asked.get("task", ""), asked.get("tasks", "current")
    if by not in list(By):
        raise Malformed(reason=f"by is one of {', '.join(By)}")
    if task and not (task.isascii() and task.isdigit() and len(task) < 10):
        raise Malformed(reason="task is the number of a task")
    if which not in ("current", "all"):
        raise Malformed(reason="tasks is current or all")
    board = service.see(
        me, By(by), area=asked.get("area", ""), task=int(task or 0), ever=which == "all", now=clock.now()
    )
    return json_answer(board_document(board))
