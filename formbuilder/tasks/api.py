"""Tasks for programs: make, change, split, publish (`/api/v1/tasks`)."""

from typing import Any

from flask import Blueprint, Response, request

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import after, cursor, json_answer, limit, page_of
from formbuilder.exchange.bodies import matched, read
from formbuilder.exchange.describe import PAGED, describe, list_of
from formbuilder.language import language
from formbuilder.tasks import arriving, service
from formbuilder.tasks.schemas import SPLIT, TASK, DraftSchema, draft_from, task_document
from formbuilder.tasks.store import Task
from renderer.jsonforms import dialect_of

bp = Blueprint("tasks_api", __name__, url_prefix="/api/v1")


@bp.get("/tasks")
@describe(query=PAGED, answers={200: list_of(TASK), 304: None}, problems=(400,))
def list_tasks() -> Response:
    """Tasks that the caller may see, the newest first."""
    seen, count = after(), limit()
    found = service.browse(actor(), after=int(seen[0]) if seen else 0, limit=count + 1)
    more = len(found) > count
    found = found[:count]
    return page_of([task_document(task) for task in found], cursor(found[-1].id) if more else None)


@bp.post("/tasks")
@describe(body=DraftSchema, answers={201: TASK}, problems=(400, 404, 413, 415, 422))
def make_task() -> Response:
    """Make a draft. It may be incomplete; publishing asks for what is missing."""
    task = service.make(actor(), draft_from(read(DraftSchema)), now=clock.now())
    return _answer(task, 201)


@bp.get("/tasks/<int:task_id>")
@describe(answers={200: TASK, 304: None}, problems=(404,))
def see_task(task_id: int) -> Response:
    """One task."""
    return _answer(service.see(actor(), task_id))


@bp.put("/tasks/<int:task_id>")
@describe(
    body=DraftSchema, answers={200: TASK}, headers=("If-Match",), problems=(400, 404, 409, 412, 413, 415, 422, 428)
)
def change_task(task_id: int) -> Response:
    """Replace a draft. What was published is never edited (409)."""
    revision = matched(tag_of(task_id))
    loaded: dict[str, Any] = read(DraftSchema)
    return _answer(service.change(actor(), task_id, draft_from(loaded), revision=revision, now=clock.now()))


@bp.post("/tasks/<int:task_id>/split")
@describe(answers={200: SPLIT}, problems=(404, 422))
def split_task(task_id: int) -> Response:
    """Whom publishing would send: to visit, known already, and the median of inputs of a page (R10)."""
    found = service.split(actor(), task_id, now=clock.now())
    return json_answer(
        {
            "records": found.records,
            "to_visit": found.to_visit,
            "already_known": found.already_known,
            "inputs_median": found.inputs_median,
        }
    )


@bp.post("/tasks/<int:task_id>/publish")
@describe(answers={200: TASK}, headers=("If-Match",), problems=(404, 409, 412, 422, 428))
def publish_task(task_id: int) -> Response:
    """Freeze the form and send it to every record in scope; 422 with everything that is missing (R10)."""
    revision = matched(tag_of(task_id))
    return _answer(arriving.publish(actor(), task_id, revision=revision, now=clock.now()))


@bp.get("/tasks/<int:task_id>/schema")
@describe(
    query={"dialect": "canonical, jsonforms or rjsf"}, answers={200: {"type": "object"}, 304: None}, problems=(400, 404)
)
def see_schema(task_id: int) -> Response:
    """The JSON Schema of a task's data where nothing is known yet: as published, or as publishing would make it."""
    dialect = dialect_of(request.args.get("dialect", ""))
    found = service.schema(actor(), task_id, dialect, language=language(), now=clock.now())
    return json_answer(found, mimetype="application/schema+json")


def _answer(task: Task, status: int = 200) -> Response:
    etag = f"{tag_of(task.id)}.{task.revision}"
    headers = {"Location": f"/api/v1/tasks/{task.id}"} if status == 201 else None
    return json_answer(task_document(task), etag=etag, status=status, headers=headers)


def tag_of(task_id: int) -> str:
    """What names a task in ETags, before its revision."""
    return f"task-{task_id}"
