"""Every page that a day leads to, in both languages, light and dark, on a phone: accessible, and nothing sideways."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.demonstrated import Demo
from tests.journeys.phone import Phone, a_phone
from tests.served import Server

#: Who opens what; {name} is a record of the demo's examples.
PAGES = {
    "worker": ("/work", "/work/{known}", "/work/{unknown}", "/work/{conflict}", "/work/new/person", "/records/{known}"),
    "secretary": (
        *("/review", "/review/waiting", "/review/same", "/records/{known}/join/{unknown}"),
        *("/ledger/person", "/records/{conflict}", "/status", "/burden?by=system"),
    ),
    "ga": (
        "/fields",
        "/fields/new",
        "/fields/employer_name",
        "/tasks",
        "/tasks/new",
        "/tasks/1/design",
        "/status",
        "/burden",
        "/systems",
        "/systems/p1",
    ),
    "jd": ("/systems/d1",),
    "admin": ("/admin/users", "/admin/tokens", "/audit", "/systems/p1"),
}


@pytest.fixture
def look(browser: Browser, served: Server, demo_on_sqlite: Demo) -> Iterator[Callable[[str, str, str], Phone]]:
    """A signed-in browser of one of the staff, in a language and a light."""
    open_ones: list[Phone] = []

    def make(username: str, language: str, light: str) -> Phone:
        phone = a_phone(browser, served.url, color_scheme=light)
        open_ones.append(phone)
        phone.sign_in(username, demo_on_sqlite.password(username))
        if language == "en":
            phone.page.request.post(
                f"{served.url}/language",
                form={"language": "en", "next": "/", "csrf": csrf(phone)},
                headers={"Origin": served.url},
            )
        return phone

    yield make
    for phone in open_ones:
        phone.page.context.close()


def csrf(phone: Phone) -> str:
    """The token of the session's forms, from any page that has one."""
    phone.open("/account")
    return phone.page.locator("input[name=csrf]").first.get_attribute("value") or ""


@pytest.mark.parametrize(("language", "light"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("username", PAGES)
def test_every_page_is_accessible_and_fits_the_phone(
    look: Callable[[str, str, str], Phone], demo_on_sqlite: Demo, username: str, language: str, light: str
) -> None:
    phone = look(username, language, light)
    broken: list[str] = []
    for path in PAGES[username]:
        phone.open(path.format(**demo_on_sqlite.built.examples))
        phone.picture(f"{username}{path.replace('/', '-').translate(str.maketrans('', '', '{}'))}-{language}-{light}")
        expect(phone.page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-CN")
        wide = phone.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            broken.append(f"{path}: {wide} pixels too wide")
        try:
            phone.is_accessible()
        except AssertionError as found:
            broken.append(str(found))
    assert not broken, "\n".join(broken)
