"""The API describes itself: OpenAPI 3.1, collected from the functions that answer."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, TypeVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

from metadata.values import JSONObject

PREFIX = "/api/v1"

#: A shape: a marshmallow schema, a JSON Schema, or None: an answer without a body.
Shape = type[Schema] | Schema | JSONObject | None

F = TypeVar("F", bound=Callable[..., Any])

_PARAMETER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_TYPES: Mapping[str, JSONObject] = {"int": {"type": "integer"}, "uuid": {"type": "string", "format": "uuid"}}

#: What every list takes.
PAGED: Mapping[str, str] = {"after": "cursor that the page before gave", "limit": "rows of a page, at most 200"}

PROBLEM: JSONObject = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; what programs rely on"},
        "detail": {"type": "string", "description": "a sentence in the reader's language"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "instancePath": {"type": "string"},
                    "keyword": {"type": "string"},
                    "message": {"type": "string"},
                    "params": {"type": "object"},
                    "schemaPath": {"type": "string"},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Description:
    """What a view function takes and answers, beside its docstring and its route."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Shape = None
    answers: Mapping[int, Shape] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    problems: tuple[int, ...] = ()
    media: tuple[str, ...] = ("application/json",)


def describe(
    *,
    query: Mapping[str, str] | None = None,
    body: Shape = None,
    answers: Mapping[int, Shape],
    headers: tuple[str, ...] = (),
    problems: tuple[int, ...] = (),
    media: tuple[str, ...] = ("application/json",),
) -> Callable[[F], F]:
    """Describe a view function of the API; its docstring's first line is the summary.

    :param query: name of a parameter → what it means
    :param headers: request headers that it must come with (If-Match, Idempotency-Key)
    :param problems: statuses of problems that it may answer beside 401 and 403
    :param media: media types of its answers
    """

    def decorate(function: F) -> F:
        function.__description__ = Description(query or {}, body, answers, headers, problems, media)  # type: ignore[attr-defined]
        return function

    return decorate


def described(app: Flask) -> Iterator[tuple[Rule, str, Callable[..., Any]]]:
    """Every route of the API: its rule, a method, and the function that answers."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(PREFIX + "/"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, app.view_functions[rule.endpoint]


def openapi(app: Flask) -> JSONObject:
    """The whole description.

    :raises LookupError: a route that nobody described (a test asks for it)
    """
    spec = APISpec(
        title="formbuilder",
        version=version("formbuilder"),
        openapi_version="3.1.0",
        info={"description": "The standard, tasks, records and submissions of one instance. Bearer tokens."},
        plugins=[MarshmallowPlugin()],
        security=[{"token": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", PROBLEM)
    for rule, method, function in described(app):
        found: Description | None = getattr(inspect.unwrap(function), "__description__", None)
        if found is None:
            raise LookupError(f"{method} {rule.rule} is not described")
        path = _PARAMETER.sub(r"{\2}", rule.rule)
        spec.path(path=path, operations={method.lower(): _operation(rule, function, found)})
    return spec.to_dict()


def _operation(rule: Rule, function: Callable[..., Any], found: Description) -> JSONObject:
    summary, _, rest = inspect.getdoc(function).partition("\n") if function.__doc__ else ("", "", "")  # type: ignore[union-attr]
    operation: JSONObject = {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.rule.removeprefix(PREFIX + "/").split("/")[0].split(".")[0]],
        "summary": summary,
        "parameters": [
            {"in": "path", "name": name, "required": True, "schema": _TYPES.get(kind, {"type": "string"})}
            for kind, name in _PARAMETER.findall(rule.rule)
        ]
        + [
            {"in": "query", "name": name, "description": meaning, "schema": {"type": "string"}}
            for name, meaning in found.query.items()
        ]
        + [{"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in found.headers],
        "responses": {
            **{str(status): _answer(status, shape, found.media) for status, shape in found.answers.items()},
            **{str(status): _problem(status) for status in (401, 403, *found.problems)},
        },
    }
    if rest.strip():
        operation["description"] = rest.strip()
    if found.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": found.body}}}
    return operation


def _answer(status: int, shape: Shape, media: tuple[str, ...]) -> JSONObject:
    words = {200: "As asked.", 201: "Made.", 202: "Begun.", 204: "Done.", 304: "You have it already."}
    answer: JSONObject = {"description": words.get(status, "Answer.")}
    if shape is not None:
        answer["content"] = {kind: {"schema": shape} for kind in media}
    return answer


def _problem(status: int) -> JSONObject:
    words = {
        400: "Cannot be read.",
        401: "Nobody is known to have asked.",
        403: "Your role does not include this.",
        404: "Nothing there, or nothing that you may see.",
        409: "It clashes with what is there.",
        412: "Changed meanwhile.",
        413: "Too large.",
        415: "Another media type is expected.",
        422: "Faults, each at its place.",
        428: "Send the header.",
        429: "Too many at once.",
    }
    return {
        "description": words.get(status, "A problem."),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def list_of(shape: type[Schema] | JSONObject) -> JSONObject:
    """The shape of one page of a list."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": shape}, "next": {"type": ["string", "null"]}},
    }
