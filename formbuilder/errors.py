"""Trouble becomes an answer."""

from flask import Flask


def answer(app: Flask) -> None:
    """Placeholder replaced by the accounts engineer."""
