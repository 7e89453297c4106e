"""Headers, limits and the check against forged requests."""

from flask import Flask


def protect(app: Flask) -> None:
    """Placeholder replaced by the accounts engineer."""
