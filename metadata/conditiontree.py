"""A condition as a tree: the closed subset of JSON Schema that is understood, bounded in depth and size (R7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from metadata import days
from metadata.problems import (
    BadCondition,
    ConditionTooLarge,
)
from metadata.values import JSONObject, Value

#: Bounds of a condition: nesting, parts in all, and values of one list.
DEPTH, SIZE, VALUES = 8, 100, 100

Op: TypeAlias = Literal["one_of", "minimum", "maximum", "format_minimum", "format_maximum"]


@dataclass(frozen=True, slots=True)
class Known:
    """Something is known of the field (none is)."""

    field: str


@dataclass(frozen=True, slots=True)
class Test:
    """The field's value compared with `operand`: a tuple of values for `one_of`, else one number or day."""

    field: str
    op: Op
    operand: "tuple[Value, ...] | int | float | str"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds."""

    parts: "tuple[Node, ...]"


Node: TypeAlias = Known | Test | Not | All | Either


def to_tree(schema: JSONObject) -> Node:
    """The condition as a tree, for whoever judges it (here) or turns it into SQL (dispatch).

    Truth has three values: a test of what is not known is neither true nor false, and neither is its negation; only
    `Known` is always one of both. A condition holds where its tree is true: so in SQL, with NULL, by itself.

    :raises BadCondition: outside the subset, or too large
    """
    node, size = _tree(schema, 0)
    if size > SIZE:
        raise ConditionTooLarge()
    return node


def _tree(schema: object, depth: int) -> tuple[Node, int]:
    if depth > DEPTH:
        raise ConditionTooLarge()
    if not isinstance(schema, dict):
        raise BadCondition(part=str(schema)[:60])
    parts: list[Node] = []
    size = 1
    for keyword, value in schema.items():
        match keyword, value:
            case "properties", dict():
                for code, test in value.items():
                    found, n = _property(code, test)
                    parts += found
                    size += n
            case "required", list() if all(isinstance(code, str) for code in value):
                parts += [Known(code) for code in value]
                size += len(value)
            case (("allOf" | "anyOf"), list()) if value:
                nodes = [_tree(part, depth + 1) for part in value]
                size += sum(n for _, n in nodes)
                inner = tuple(node for node, _ in nodes)
                parts.append(All(inner) if keyword == "allOf" else Either(inner))
            case "not", dict():
                node, n = _tree(value, depth + 1)
                parts.append(Not(node))
                size += n
            case "type", "object":
                pass
            case _:
                raise BadCondition(part=str(keyword)[:60])
    return (parts[0] if len(parts) == 1 else All(tuple(parts))), size


_OPS: Mapping[str, Op] = {
    "minimum": "minimum",
    "maximum": "maximum",
    "formatMinimum": "format_minimum",
    "formatMaximum": "format_maximum",
}


def _property(code: object, test: object) -> tuple[list[Node], int]:
    """The tests of one property; `true` asks only that it is known."""
    if not isinstance(code, str) or not (test is True or isinstance(test, dict)):
        raise BadCondition(part=str(code)[:60])
    if test is True or not test:
        return [Known(code)], 1
    parts: list[Node] = []
    for keyword, value in test.items():
        match keyword, value:
            case "const", _:
                parts.append(Test(code, "one_of", (value,)))
            case "enum", list() if 0 < len(value) <= VALUES:
                parts.append(Test(code, "one_of", tuple(value)))
            case "not", dict() if value.keys() <= {"const", "enum"} and value:
                inner, _ = _property(code, value)
                parts += [Not(part) for part in inner]
            case (("minimum" | "maximum"), int() | float()) if not isinstance(value, bool):
                parts.append(Test(code, _OPS[keyword], value))
            case (("formatMinimum" | "formatMaximum"), str()) if days.span(value):
                parts.append(Test(code, _OPS[keyword], value))
            case "format", "date" | "date-time":
                pass
            case ("type", _):
                pass
            case _:
                raise BadCondition(part=f"{code}: {keyword}"[:60])
    return parts, len(parts)
