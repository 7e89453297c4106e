"""The demo, served for real, to everybody who goes on a journey; and the phone that most of them are made with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.demonstrated import Demo, demo, demo_on_sqlite, postgres_demo, served, sqlite_demo
from tests.journeys.phone import Phone, a_phone
from tests.served import Server

__all__ = ["demo", "demo_on_sqlite", "phone", "postgres_demo", "served", "sqlite_demo"]


@pytest.fixture
def phone(browser: Browser, served: Server, demo_on_sqlite: Demo) -> Iterator[Phone]:
    """The worker's phone, signed in."""
    phone = a_phone(browser, served.url)
    phone.sign_in("worker", demo_on_sqlite.password("worker"))
    yield phone
    phone.page.context.close()
