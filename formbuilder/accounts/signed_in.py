"""Who is asking: read once per request, from the session's cookie for pages and from the bearer token for the API."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request

from formbuilder import clock
from formbuilder.accounts import sessions, tokens
from formbuilder.accounts.sessions import SignedIn
from formbuilder.permissions import Actor
from formbuilder.problems import Malformed, NotSignedIn

#: Where the answer waits for the rest of the request: not in `g`, which tests share between requests.
KEPT = "formbuilder.signed_in"
API = "/api/v"
#: For so many seconds a process believes what the table said; what is revoked elsewhere ends within it.
BELIEVED = 1.0
MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class Remembered:
    """What this process was told a moment ago, by secret."""

    people: dict[str, tuple[float, SignedIn]] = field(default_factory=dict)

    def get(self, secret: str) -> SignedIn | None:
        known = self.people.get(secret)
        return known[1] if known is not None and known[0] > time.monotonic() else None

    def keep(self, secret: str, found: SignedIn) -> None:
        if len(self.people) >= MOST_REMEMBERED:
            self.people.clear()
        self.people[secret] = (time.monotonic() + BELIEVED, found)

    def forget(self) -> None:
        self.people.clear()


def actor() -> Actor:
    """Who is asking; NotSignedIn if nobody is known to."""
    found = signed_in()
    if found is None:
        raise NotSignedIn()
    return found.actor


def csrf_token() -> str:
    """What every form of this session carries; empty where nobody is signed in."""
    found = signed_in()
    return found.csrf if found is not None else ""


def signed_in() -> SignedIn | None:
    """Who is asking, or None."""
    environ = request.environ
    if KEPT not in environ:
        return identify(environ, current_app.extensions)
    found: SignedIn | None = environ[KEPT]
    return found


def identify(environ: dict[str, Any], extensions: Mapping[str, Any]) -> SignedIn | None:
    """Find out who is asking, for the whole request."""
    environ[KEPT] = None  # should finding out fail, its error page asks again
    found = environ[KEPT] = find(environ, extensions)
    return found


def forget() -> None:
    """Sessions or tokens have ended, or rights have changed: this process believes the tables again."""
    current_app.extensions["remembered"].forget()


def find(environ: Mapping[str, Any], extensions: Mapping[str, Any]) -> SignedIn | None:
    """Read the one credential of a request. The API takes no cookies, pages take no tokens, nothing takes both."""
    authorization: str = environ.get("HTTP_AUTHORIZATION", "")
    secret = read_cookie(environ.get("HTTP_COOKIE", ""), extensions["session_cookie"])
    if authorization and secret:
        raise Malformed(reason="it has a token and a cookie")
    remembered: Remembered = extensions["remembered"]
    if not environ["PATH_INFO"].startswith(API):
        return recall(secret, remembered, token=False) if secret else None
    if "token=" in environ.get("QUERY_STRING", ""):
        raise Malformed(reason="a token does not belong in an address")
    if not authorization:
        return None
    scheme, _, token = authorization.partition(" ")
    if "," in authorization:
        raise Malformed(reason="it has more than one token")
    return recall(token.strip(), remembered, token=True) if scheme.lower() == "bearer" else None


def recall(secret: str, remembered: Remembered, *, token: bool) -> SignedIn | None:
    """Who holds this secret, from memory if it was asked a moment ago."""
    found = remembered.get(secret)
    if found is None:
        found = (tokens if token else sessions).read(secret, clock.now())
        if found is not None:
            remembered.keep(secret, found)
    return found


def read_cookie(header: str, name: str) -> str:
    """One cookie's value; our own need no unquoting."""
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""
