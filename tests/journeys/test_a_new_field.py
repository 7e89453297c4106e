"""A department defines a field: led to the one that exists, or a new one that is on a page at once (R1, R3)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.demonstrated import Demo
from tests.journeys.phone import Phone, a_phone
from tests.served import Server


@pytest.fixture
def department(browser: Browser, served: Server, demo_on_sqlite: Demo) -> Iterator[Phone]:
    """The admin of the street's own department, signed in."""
    phone = a_phone(browser, served.url)
    phone.sign_in("jd", demo_on_sqlite.password("jd"))
    yield phone
    phone.page.context.close()


def test_r3_who_defines_what_exists_under_another_name_is_led_to_it(department: Phone) -> None:
    department.open("/fields/new")
    department.is_accessible()
    department.page.fill("#zh", "工作单位")
    department.page.fill("#en", "Place of work")
    near = department.page.locator("#near")
    expect(near.get_by_text("服务处所(工作单位)", exact=True)).to_be_visible()
    department.is_accessible()
    department.picture("field-near")
    near.locator("a.button-primary").click()
    department.page.wait_for_url("**/fields/employer_name")
    department.is_accessible()
    department.picture("field")


def test_r1_a_new_field_is_on_the_workers_page_without_a_deployment(
    department: Phone, browser: Browser, served: Server, demo_on_sqlite: Demo
) -> None:
    page = department.page
    department.open("/fields/new")
    page.fill("#zh", "养犬登记证号")
    page.fill("#en", "Dog licence number")
    page.locator('label:has(> input[name="type"][value="text"])').click()
    define = page.locator("#definition > .row > button")
    define.click()
    reason = page.locator("#reason")
    expect(reason.or_(page.locator("h1", has_text="养犬登记证号")).first).to_be_visible()
    if reason.is_visible():  # something is near: a sentence says how this differs
        reason.fill("没有一个数据元记录养犬登记")
        define.click()
    page.wait_for_url("**/fields/dog_licence_number*")

    department.open("/tasks/new")
    department.is_accessible()
    page.fill("#title", "养犬登记核对")
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**/design")
    page.fill("#q", "养犬")
    page.locator('button[value="find"]').click()
    page.locator('button[value="add:dog_licence_number"]').click()
    page.locator('input[name="area"][value="990101001001"]').check()
    page.locator('button[value="save"]').last.click()
    department.is_accessible()
    department.picture("task-design")
    page.locator('button[value="publish"]').click()
    expect(page.locator("main .mark-fresh").first).to_be_visible()
    department.is_accessible()

    worker = a_phone(browser, served.url)
    worker.sign_in("worker", demo_on_sqlite.password("worker"))
    worker.open(f"/work/{demo_on_sqlite.built.examples['known']}")
    assert "dog_licence_number" in worker.asked()
    worker.page.fill('[name="dog_licence_number_value"]', "LJ-2026-0042")
    worker.choose("marital_status", "confirm")
    worker.choose("employer_name", "confirm")
    worker.submit()
    assert worker.receipt()
    worker.open(f"/records/{demo_on_sqlite.built.examples['known']}")
    expect(worker.page.get_by_text("LJ-2026-0042").first).to_be_visible()
    worker.page.context.close()
