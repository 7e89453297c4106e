"""Tests of records stand in a little town."""

import pytest
from flask import Flask

from tests.formbuilder.records import town


@pytest.fixture
def in_town(app: Flask) -> Flask:
    """The app with areas, addresses, systems and the standard."""
    town.build()
    return app
