"""Requests of the JSON API, read strictly: what two readers could understand differently is refused."""

import re
from collections.abc import Iterator, Mapping
from json import loads
from math import isfinite
from typing import Any, NoReturn
from uuid import UUID

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from formbuilder.problems import (
    BodyTooLarge,
    FaultyRequest,
    ForeignName,
    Malformed,
    MissingPart,
    Stale,
    Unconditional,
    WrongMediaType,
    WrongPart,
)
from metadata.problems import Problem

#: Bytes of a body.
LARGEST = 1 << 20
#: Objects and arrays in one another.
DEEPEST = 32
#: Names in all objects of a body together.
MOST_NAMES = 2000
#: Integers that every reader of JSON reads alike (RFC 7493).
LARGEST_INTEGER = 2**53 - 1

_strings = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def read(schema: Schema | type[Schema]) -> Any:
    """The JSON body of the request that is being answered, as the schema loads it.

    :raises Problem: 400 not JSON as RFC 8259 and 7493 have it, 413 too large, 415 not `application/json`,
        422 not of the schema: FaultyRequest with every fault at its JSON pointer
    """
    shape = schema() if isinstance(schema, type) else schema
    try:
        return shape.load(read_json())
    except ValidationError as wrong:
        raise FaultyRequest(list(faults_of(wrong.messages))) from None


def read_json(largest: int = LARGEST) -> Any:
    """The JSON body of the request that is being answered, before any schema."""
    if request.mimetype != "application/json" or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise WrongMediaType(expected="application/json")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise WrongMediaType(expected="Content-Encoding: identity")
    return parse(body(largest), largest)


def body(largest: int = LARGEST) -> bytes:
    """The bytes of the body, at most so many."""
    request.max_content_length = largest
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        raise BodyTooLarge(limit=largest) from None
    except ClientDisconnected:
        raise Malformed(reason="it ends too early") from None


def parse(text: bytes, largest: int = LARGEST) -> Any:
    """JSON from outside: bounded in size, depth and names; no name twice; no NaN; no half characters.

    :raises Problem: Malformed, or BodyTooLarge
    """
    if len(text) > largest:
        raise BodyTooLarge(limit=largest)
    if text.startswith(b"\xef\xbb\xbf"):
        raise Malformed(reason="it begins with a byte order mark")
    refuse_depth(text)
    reader = _Reader()
    try:
        value = loads(
            text.decode("utf-8"),
            object_pairs_hook=reader.pairs,
            parse_constant=reader.constant,
            parse_float=reader.float,
            parse_int=reader.integer,
        )
    except UnicodeDecodeError:
        raise Malformed(reason="it is not UTF-8") from None
    except (ValueError, RecursionError) as wrong:
        raise Malformed(reason=str(wrong)) from None
    if b"\\u" in text:
        refuse_half_characters(value)
    return value


def refuse_depth(text: bytes) -> None:
    """Count brackets before anything is built of them."""
    if text.count(b"[") + text.count(b"{") <= DEEPEST:
        return
    depth = 0
    for sign in _strings.sub(b"", text):
        if sign in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Malformed(reason=f"more than {DEEPEST} objects or arrays lie in one another")
        elif sign in b"]}":
            depth -= 1


def refuse_half_characters(value: Any) -> None:
    """A lone surrogate is no character, and no database keeps U+0000."""
    match value:
        case str():
            if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
                raise Malformed(reason="it holds something that is no character (U+0000, or half of a pair)")
        case list():
            for part in value:
                refuse_half_characters(part)
        case dict():
            for name, part in value.items():
                refuse_half_characters(name)
                refuse_half_characters(part)


class _Reader:
    """What `json.loads` is told to do with the parts that readers differ about."""

    def __init__(self) -> None:
        self.names = 0

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.names += len(pairs)
        if self.names > MOST_NAMES:
            raise ValueError(f"it has more than {MOST_NAMES} names")
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
            raise ValueError(f"the name “{twice[:60]}” stands twice in one object")
        return found

    def constant(self, word: str) -> NoReturn:
        raise ValueError(f"{word} is not JSON")

    def float(self, text: str) -> float:
        number = float(text)
        if not isfinite(number):
            raise ValueError("a number is too large")
        return number

    def integer(self, text: str) -> int:
        if len(text) > 17 or abs(int(text)) > LARGEST_INTEGER:
            raise ValueError("a number is too large")
        return int(text)


def faults_of(messages: Any, pointer: str = "") -> Iterator[Problem]:
    """Each fault that marshmallow found, at its JSON pointer."""
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            step = "" if name == "_schema" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from faults_of(below, pointer + step)
        return
    for message in messages if isinstance(messages, list) else [messages]:
        if isinstance(message, Problem):
            message.at = pointer
            yield message
        elif message == "Unknown field.":
            yield ForeignName(at=pointer)
        elif message == "Missing data for required field.":
            yield MissingPart(at=pointer)
        else:
            yield WrongPart(at=pointer, reason=str(message).rstrip("."))


def matched(tag: str) -> int:
    """The revision of the thing that the request's `If-Match` names; its ETag is `"TAG.REVISION"`.

    :raises Problem: 428 without the header; 412 where it names something else
    """
    if "If-Match" not in request.headers:
        raise Unconditional(header="If-Match")
    for found in request.if_match.as_set():
        name, _, revision = found.rpartition(".")
        if name == tag and revision.isascii() and revision.isdigit() and len(revision) < 16:
            return int(revision)
    raise Stale()


def idempotency_key() -> str:
    """The request's `Idempotency-Key`: a UUID, lower-case.

    :raises Problem: 428 without the header; 400 where it is no UUID
    """
    written = request.headers.get("Idempotency-Key", "")
    if not written:
        raise Unconditional(header="Idempotency-Key")
    try:
        key = str(UUID(written))
    except ValueError:
        key = ""
    if key != written.lower():
        raise Malformed(reason="Idempotency-Key is not a UUID")
    return key
