"""Trouble becomes an answer: a page for people, RFC 9457 for the API; never a stack trace."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from formbuilder import logs, pages
from formbuilder.language import gettext, language
from formbuilder.problems import (
    BodyTooLarge,
    Broken,
    FaultyRequest,
    Malformed,
    NotSignedIn,
    NotThere,
    PageTooOld,
    TooMany,
    WrongMediaType,
    WrongMethod,
)
from formbuilder.security import BODY_BYTES, SAFE, request_number
from metadata.fields import Label
from metadata.problems import Problem

#: What Flask itself refuses, in our words.
HTTP: dict[int, Problem] = {
    400: Malformed(reason="it does not follow HTTP"),
    404: NotThere(),
    405: WrongMethod(),
    413: BodyTooLarge(limit=BODY_BYTES),
    414: Malformed(reason="the address is too long"),
    415: WrongMediaType(expected="application/x-www-form-urlencoded, multipart/form-data, application/json"),
    431: Malformed(reason="the headers are too long"),
}
#: Should even the page of an error fail.
LAST_RESORT = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>出错了</title></head>'
    "<body><main><h1>出错了</h1><p>Something broke.</p></main></body></html>"
)


def answer(app: Flask) -> None:
    """Turn every problem and every HTTP error into an answer."""
    logs.keep(app)
    app.register_error_handler(Problem, tell)
    app.register_error_handler(HTTPException, tell_http)


def tell_http(error: HTTPException) -> WerkzeugResponse:
    """An error of HTTP: an unknown address, a wrong method, a body too large, or a fault of ours."""
    code = error.code or 500
    if code < 400:  # a redirect is no trouble
        return WerkzeugResponse(headers=error.get_headers(), status=code)
    problem = HTTP.get(code) or (Broken() if code >= 500 else Malformed(reason=HTTPStatus(code).phrase))
    reply = tell(problem, code)
    if code == HTTPStatus.METHOD_NOT_ALLOWED:
        reply.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return reply


def tell(problem: Problem, status: int = 0) -> WerkzeugResponse:
    """One problem as an answer of the kind that was asked for."""
    status = status or problem.kind.value
    reply = as_json(problem, status) if request.path.startswith("/api/") else as_page(problem, status)
    if isinstance(problem, TooMany):
        reply.headers["Retry-After"] = str(problem.params.get("seconds", 60))
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        reply.headers["Retry-After"] = "2"
    return reply


def as_page(problem: Problem, status: int) -> WerkzeugResponse:
    """A page that says what happened and what can be done; nothing that was typed is lost."""
    if isinstance(problem, NotSignedIn) and request.method in SAFE:
        way = "/sign-in" if request.path == "/" else f"/sign-in?next={quote(request.path)}"
        if pages.is_partial():
            return Response("", HTTPStatus.UNAUTHORIZED, {"HX-Redirect": way})
        return redirect(way, 303)
    carried: list[tuple[str, str]] = []
    if isinstance(problem, PageTooOld):
        carried = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf"]
    try:
        return pages.respond(
            "errors/problem.html",
            status=status,
            partial="problem",
            problem=problem,
            sentence=problem.say(language(), gettext),
            status_code=status,
            number=request_number(),
            carried=carried,
        )
    except Exception:  # the page of an error must not break on what broke the page
        return pages.html(LAST_RESORT, status)


def as_json(problem: Problem, status: int) -> WerkzeugResponse:
    """RFC 9457, with faults shaped as AJV shapes them."""
    body: dict[str, Any] = {
        "type": f"urn:formbuilder:problem:{problem.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": problem.code,
        "detail": problem.say(language(), gettext),
        "instance": f"urn:formbuilder:request:{request_number()}",
    }
    if found := [ajv(fault) for fault in faults_of(problem)]:
        body["errors"] = found
    reply = Response(orjson.dumps(body), status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        reply.headers["WWW-Authenticate"] = 'Bearer realm="formbuilder"'
    return reply


def faults_of(problem: Problem) -> Iterator[Problem]:
    """The single faults of a problem that is made of several; else itself, if it stands at a place."""
    if isinstance(problem, FaultyRequest):
        yield from problem.problems
    elif problem.at:
        yield problem


def ajv(fault: Problem) -> dict[str, Any]:
    """One fault as AJV would tell it."""
    path = fault.at if fault.at.startswith("/") or not fault.at else f"/{fault.at}"
    words = {name: p.get(language()) if isinstance(p, Label) else p for name, p in fault.params.items()}
    return {
        "instancePath": path,
        "keyword": fault.keyword or fault.code,
        "message": fault.say(language(), gettext),
        "params": words,
        "schemaPath": f"#{path}/{fault.keyword or fault.code}",
    }
