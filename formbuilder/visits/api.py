"""Pages and submissions for programs: a composed page as JSON, and its answers back (`/api/v1`)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from formbuilder import clock, limits, tickets
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import json_answer
from formbuilder.exchange.bodies import read, read_json
from formbuilder.exchange.describe import describe
from formbuilder.language import language
from formbuilder.problems import FaultyRequest, Unconditional
from formbuilder.records.ids import new_id
from formbuilder.visits import receipts, service
from formbuilder.visits.opening import Opened
from formbuilder.visits.receipts import Receipt
from formbuilder.visits.schemas import FORM, RECEIPT, SubmissionSchema
from formbuilder.visits.submissions import Ending, Submission
from metadata.problems import Problem
from metadata.values import JSONObject
from renderer.jsonforms import Dialect, dialect_of, render_json
from renderer.page import Mode, Page

bp = Blueprint("visits_api", __name__, url_prefix="/api/v1")

DIALECTS = {"dialect": "canonical, jsonforms or rjsf"}
SUBMISSIONS = "/api/v1/submissions"


@bp.get("/records/<uuid:record_id>/form")
@describe(query={**DIALECTS, "task": "only this task's items"}, answers={200: FORM}, problems=(400, 404, 409))
def form_of_record(record_id: UUID) -> Response:
    """The page of one record: all its open assignments, or one task's, with its ticket."""
    dialect = dialect_of(request.args.get("dialect", ""))
    who, now, record = actor(), clock.now(), str(record_id)
    task = request.args.get("task", "")
    number = int(task) if task.isascii() and task.isdigit() and len(task) < 10 else 0
    opened = service.open(who, record, task=number, language=language(), now=now)
    if opened.free or opened.sensitive:
        here = opened.page.asked.record or record  # it may have led to another (R19a)
        service.begin(who, here, sensitive=opened.sensitive, revision=opened.page.revision, now=now)
    return json_answer(form_of(opened, dialect))


@bp.get("/entities/<entity>/form")
@describe(query=DIALECTS, answers={200: FORM}, problems=(400, 404, 409))
def form_of_new(entity: str) -> Response:
    """The page of a new record, with an id for it."""
    dialect = dialect_of(request.args.get("dialect", ""))
    opened = service.open_blank(actor(), entity, language=language(), now=clock.now())
    return json_answer(form_of(opened, dialect, record=new_id()))


def form_of(opened: Opened, dialect: Dialect, *, record: str = "") -> JSONObject:
    """An opened page in a dialect, with its ticket."""
    ticket = tickets.sign(opened.page.asked)
    return render_json(opened.page, opened.reading, dialect, ticket=ticket, submit=SUBMISSIONS, record=record)


@bp.post("/submissions")
@describe(
    body=SubmissionSchema,
    answers={201: RECEIPT, 200: RECEIPT},
    headers=("Idempotency-Key",),
    problems=(400, 409, 413, 415, 422, 428, 429),
)
def submit() -> Response:
    """Send a page back. 201 with a receipt; 200 and the same receipt when it was received before.

    What is faulty is parked and the rest is merged: a queue is never refused. With `Prefer: handling=strict` faults
    come back as 422 and nothing is written.
    """
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not key:
        raise Unconditional(header="Idempotency-Key")
    body = read_json()
    loaded: dict[str, Any] = read(SubmissionSchema)
    outcome = loaded["outcome"]
    sent = Submission(
        key=key.lower(),
        ticket=loaded["ticket"],
        body=body,
        answers=loaded["answers"] if loaded["data"] is None else None,
        data=loaded["data"],
        ending=Ending(**outcome) if outcome else None,
        note=loaded["note"],
        page_is_open="handling=strict" in request.headers.get("Prefer", ""),
        number=loaded["number"],
        phone_time=loaded["phone_time"],
        record=str(loaded["record"]) if loaded["record"] else "",
    )
    who = actor()
    limits.spend("submit", who.who)
    found = service.submit(who, sent, language=language(), now=clock.now())
    if isinstance(found, Receipt):
        return json_answer(receipts.to_answer(found), status=201 if found.first else 200)
    if found.problem is not None:
        raise found.problem
    raise FaultyRequest([at_answer(fault.field, fault.problem, found.page, sent) for fault in found.page.faults])


def at_answer(field: str, problem: Problem, page: Page, sent: Submission) -> Problem:
    """A fault at the place of its answer in the body."""
    if field in ("outcome", "again_on"):
        problem.at = f"/{field}"
    elif sent.data is None:
        problem.at = f"/answers/{field}"
    else:
        verified = any(item.code == field and item.mode is Mode.VERIFY for item in page.inputs)
        problem.at = f"/data/{'verify' if verified else 'ask'}/{field}"
    return problem
