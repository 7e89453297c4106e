"""What cannot be sent, or perhaps should not be: the reason is told, and nothing that was typed is lost (R15, R19)."""

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from formbuilder.db import from_json
from tests.demonstrated import Demo
from tests.journeys.phone import Phone

TOO_MUCH = 1_100_000
#: Everything else on the page of a newcomer cannot be found out.
CANNOT_TELL = """except => {
  for (const item of document.querySelectorAll("[data-item]")) {
    if (except.includes(item.dataset.item) || item.hidden) continue;
    item.querySelectorAll("select[name$=_value]").forEach((select) => { select.value = ""; });
    const why = item.querySelector("details.without select");
    why.value = why.options[1].value;
    why.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""


def told(page: Page) -> str:
    """What the page says of why it was not sent."""
    place = page.locator("#trouble")
    expect(place).not_to_be_empty()
    return place.inner_text()


def test_without_a_connection_and_with_too_much_the_page_stays_and_says_why(phone: Phone, demo_on_sqlite: Demo) -> None:
    phone.open(f"/work/{demo_on_sqlite.built.examples['known']}")
    phone.choose("marital_status", "confirm")
    phone.change("employer_name", "临江新桥小学")
    phone.page.context.set_offline(True)
    phone.submit()
    assert "没有信号" in told(phone.page)
    phone.picture("not-sent")
    phone.page.context.set_offline(False)

    phone.page.locator("#note").evaluate("(note, size) => { note.value = 'x'.repeat(size); }", TOO_MUCH)
    phone.submit()
    expect(phone.page.locator("#trouble")).to_contain_text("最多 1 MB")
    phone.is_accessible()
    phone.page.locator("#note").evaluate("note => { note.value = ''; }")
    expect(phone.page.locator('[name="employer_name_value"]')).to_have_value("临江新桥小学")
    phone.submit()
    assert phone.receipt()


def test_r19_who_is_perhaps_on_record_is_shown_and_what_was_typed_can_still_be_changed(
    phone: Phone, demo_on_sqlite: Demo
) -> None:
    name, address = of_record(demo_on_sqlite, demo_on_sqlite.built.examples["known"])
    phone.open("/work/new/person")
    phone.page.locator("button[form=first]").click()
    phone.page.fill("[name=person_name_value]", name)
    phone.page.fill("[name^=current_address_value]", address)
    phone.page.evaluate(CANNOT_TELL, ["person_name", "current_address"])
    phone.submit()
    expect(phone.page.get_by_role("heading", level=1)).to_be_focused()
    expect(phone.page.get_by_role("heading", level=2)).to_have_text(name)
    expect(phone.page.locator(".button-primary")).to_have_count(0)
    phone.is_accessible()
    phone.picture("alike")

    phone.page.get_by_role("button", name="回去修改").click()
    expect(phone.page.locator("[name=person_name_value]")).to_have_value(name)
    phone.submit()
    phone.page.get_by_role("button", name="不是，另行登记").click()
    assert phone.receipt()


def of_record(demo: Demo, record: str) -> tuple[str, str]:
    """The name and the address that a record of the demo holds."""
    engine = sa.create_engine(demo.database_url)
    with engine.connect() as connection:
        row = connection.execute(sa.text("select name, data from record where id = :id"), {"id": record}).one()
    engine.dispose()
    return row.name, from_json(row.data)["current_address"]["text"]
