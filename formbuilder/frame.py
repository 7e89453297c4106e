"""What Flask does around every request, without its detours: no answer changes, each costs less."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from flask import Flask, Request
from werkzeug.exceptions import BadHost
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import get_host
from werkzeug.wsgi import get_path_info

URLENCODED = "application/x-www-form-urlencoded"
#: What becomes of bytes that are no UTF-8, as Werkzeug has it: they stay as they were sent.
ERRORS = "werkzeug.url_quote"


def pairs(body: str) -> list[tuple[str, str]]:
    """Names and texts of a form as a browser sends it: `urllib.parse.parse_qsl`, with blank texts kept.

    >>> pairs("name=%E5%BC%A0+%E4%B8%89&note=&&x=1%3D1&alone")
    [('name', '张 三'), ('note', ''), ('x', '1=1'), ('alone', '')]
    """
    read = ascii_text if body.isascii() else any_text
    parts = [part.partition("=") for part in body.split("&") if part]
    return [(read(name), read(text)) for name, _, text in parts]


def ascii_text(sent: str) -> str:
    """A name or a text, of which most need no decoding."""
    if "+" in sent:
        sent = sent.replace("+", " ")
    return unquote_to_bytes(sent).decode("utf-8", ERRORS) if "%" in sent else sent


def any_text(sent: str) -> str:
    """The same where characters stand for themselves, which no browser sends: they part the bytes beside them."""
    return unquote(sent.replace("+", " "), errors=ERRORS)


class FrameRequest(Request):
    """A request that reads a plain form by itself; any other body is Werkzeug's to read. Its limits hold for both."""

    def _load_form_data(self) -> None:
        if "form" in self.__dict__ or self.environ.get("CONTENT_TYPE") != URLENCODED:
            super()._load_form_data()
            return
        stream, storage = self._get_stream_for_parsing(), self.parameter_storage_class
        try:
            body = stream.read().decode()
        except UnicodeDecodeError:  # no form
            body = ""
        self.__dict__.update(stream=stream, form=storage(pairs(body)), files=storage())


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
    """The application: it has no subdomains, no websockets and no asynchronous views."""

    request_class = FrameRequest

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
