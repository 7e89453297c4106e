"""What Flask does around every request, without its detours: no answer changes, each costs less."""

import re
from binascii import a2b_qp
from collections.abc import Callable, Collection
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from flask import Flask, Request, Response, current_app
from flask.ctx import RequestContext
from flask.globals import request_ctx
from flask.signals import request_tearing_down
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadHost
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import get_host
from werkzeug.wrappers import Response as WerkzeugResponse
from werkzeug.wsgi import get_path_info

URLENCODED = "application/x-www-form-urlencoded"
#: What becomes of bytes that are no UTF-8, as Werkzeug has it: they stay as they were sent.
ERRORS = "werkzeug.url_quote"
#: Every sign of a code stands before two digits, and no character that parts the bytes beside it is left uncoded.
SOUND = re.compile(r"(?:[\x20-\x24\x26-\x7e]++|%[0-9A-Fa-f]{2})*+")
#: An address that needs no coding.
PLAIN = re.compile(r"(?:/[A-Za-z0-9_.-]+)+")
#: Werkzeug's words on the way on.
REDIRECTING = (
    "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
    '<p>You should be redirected automatically to the target URL: <a href="%s">%s</a>. If not, click the link.\n'
)
#: Answers whose headers HTTP has a word in.
BODILESS = (204, 304)


def pairs(body: str) -> list[tuple[str, str]]:
    """Names and texts of a form as a browser sends it: `urllib.parse.parse_qsl`, with blank texts kept.

    >>> pairs("name=%E5%BC%A0+%E4%B8%89&note=&&x=1%3D1&alone")
    [('name', '张 三'), ('note', ''), ('x', '1=1'), ('alone', '')]
    """
    found = []
    for part in body.split("&"):
        if part:
            name, _, text = part.partition("=")
            found.append((decoded(name), decoded(text)) if "%" in part or "+" in part else (name, text))
    return found


def decoded(sent: str) -> str:
    """A name or a text, as it was before the browser coded it. What is coded soundly, the C of Python decodes."""
    sent = sent.replace("+", " ")
    if "%" not in sent:
        return sent
    if not SOUND.fullmatch(sent):
        return unquote(sent, errors=ERRORS)
    # Quoted-printable is the same code with another sign.
    return a2b_qp(sent.replace("=", "=3D").replace("%", "=")).decode("utf-8", ERRORS)


class FrameRequest(Request):
    """A request that reads a plain form by itself; any other body is Werkzeug's to read. Its limits hold for both.

    `has_no_nul`: its form surely holds no U+0000.
    """

    has_no_nul = False

    def _load_form_data(self) -> None:
        if "form" in self.__dict__ or self.environ.get("CONTENT_TYPE") != URLENCODED:
            super()._load_form_data()
            return
        stream, storage = self._get_stream_for_parsing(), self.parameter_storage_class
        try:
            body = stream.read().decode()
        except UnicodeDecodeError:  # no form
            body = ""
        self.has_no_nul = "%00" not in body and "\x00" not in body
        self.__dict__.update(stream=stream, form=storage(pairs(body)), files=storage())


class FrameResponse(Response):
    """An answer whose headers are sent as they stand, where there is nothing to be worked out about them."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        headers = self.headers
        known = {name.lower(): value for name, value in headers}
        if (
            "content-length" not in known
            or "content-location" in known
            or self.status_code < HTTPStatus.OK
            or self.status_code in BODILESS
            or not PLAIN.fullmatch(known.get("location", "/plain"))
        ):
            return super().get_wsgi_headers(environ)
        return headers


@lru_cache(maxsize=256)
def host_of(
    scheme: str, header: str | None, server: tuple[str, int | None] | None, trusted: tuple[str, ...]
) -> tuple[str, str]:
    """The host that a request names, and the same as routing wants it; worked out once for each.

    :raises SecurityError: it is none of the trusted ones
    :raises BadHost: it cannot be one
    """
    host = get_host(scheme, header, server, trusted)
    name, colon, port = host.lower().partition(":")
    try:
        return host, f"{name.encode('idna').decode('ascii')}{colon}{port}"
    except UnicodeError:
        raise BadHost() from None


class Frame(Flask):
    """The application: it has no subdomains, no websockets, no asynchronous views, and no session of Flask's."""

    request_class = FrameRequest
    response_class = FrameResponse

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """The addresses as a request sees them."""
        if request is None or self.config["SERVER_NAME"] or "HTTP_UPGRADE" in request.environ:
            return super().create_url_adapter(request)
        environ, trusted = request.environ, self.config["TRUSTED_HOSTS"]
        request.trusted_hosts = trusted
        request.host, name = host_of(request.scheme, environ.get("HTTP_HOST"), request.server, tuple(trusted or ()))
        query = request.query_string.decode(errors="replace")
        return MapAdapter(
            self.url_map,
            name,
            request.root_path,
            "",
            request.scheme,
            get_path_info(environ),
            environ["REQUEST_METHOD"],
            query,
        )

    def redirect(self, location: str, code: int = HTTPStatus.FOUND) -> WerkzeugResponse:
        """The way on. Of our own addresses the page is written here, with Werkzeug's words."""
        if not PLAIN.fullmatch(location):
            return super().redirect(location, code)
        page = REDIRECTING % (location, location)
        return self.response_class(page, code, {"Location": location}, content_type="text/html; charset=utf-8")

    def preprocess_request(self) -> ResponseReturnValue | None:
        """What comes before every request; nothing is asked of blueprints that have no word in it."""
        if self.url_value_preprocessors or is_of_blueprints(self.before_request_funcs):
            return super().preprocess_request()
        for before in self.before_request_funcs.get(None, ()):
            found: ResponseReturnValue | None = before()  # type: ignore[assignment]  # none of ours is a coroutine
            if found is not None:
                return found
        return None

    def process_response(self, response: Response) -> Response:
        """What comes after every request."""
        context: RequestContext = request_ctx._get_current_object()  # type: ignore[attr-defined]  # of the proxy
        if context._after_request_functions or is_of_blueprints(self.after_request_funcs):
            return super().process_response(response)
        for after in reversed(self.after_request_funcs.get(None, ())):
            response = after(response)
        return response

    def do_teardown_request(self, *error: BaseException | None) -> None:
        """What comes last, where anybody waits for it."""
        if self.teardown_request_funcs or request_tearing_down.receivers:
            super().do_teardown_request(*error)


def extensions() -> dict[str, Any]:
    """What the app that answers keeps for its process: `current_app.extensions`, for what every request asks.

    To look through the proxy for an attribute costs five times as much.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # of the proxy
    return app.extensions


def is_of_blueprints(hooks: Collection[str | None]) -> bool:
    """Whether a blueprint has hooks of its own: the app's are under None."""
    return len(hooks) > 1 or (len(hooks) == 1 and None not in hooks)
