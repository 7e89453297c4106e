"""A place in a system's feed as it travels: opaque, short, and known again only where it was given out."""

import base64
import binascii
import hmac

from flask import current_app

from formbuilder.config import Settings
from formbuilder.db import Statement, is_postgresql
from formbuilder.systems.feed.problems import ForeignCursor

_NUMBER, _MARK = 8, 10
#: A database that was restored into another cluster counts transactions anew: its feed is another one.
_cluster = Statement("select ''", postgresql="select cast(system_identifier as text) from pg_control_system()")
_CACHE = "database_cluster"


def cluster() -> str:
    """Names the cluster that the database lives in; '' on SQLite, whose counters are in its file."""
    if not is_postgresql():
        return ""
    kept: str | None = current_app.extensions.get(_CACHE)
    if kept is None:
        row = _cluster.row()
        kept = current_app.extensions[_CACHE] = row[0] if row else ""
    return kept


def cursor_of(system: str, feed: int, cluster: str) -> str:
    """The cursor of whoever has seen everything up to a number of the feed."""
    number = feed.to_bytes(_NUMBER, "big")
    return base64.urlsafe_b64encode(number + _seal(system, number, cluster)).decode()


def feed_of(cursor: str, system: str, cluster: str) -> int:
    """The number that a cursor stands for.

    :raises ForeignCursor: it was not given out for this system by this instance
    """
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ForeignCursor(at="since") from None
    number, seal = raw[:_NUMBER], raw[_NUMBER:]
    if len(raw) != _NUMBER + _MARK or not hmac.compare_digest(seal, _seal(system, number, cluster)):
        raise ForeignCursor(at="since")
    return int.from_bytes(number, "big")


def _seal(system: str, number: bytes, cluster: str) -> bytes:
    settings: Settings = current_app.extensions["settings"]
    key = hmac.digest(settings.secret_key.encode(), b"formbuilder feed 1", "sha256")
    return hmac.digest(key, b"\0".join((system.encode(), cluster.encode(), number)), "sha256")[:_MARK]
