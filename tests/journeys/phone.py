"""Somebody with the product in a real browser: signs in, opens, answers, submits; every page is looked over by axe."""

import os
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

#: A phone as most workers have it.
SIZE: ViewportSize = {"width": 390, "height": 844}
#: Where pictures of the pages go, if anywhere.
SHOTS = os.environ.get("JOURNEY_SHOTS")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@dataclass
class Phone:
    """A browser with one page open."""

    page: Page
    url: str

    def sign_in(self, username: str, password: str) -> None:
        """Sign in, and be where the day begins."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", password)
        self.page.locator("main form button.button-primary, main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def open(self, path: str) -> None:
        """Go to a page of the product."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"

    def asked(self) -> list[str]:
        """The fields that the visit page asks, in its order."""
        found: list[str] = self.page.locator("[data-item]").evaluate_all("nodes => nodes.map(n => n.dataset.item)")
        return found

    def choose(self, field: str, verdict: str) -> None:
        """Tap a verdict. The radio itself is drawn by its label, as a finger meets it."""
        self.page.locator(f'label:has(> input[name="{field}"][value="{verdict}"])').click()

    def change(self, field: str, value: str) -> None:
        """Say that a value has changed, and what to."""
        self.choose(field, "change")
        self.page.fill(f'[name="{field}_value"]', value)

    def submit(self) -> None:
        """Send the visit page."""
        self.page.locator("button[form=visit].button-primary").click()

    def receipt(self) -> str:
        """The number on the receipt that came."""
        number = self.page.locator("dl.pairs code")
        expect(number).to_be_visible()
        return number.inner_text()

    def is_accessible(self) -> None:
        """No rule of WCAG 2.2 AA that a machine can check is broken on this page."""
        self.page.wait_for_load_state()  # a page that is just being exchanged has nothing to measure
        height: int = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({**SIZE, "height": height + SIZE["height"]})  # nothing half under the bar below
        found = Axe().run(self.page, options=RULES)
        self.page.set_viewport_size(SIZE)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def picture(self, name: str) -> None:
        """Keep a picture of the page, where somebody wants to look at it."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def a_phone(browser: Browser, url: str, **options: object) -> Phone:
    """A browser of one's own: nobody else's cookies."""
    context: BrowserContext = browser.new_context(viewport=SIZE, has_touch=True, locale="zh-CN", **options)  # type: ignore[arg-type]  # as they come
    context.set_default_timeout(10_000)
    return Phone(context.new_page(), url)
