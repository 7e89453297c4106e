"""Answers of the JSON API: bytes with a strong ETag, pages of lists with the way to the next one."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request
from werkzeug.datastructures import ETags

from formbuilder.problems import Malformed

JSON = "application/json"
#: Rows of a page where the request does not say, and at most.
LIMIT = 50
LONGEST = 200


def json_answer(
    value: Any, *, etag: str = "", status: int = 200, headers: Mapping[str, str] | None = None, mimetype: str = JSON
) -> Response:
    """A value as JSON. A read whose `If-None-Match` names it is answered with 304 and nothing.

    :param etag: names the content exactly; without one the content is digested. A thing that writes are made on has
        `tag.revision` (see `bodies.matched`)
    """
    return bytes_answer(orjson.dumps(value), etag=etag, status=status, headers=headers, mimetype=mimetype)


def bytes_answer(
    content: bytes, *, etag: str = "", status: int = 200, headers: Mapping[str, str] | None = None, mimetype: str = JSON
) -> Response:
    """The same for an answer whose bytes are kept somewhere."""
    etag = etag or digest_of(content)
    found = unchanged(etag)
    if found is not None:
        return found
    answer = Response(content, status=status, mimetype=mimetype, headers=dict(headers or {}))
    return _name(answer, etag) if status < 300 else answer


def digest_of(content: bytes) -> str:
    """An ETag that names exactly these bytes."""
    return blake2b(content, digest_size=16).hexdigest()


def unchanged(etag: str) -> Response | None:
    """304, where the reader has the content that this ETag names; to ask before the content is made."""
    if request.method not in ("GET", "HEAD") or not request.headers.get("If-None-Match"):
        return None
    wanted: ETags = request.if_none_match
    # A cache on the way may have weakened it: for reads the weak comparison holds (RFC 9110, 13.1.2).
    if not wanted.contains_weak(etag):
        return None
    return _name(Response(status=304), etag)


def _name(answer: Response, etag: str) -> Response:
    answer.set_etag(etag)
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    answer.headers["Vary"] = "Authorization, Cookie, Accept-Language"
    return answer


def page_of(items: Sequence[Any], next: str | None, *, etag: str = "") -> Response:
    """One page of a list. `next`: the cursor of the page after it, or None; `Link: rel=next` repeats it."""
    headers = {}
    if next is not None:
        query = {**request.args.to_dict(), "after": next}
        headers["Link"] = f'<{request.path}?{urlencode(query)}>; rel="next"'
    return json_answer({"items": items, "next": next}, etag=etag, headers=headers)


def limit() -> int:
    """How many rows the request wants: 1 to 200.

    :raises Malformed: no such number
    """
    written = request.args.get("limit", "")
    if not written:
        return LIMIT
    if not (written.isascii() and written.isdigit() and len(written) < 6 and int(written)):
        raise Malformed(reason=f"limit is a number from 1 to {LONGEST}")
    return min(int(written), LONGEST)


def after(parts: int = 1) -> list[Any]:
    """What the request's `after` says: the key of the last row of the page before, or [] at the beginning.

    :raises Malformed: it is no cursor of ours
    """
    written = request.args.get("after", "")
    if not written:
        return []
    try:
        key = orjson.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(part, str | int) for part in key):
        raise Malformed(reason="after is not a cursor that was given out")
    return key


def cursor(*key: str | int) -> str:
    """A place in a list as it travels: what `after` reads back."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).rstrip(b"=").decode()
