"""A worker at a door with a phone: what must be seen of the main job (issue, 'What must be seen', 2)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.demonstrated import Demo
from tests.journeys.phone import Phone, a_phone
from tests.served import Server


@pytest.fixture
def other(browser: Browser, served: Server, demo_on_sqlite: Demo) -> Iterator[Phone]:
    """The phone of a second worker of the same grid."""
    phone = a_phone(browser, served.url)
    phone.sign_in("worker3", demo_on_sqlite.password("worker3"))
    yield phone
    phone.page.context.close()


@pytest.fixture
def known(demo_on_sqlite: Demo) -> str:
    """Of this person only marital status and employer are due."""
    return demo_on_sqlite.built.examples["known"]


def test_only_what_is_due_is_asked_and_one_visit_serves_three_departments(phone: Phone, known: str) -> None:
    phone.is_accessible()
    phone.picture("work")
    phone.open(f"/work/{known}")
    assert set(phone.asked()) == {"marital_status", "employer_name"}
    expect(phone.page.locator("details.known dl > div")).not_to_have_count(0)
    phone.is_accessible()

    phone.choose("marital_status", "confirm")
    phone.change("employer_name", "临江新桥小学")
    phone.is_accessible()
    phone.picture("visit-filled")
    phone.submit()
    assert phone.receipt()
    phone.is_accessible()
    phone.picture("receipt")
    done = phone.page.locator(".mark-fresh")
    expect(done).to_have_count(3)  # residence registration, and what two other departments asked of the same

    phone.open(f"/records/{known}")
    phone.is_accessible()
    phone.picture("record")
    row = phone.page.locator("#main").get_by_text("临江新桥小学").first
    expect(row).to_be_visible()

    phone.open(f"/work/{known}")
    assert phone.asked() == []


def test_nothing_is_chosen_beforehand(phone: Phone, known: str) -> None:
    phone.open(f"/work/{known}")
    expect(phone.page.locator("#visit input[type=radio]:checked")).to_have_count(0)


def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(phone: Phone, known: str) -> None:
    phone.open(f"/work/{known}")
    phone.change("employer_name", "临江新桥小学")
    phone.submit()
    expect(phone.page.locator("#faults")).to_be_visible()
    phone.is_accessible()
    phone.picture("visit-faults")
    expect(phone.page.locator('[name="employer_name_value"]')).to_have_value("临江新桥小学")
    phone.choose("marital_status", "confirm")
    phone.submit()
    assert phone.receipt()


def test_the_second_of_two_workers_is_heard_not_dropped(phone: Phone, other: Phone, known: str) -> None:
    phone.open(f"/work/{known}")
    other.open(f"/work/{known}")
    for one, employer in ((phone, "甲公司"), (other, "乙公司")):
        one.choose("marital_status", "confirm")
        one.change("employer_name", employer)
        one.submit()
        assert one.receipt()
    other.picture("receipt-second")
    phone.open(f"/records/{known}")
    expect(phone.page.get_by_text("甲公司").first).to_be_visible()
    expect(phone.page.get_by_text("乙公司").first).to_be_attached()


def test_back_and_submit_again_asks_nothing_twice_and_changes_nothing(phone: Phone, known: str) -> None:
    phone.open("/work")
    phone.open(f"/work/{known}")
    phone.choose("marital_status", "confirm")
    phone.change("employer_name", "临江新桥小学")
    phone.submit()
    assert phone.receipt()
    phone.page.go_back()
    phone.open(f"/work/{known}")
    assert phone.asked() == []
    phone.submit()
    assert phone.receipt()
    expect(phone.page.get_by_text("写入")).to_have_count(0)


def test_a_restart_between_opening_and_submitting_goes_unnoticed(phone: Phone, served: Server, known: str) -> None:
    phone.open(f"/work/{known}")
    served.restart()
    phone.choose("marital_status", "confirm")
    phone.choose("employer_name", "confirm")
    phone.submit()
    assert phone.receipt()


def test_everything_unchanged_is_one_tap_that_can_still_be_taken_back(phone: Phone, known: str) -> None:
    phone.open(f"/work/{known}")
    phone.page.locator("button[name=all]").click()
    expect(phone.page.locator("#visit input[value=confirm]:checked")).to_have_count(2)
    phone.submit()
    assert phone.receipt()


def test_without_javascript_the_visit_works_alike(
    browser: Browser, served: Server, demo_on_sqlite: Demo, known: str
) -> None:
    phone = a_phone(browser, served.url, java_script_enabled=False)
    phone.sign_in("worker", demo_on_sqlite.password("worker"))
    phone.open(f"/work/{known}")
    phone.choose("marital_status", "confirm")
    phone.submit()
    expect(phone.page.locator("#faults")).to_be_visible()
    phone.change("employer_name", "临江新桥小学")
    phone.submit()
    assert phone.receipt()
    phone.open(f"/records/{known}")
    expect(phone.page.get_by_text("临江新桥小学").first).to_be_visible()
    phone.page.context.close()
