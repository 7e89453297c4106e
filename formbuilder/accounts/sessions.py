"""How long a browser stays signed in, and what of it is kept: only digests, so that a stolen table opens nothing."""

import hashlib
import secrets
from dataclasses import dataclass

from formbuilder import db
from formbuilder.accounts import store
from formbuilder.permissions import Actor, Role
from metadata.stamps import Instant

MINUTE = 60_000
HOUR = 60 * MINUTE
#: Signed out after this long without a request.
IDLE = {Role.ADMINISTRATOR: 30 * MINUTE}
IDLE_ELSE = 8 * HOUR
#: Signed out after this long in any case.
ABSOLUTE = 12 * HOUR
#: The time of the last request moves at most this often: a read must not write every time.
MOVES = 5 * MINUTE
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is asking, and through what. `csrf` and `digest` are empty for a token."""

    actor: Actor
    csrf: str = ""
    language: str = ""
    digest: str = ""


def digest_of(secret: str) -> str:
    """What is kept of a cookie or a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(account: int, language: str, now: Instant) -> str:
    """A new session in the transaction that is open; returns the secret for the cookie."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    store.sweep_sessions.run(before=now - ABSOLUTE)
    store.add_session.run(
        digest=digest_of(secret), account=account, csrf=secrets.token_urlsafe(SECRET_BYTES), language=language, now=now
    )
    return secret


def is_over(role: Role, created: Instant, seen: Instant, now: Instant) -> bool:
    """Whether a session has ended. A clock that was set back extends nothing."""
    return now - seen > IDLE.get(role, IDLE_ELSE) or now - created > ABSOLUTE or now < seen - MOVES


def read(secret: str, now: Instant) -> SignedIn | None:
    """Who holds this secret, if the session is still good; opens its own short transaction."""
    digest = digest_of(secret)
    with db.transaction(writing=False):
        row = store.find_session.row(digest=digest)
    if row is None:
        return None
    account, csrf, language, created, seen, username, name, role, department, area = row
    if is_over(Role(role), created, seen, now):
        return None
    if now - seen > MOVES:
        with db.transaction(writing=True):
            store.move_session.run(digest=digest, now=now)
    return SignedIn(Actor(account, username, name, Role(role), department, area), csrf, language, digest)
