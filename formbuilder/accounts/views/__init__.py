"""Pages of accounts: signing in, one's own account, and what an administrator looks after."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from formbuilder.accounts.views import admin, doors, log, tokens  # noqa: E402  # they hang their routes on `bp`

__all__ = ["admin", "bp", "doors", "log", "tokens"]
