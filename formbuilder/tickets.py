"""Signed memories of pages: what was asked, from which revision, of whom. They never expire (R18)."""

import base64
import binascii
import hashlib
import hmac

from flask import current_app

from formbuilder.problems import TicketForged
from metadata import asked
from metadata.asked import Asked

SIGNATURE = 16


def _key() -> bytes:
    key: bytes = current_app.extensions["ticket_key"]
    return key


def key_from(secret: str) -> bytes:
    """The key that tickets are signed with, apart from every other use of the secret."""
    return hmac.digest(secret.encode(), b"formbuilder ticket 1", "sha256")


def sign(ticket: Asked) -> str:
    """A ticket as it travels: URL-safe text."""
    body = asked.encode(ticket)
    return base64.urlsafe_b64encode(body + hmac.digest(_key(), body, "sha256")[:SIGNATURE]).rstrip(b"=").decode()


def open_ticket(text: str) -> Asked:
    """What a page asked; TicketForged where we did not sign it."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TicketForged() from None
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    if len(raw) <= SIGNATURE or not hmac.compare_digest(hmac.digest(_key(), body, "sha256")[:SIGNATURE], signature):
        raise TicketForged()
    return asked.decode(body)


def digest(text: str) -> str:
    """The name of a ticket in claims and submissions."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
