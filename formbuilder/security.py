"""Every door is closed unless it is listed here; headers on all answers; forged requests are refused."""

import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from formbuilder import language, limits, pages
from formbuilder.accounts.signed_in import API, Remembered, identify
from formbuilder.permissions import Verb, may
from formbuilder.problems import Forged, Malformed, NotSignedIn, PageTooOld

#: The only endpoints that answer somebody who has not signed in.
PUBLIC = {
    "static",
    "health.healthz",
    "health.readyz",
    "accounts.open_sign_in",
    "accounts.sign_in",
    "accounts.set_language",
}

#: The only endpoint that answers a disabled account: what was collected before is received and parked (R18).
OF_THE_DISABLED = "visits_api.submit"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self';"
    " font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none';"
    " object-src 'none'; frame-ancestors 'none'"
)
HEADERS = [
    ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
]
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
NO_STORE = ("Cache-Control", "no-store")
FOREVER = ("Cache-Control", "public, max-age=31536000, immutable")

BODY_BYTES = 1024 * 1024
#: Endpoints to which people send whole tables, and how many bytes they take of somebody who may bring one in.
TABLES = {"systems.take_in": 201_000_000}
FORM_BYTES = 500_000
FORM_PARTS = 1000
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_ID = re.compile(r"[0-9a-f-]{16,36}")
NO_CHARACTER = "it holds something that is no character (U+0000)"
#: Where the number of a request stands in its WSGI environment.
NUMBER = "formbuilder.request_id"

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


class NoSession(SessionInterface):
    """Flask's own session is not used: ours is in a table, and only its secret is in a cookie."""

    nothing = NullSession()

    def open_session(self, app: Flask, request: Any) -> NullSession:
        """One empty session for all, which nobody can write to."""
        return self.nothing


class Number(IntegerConverter):
    """A number in an address, as large as an id can be: nothing else has one, so it is not there (404)."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


class Envelope:
    """Puts the headers on every answer, whoever made it, and gives each request its number."""

    def __init__(self, wsgi: Wsgi, *, secure: bool) -> None:
        self.wsgi = wsgi
        self.headers = [*HEADERS, HSTS] if secure else HEADERS

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        number = environ.get("HTTP_X_REQUEST_ID", "")
        if not REQUEST_ID.fullmatch(number):
            number = secrets.token_hex(8)
        environ[NUMBER] = number

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            lasting = environ["PATH_INFO"].startswith("/static/") and status[0] in "23"
            if lasting and environ["QUERY_STRING"].startswith("v="):
                headers = [pair for pair in headers if pair[0] != "Cache-Control"]
                headers.append(FOREVER)
            elif not lasting and not any(pair[0] == "Cache-Control" for pair in headers):
                headers.append(NO_STORE)
            return start_response(status, [*headers, *self.headers, ("X-Request-ID", number)], exc_info)

        return self.wsgi(environ, start)


def protect(app: Flask) -> None:
    """Wire it all; called once, before anything else of the app answers."""
    settings = app.extensions["settings"]
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=FORM_PARTS,
        TRUSTED_HOSTS=list(settings.hosts) or None,
    )
    app.extensions["remembered"] = Remembered()
    app.extensions["session_cookie"] = "__Host-session" if settings.secure_cookies else "session"
    app.extensions["public"] = set(PUBLIC)
    app.session_interface = NoSession()
    app.url_map.converters["int"] = Number
    app.add_template_global(pages.asset)
    app.add_template_filter(pages.moment)
    limits.keep_count(app)
    app.before_request(lambda: admit(app))
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.wsgi_app = Envelope(app.wsgi_app, secure=settings.secure_cookies)  # type: ignore[method-assign]


def make_public(app: Flask, endpoint: str) -> None:
    """Let one endpoint answer everybody; only for what is added while measuring."""
    app.extensions["public"].add(endpoint)


def request_number() -> str:
    """The number of this request: in its answer's header, on error pages and in the log."""
    number: str = request.environ.get(NUMBER, "")
    return number


def admit(app: Flask) -> Response | None:
    """Before every request: who asks, in which language, and whether it comes from one of our own pages."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # of the proxy: it is asked often
    environ = asked.environ
    found = identify(environ, app.extensions)
    g.language = language.choose(environ, found)
    if asked.url_rule is None:  # an unknown address or a wrong method: the error page follows
        return None
    public = asked.url_rule.endpoint in app.extensions["public"]
    check_address(environ)
    if environ["REQUEST_METHOD"] not in SAFE:
        if found is not None and asked.url_rule.endpoint in TABLES and may(found.actor, Verb.IMPORT_ROWS):
            asked.max_content_length = TABLES[asked.url_rule.endpoint]
        check_body(environ)
        if not environ["PATH_INFO"].startswith(API):
            check_origin(asked)
            check_form(asked)
            if found is not None and not public:
                check_token(asked, found.csrf)
    if not public and (found is None or (found.actor.disabled and asked.url_rule.endpoint != OF_THE_DISABLED)):
        raise NotSignedIn()
    if found is not None and not found.digest:
        limits.spend("api", found.actor.who)
    return None


def check_address(environ: Mapping[str, Any]) -> None:
    """No database keeps U+0000: what holds it is refused before anybody looks for it (of JSON: `exchange.bodies`)."""
    if "\x00" in environ["PATH_INFO"] or "%00" in environ["QUERY_STRING"]:
        raise Malformed(reason=NO_CHARACTER)


def check_form(asked: Request) -> None:
    """The same of what was typed."""
    if any("\x00" in name or "\x00" in "".join(texts) for name, texts in asked.form.lists()):
        raise Malformed(reason=NO_CHARACTER)


def check_body(environ: Mapping[str, Any]) -> None:
    """A body that hides its size is not taken."""
    if environ.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise UnsupportedMediaType()


def check_origin(asked: Request) -> None:
    """The browser must say that one of our own pages sent this. (Our pages send their origin: see base.html.)"""
    site = asked.environ.get("HTTP_SEC_FETCH_SITE")
    origin = asked.environ.get("HTTP_ORIGIN")
    if site is not None and site != "same-origin":
        raise Forged()
    if origin not in (None, "null") and urlsplit(origin).netloc != asked.host:
        raise Forged()
    if site is None and origin in (None, "null"):
        raise Forged()


def check_token(asked: Request, expected: str) -> None:
    """The token of this session, in the form or in a header."""
    given = asked.environ.get("HTTP_X_CSRF")
    if given is None:
        form = asked.form
        if len(form) > FORM_PARTS:
            raise RequestEntityTooLarge()
        given = form.get("csrf", "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise PageTooOld()
