"""The API's description arranged for reading: routes by subject, shapes as indented text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from metadata.values import JSONObject

#: Shapes within shapes are named, not drawn, below this depth.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """One way that a call can end."""

    status: str
    words: str
    problem: bool
    shape: str


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[JSONObject, ...]
    body: str
    answers: tuple[Answer, ...]


def outline(api: JSONObject) -> dict[str, list[Call]]:
    """Calls by subject, in the order of their paths."""
    groups: dict[str, list[Call]] = {}
    for path, methods in api["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            groups.setdefault(told["tags"][0], []).append(
                Call(
                    id=f"{told['operationId']}-{method}",
                    method=method.upper(),
                    path=path,
                    summary=told.get("summary", ""),
                    description=told.get("description", ""),
                    parameters=tuple(told.get("parameters", ())),
                    body=drawn(body, api) if body else "",
                    answers=tuple(_answer(status, answer, api) for status, answer in told["responses"].items()),
                )
            )
    return groups


def _answer(status: str, answer: Mapping[str, Any], api: JSONObject) -> Answer:
    contents: JSONObject = answer.get("content", {})
    kind: str = next(iter(contents), "")
    content: JSONObject = contents.get(kind, {})
    problem = kind == "application/problem+json"
    shape = content.get("schema")
    return Answer(status, answer["description"], problem, drawn(shape, api) if shape and not problem else "")


def drawn(shape: JSONObject, api: JSONObject) -> str:
    """A shape as an example of itself: names with the kinds of their values."""
    return json.dumps(_drawn(shape, api, 0), indent=2, ensure_ascii=False)


def _drawn(shape: JSONObject, api: JSONObject, depth: int) -> Any:
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", 1)[1]
        return _drawn(api["components"]["schemas"][name], api, depth) if depth < DEEPEST else name
    properties = shape.get("properties")
    if properties:
        required = shape.get("required", ())
        return {
            name + ("" if name in required else "?"): _drawn(below, api, depth + 1)
            for name, below in properties.items()
        }
    if "items" in shape:
        return [_drawn(shape["items"], api, depth + 1)]
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    kind = shape.get("type", "any")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words}, {shape['format']}" if "format" in shape else words
