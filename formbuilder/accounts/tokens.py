"""API tokens: 256 random bits that act for one system, or for one person with that person's rights."""

import secrets

from formbuilder import db
from formbuilder.accounts import store
from formbuilder.accounts.sessions import MOVES, SignedIn, digest_of
from formbuilder.permissions import Actor, Role
from metadata.stamps import Instant

#: By this a token is known wherever it was left by mistake.
MARK = "fb_"
#: How much of a token is kept readable, to tell tokens apart.
SHOWN = 9
DAY = 86_400_000
DEFAULT_DAYS = 90
LONGEST_DAYS = 366


def make() -> str:
    """A new token."""
    return MARK + secrets.token_urlsafe(32)


def read(secret: str, now: Instant) -> SignedIn | None:
    """Whom this token acts for, if it is still good; opens its own short transaction.

    One of a disabled account is good for sending what was collected before, and for nothing else (R18).
    """
    if not secret.startswith(MARK):
        return None
    with db.transaction(writing=False):
        row = store.find_token.row(digest=digest_of(secret))
    if row is None:
        return None
    token, expires, revoked, used, system, system_name, system_department, account, username, name, role, *rest = row
    department, area, disabled = rest
    if revoked is not None or now >= expires:
        return None
    if used is None or now - used > MOVES:
        with db.transaction(writing=True):
            store.move_token.run(id=token, now=now)
    if system:
        return SignedIn(Actor(0, "", system_name or system, Role.INTEGRATOR, system_department or "", "", system))
    return SignedIn(Actor(account, username, name, Role(role), department, area, disabled=disabled is not None))
