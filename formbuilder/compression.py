"""Pages and assets travel compressed where the browser takes it: a phone on a weak network waits for every kilobyte.

Only HTML pages and our own assets. The JSON API stays as it is: its ETags are strong, and a proxy may compress it.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

#: Answers smaller than this gain nothing.
LEAST = 1000
#: Pages are compressed at every request, assets once a process.
QUICK, THOROUGH = 4, 9


def compress(app: Flask) -> None:
    """Compress what may be compressed, after each request."""
    app.after_request(shorten)


def shorten(response: Response) -> Response:
    """The same answer, in fewer bytes."""
    kind = response.mimetype
    if kind not in ("text/html", "text/css", "text/javascript", "image/svg+xml"):
        return response
    response.headers["Vary"] = "Accept-Encoding, Cookie" if kind == "text/html" else "Accept-Encoding"
    if "gzip" not in request.environ.get("HTTP_ACCEPT_ENCODING", "") or response.status_code in (204, 206, 304):
        return response
    if request.endpoint == "static":
        return shorten_asset(response)
    if not response.is_sequence:
        return response
    body = response.get_data()
    if len(body) >= LEAST:
        response.set_data(gzip.compress(body, QUICK, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def shorten_asset(response: Response) -> Response:
    """An asset as it was compressed the first time."""
    response.direct_passthrough = False
    body = response.get_data()
    response.set_data(compressed(body))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    return response


@lru_cache(maxsize=64)
def compressed(body: bytes) -> bytes:
    """An asset, as small as gzip makes it."""
    return gzip.compress(body, THOROUGH, mtime=0)
