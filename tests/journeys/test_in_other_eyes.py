"""The pages as some people meet them: at twice the text, in the colours of their own machine, and on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.demonstrated import Demo
from tests.journeys.phone import Phone, a_phone
from tests.served import Server

#: Who opens what at twice the text; {name} is a record of the demo's examples.
LARGE = {
    "worker": ("/work", "/work/{unknown}", "/work/{conflict}", "/work/new/person", "/account", "/nowhere"),
    "secretary": ("/review", "/review/parked", "/ledger/person", "/records/{conflict}", "/account"),
    "ga": ("/fields", "/fields/new", "/fields/id_number", "/tasks", "/tasks/new", "/tasks/1/design"),
    "admin": ("/admin/users", "/admin/users/worker", "/admin/tokens", "/audit", "/api/docs"),
}
Someone = Callable[..., Phone]


@pytest.fixture
def someone(browser: Browser, served: Server, demo_on_sqlite: Demo) -> Iterator[Someone]:
    """A signed-in browser of one of the staff, with what is special about it."""
    open_ones: list[Phone] = []

    def make(username: str, **options: object) -> Phone:
        phone = a_phone(browser, served.url, **options)
        open_ones.append(phone)
        phone.sign_in(username, demo_on_sqlite.password(username))
        return phone

    yield make
    for phone in open_ones:
        phone.page.context.close()


def styled(place: Locator, name: str, part: str = "") -> str:
    """What the browser makes of a style."""
    found: str = place.evaluate("(node, [name, part]) => getComputedStyle(node, part || null)[name]", [name, part])
    return found


@pytest.mark.parametrize("username", LARGE)
def test_nothing_is_cut_off_on_a_phone_at_twice_the_text(someone: Someone, demo_on_sqlite: Demo, username: str) -> None:
    phone = someone(username)
    wide: list[str] = []
    for path in LARGE[username]:
        phone.page.goto(phone.url + path.format(**demo_on_sqlite.built.examples))
        phone.page.evaluate("document.documentElement.style.fontSize = '32px'")
        phone.picture(f"large-{username}{path.replace('/', '-').translate(str.maketrans('', '', '{}'))}")
        if over := phone.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            wide.append(f"{path}: {over} pixels too wide")
    assert not wide, "\n".join(wide)


def test_on_a_small_desk_a_table_keeps_its_width(someone: Someone, demo_on_sqlite: Demo) -> None:
    desk = someone("secretary")
    desk.page.set_viewport_size({"width": 1024, "height": 768})
    desk.open(f"/records/{demo_on_sqlite.built.examples['conflict']}")
    who = desk.page.locator("td[data-h='谁说的']").first.bounding_box()
    assert who is not None
    assert who["width"] > 120


def test_what_is_chosen_is_seen_in_the_colours_of_the_machine(someone: Someone, demo_on_sqlite: Demo) -> None:
    phone = someone("worker", forced_colors="active", color_scheme="dark")
    current, other = phone.page.locator(".tabbar [aria-current]"), phone.page.locator(".tabbar a:not([aria-current])")
    assert styled(current, "borderTopWidth") != styled(other.first, "borderTopWidth")
    phone.open(f"/work/{demo_on_sqlite.built.examples['known']}")
    phone.choose("marital_status", "confirm")
    chosen = phone.page.locator("input[name=marital_status]:checked + span")
    unchosen = phone.page.locator("input[name=marital_status]:not(:checked) + span").first
    assert styled(chosen, "outlineStyle") == "solid"
    assert styled(chosen, "backgroundColor") != styled(unchosen, "backgroundColor")
    assert styled(chosen, "color") != styled(chosen, "backgroundColor")
    phone.picture("forced-visit")

    desk = someone("secretary", forced_colors="active", color_scheme="dark")
    desk.open("/review")
    differs = desk.page.locator("mark.diff").first
    assert styled(differs, "color") != styled(differs, "backgroundColor")
    here, elsewhere = (
        desk.page.locator(".topbar [aria-current]"),
        desk.page.locator(".topbar nav a:not([aria-current])"),
    )
    assert styled(here, "borderBottomColor") != styled(elsewhere.first, "borderBottomColor")
    desk.picture("forced-review")


def test_paper_has_what_is_read_and_nothing_to_press(someone: Someone, demo_on_sqlite: Demo) -> None:
    desk = someone("secretary")
    desk.page.emulate_media(media="print")
    for path in ("/records/{conflict}", "/ledger/person"):
        desk.open(path.format(**demo_on_sqlite.built.examples))
        for thing in ("nav", ".topbar", "button", "input:not([type=hidden])", "select", ".table td .link"):
            for place in desk.page.locator(f"body {thing}").all():
                expect(place).to_be_hidden()
        expect(desk.page.locator("h1")).to_be_visible()
        expect(desk.page.locator("main table").first).to_be_visible()
        assert styled(desk.page.locator("main thead").first, "display") == "table-header-group"
    desk.open("/records/" + demo_on_sqlite.built.examples["conflict"])
    assert styled(desk.page.locator(".card:has(.table)").first, "breakInside") == "auto"
