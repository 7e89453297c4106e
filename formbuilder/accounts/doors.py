"""Signing in and changing one's password: what is slow, and what must be counted, happens before any transaction."""

import hmac
import secrets
from dataclasses import dataclass

from flask import current_app

from formbuilder import audit, db, limits
from formbuilder.accounts import passwords, service, store
from formbuilder.permissions import Actor, Role
from formbuilder.problems import AccountDisabled, FaultyForm, WrongPassword
from metadata.problems import Fault
from metadata.stamps import Instant


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody has signed in: the secrets for the two cookies, and whose day begins."""

    actor: Actor
    secret: str
    device: str


def sign_in(username: str, password: str, *, address: str, device: str, language: str, now: Instant) -> Entry:
    """Check a password and begin a session. An unknown name takes as long as a wrong password, and is told alike.

    :param device: the cookie that this browser was given when somebody signed in before, or nothing
    :raises Problem: WrongPassword; AccountDisabled to who knows the password; TooMany over a limit: of all, of an
        address, of an account, of a known browser
    """
    username = username.strip().lower()[:64]
    limits.spend("sign-in all", "all")
    limits.spend("sign-in address", address)
    with db.transaction(writing=False):
        row = store.find_password.row(username=username)
    account, _, name, role, department, area, kept, disabled = row or (0, "", "", "", "", "", "", None)
    if row and is_of(device, account):  # somebody else's failures do not lock this browser out
        count = ("sign-in device", f"{account}:{device}")
    else:
        count = ("sign-in account", username)
        device = ""
    limits.spend(*count)
    if not passwords.is_right(password, kept):
        refuse(username if row else "", now)
        raise WrongPassword()
    if disabled is not None:
        refuse(username, now)
        raise AccountDisabled()
    limits.forgive(*count)
    if passwords.is_outdated(kept):
        fresh = passwords.hash_of(password)
        with db.transaction(writing=True):
            store.keep_hash.run(id=account, hash=fresh)
    actor = Actor(account, username, name, Role(role), department, area)
    return Entry(actor, service.begin_session(actor, language, now=now), device or mark(account))


def refuse(username: str, now: Instant) -> None:
    """Remember that somebody tried. A name that nobody has is not written down: it may be a password."""
    if username:
        with db.transaction(writing=True):
            audit.write(at=now, who="nobody", verb="session.refused", subject=f"user:{username}", detail={})
    current_app.logger.warning("sign-in refused")


def change_password(actor: Actor, old: str, new: str, digest: str) -> None:
    """Another password of one's own; signed out everywhere else.

    :raises Problem: FaultyForm at `old` or `password`; TooMany
    """
    limits.spend("sign-in account", actor.username)
    with db.transaction(writing=False):
        row = store.find_password.row(username=actor.username)
    if row is None or not passwords.is_right(old, row[6]):
        raise FaultyForm([Fault("old", WrongPassword())])
    problem = passwords.check(new, actor.role, (actor.username, actor.name))
    if problem is not None:
        raise FaultyForm([Fault("password", problem)])
    limits.forgive("sign-in account", actor.username)
    service.keep_password(actor, passwords.hash_of(new), digest)


def mark(account: int) -> str:
    """A cookie by which a browser is known as one in which this account once signed in."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_signature(account, nonce)}"


def is_of(device: str, account: int) -> bool:
    """Whether we gave this cookie to a browser of this account."""
    nonce, _, signature = device.partition(".")
    return hmac.compare_digest(signature.encode(), _signature(account, nonce).encode())


def _signature(account: int, nonce: str) -> str:
    key = current_app.extensions["settings"].secret_key.encode()
    return hmac.digest(key, f"formbuilder device {account} {nonce}".encode(), "sha256").hex()[:32]
