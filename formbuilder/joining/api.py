"""The JSON API of rulings over two records: compare, join, part, and say that they are two."""

from typing import Any

from flask import Blueprint, Response, request

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import json_answer, page_of
from formbuilder.exchange.bodies import read
from formbuilder.exchange.describe import describe, list_of
from formbuilder.joining import service
from formbuilder.joining.schemas import (
    COMPARISON,
    JOINED,
    PAIR,
    RULED,
    TwoSchema,
    comparison_document,
    joined_document,
    pair_document,
    ruled_document,
)
from formbuilder.problems import Stale

bp = Blueprint("joining_api", __name__, url_prefix="/api/v1")

_PROBLEMS = (400, 403, 404, 409, 413, 415, 422)


@bp.get("/review/same")
@describe(answers={200: list_of(PAIR), 304: None})
def list_same() -> Response:
    """Records of the caller's area that are probably one, and why: one key, or one name and one birth date or place."""
    return page_of([pair_document(pair) for pair in service.probable(actor())], None)


@bp.get("/records/<uuid:record>/join/<uuid:other>")
@describe(answers={200: COMPARISON, 304: None}, problems=(403, 404, 409, 422))
def compare(record: object, other: object) -> Response:
    """Two records side by side, with what would hold if they were one; nothing is written."""
    found = service.compare(actor(), str(record), str(other))
    return json_answer(comparison_document(found), etag=_tag(record, other) + found.etag)


@bp.post("/records/<uuid:record>/join")
@describe(body=TwoSchema, answers={200: RULED}, problems=(*_PROBLEMS, 412))
def join(record: object) -> Response:
    """The two are one: the other's id leads to this record, which is merged anew from the claims of both.

    With `If-Match` (the comparison's ETag) the ruling is refused with 412 where one of them changed since.
    """
    me = actor()
    asked: dict[str, Any] = read(TwoSchema)
    shown = _shown(_tag(record, asked["other"])) if "If-Match" in request.headers else None
    made = service.join(me, str(record), str(asked["other"]), reason=asked["reason"], shown=shown, now=clock.now())
    return json_answer(ruled_document(made))


def _tag(record: object, other: object) -> str:
    return f"join-{record}-{other}."


def _shown(tag: str) -> str:
    """What of two records the request's `If-Match` names."""
    for found in request.if_match.as_set():
        if found.startswith(tag):
            return found.removeprefix(tag)
    raise Stale()


@bp.post("/records/<uuid:record>/part")
@describe(body=TwoSchema, answers={200: RULED}, problems=_PROBLEMS)
def part(record: object) -> Response:
    """The two are two again: the other has its id, its keys and its claims back; answers that other record."""
    me = actor()
    asked: dict[str, Any] = read(TwoSchema)
    freed = service.part(me, str(record), str(asked["other"]), reason=asked["reason"], now=clock.now())
    return json_answer(ruled_document(freed))


@bp.post("/records/<uuid:record>/apart")
@describe(body=TwoSchema, answers={204: None}, problems=_PROBLEMS)
def keep_apart(record: object) -> tuple[str, int]:
    """The two look like one and are two: they leave the list of those that are probably one. Nothing else changes."""
    me = actor()
    asked: dict[str, Any] = read(TwoSchema)
    service.keep_apart(me, str(record), str(asked["other"]), reason=asked["reason"], now=clock.now())
    return "", 204


@bp.get("/records/<uuid:record>/joined")
@describe(answers={200: list_of(JOINED), 304: None}, problems=(404,))
def list_joined(record: object) -> Response:
    """The records that lead to this one: since when, by whose ruling, and why."""
    return page_of([joined_document(one) for one in service.joined(actor(), str(record))], None)
