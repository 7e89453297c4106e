"""The product as it is measured: an instance with many alike records, and what wrk needs to read and submit them.

A person holds sixty fields, as W's household does. The task asks all sixty; of them eight are due, so the page is the
one that the product is for: eight inputs, and fifty-two values in the known strip. A submission answers the eight, and
five of them are new values, as in W. In the third pool everything is due: the page of sixty inputs.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

from formbuilder.accounts.signed_in import SignedIn  # noqa: F401  # the session that is measured is a real one
from formbuilder.config import Settings
from formbuilder.permissions import Actor, Role

OPERATOR = Actor(0, "console", "", Role.ADMINISTRATOR)
SECRET = "the bench measures, it keeps nothing secret"
DAY = 86_400_000
COMMUNITY = "990101001001"
#: Which grid holds which pool: read, submit, and read with everything due.
READ, SUBMIT, ALL = f"{COMMUNITY}01", f"{COMMUNITY}02", f"{COMMUNITY}03"
ALL_SHARE = 10
"""Of so many records one is in the pool where everything is due."""


def settings(folder: Path) -> Settings:
    """An instance in a folder, on SQLite, without limits of rate: that is what is measured."""
    return Settings(
        data=folder,
        database_url=f"sqlite:///{folder / 'product.db'}",
        secret_key=SECRET,
        timezone=ZoneInfo("Asia/Shanghai"),
        port=8000,
        secure_cookies=False,
        submits_per_minute=10_000_000,
    )
