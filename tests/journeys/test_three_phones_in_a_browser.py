"""Three systems, three phones, two employers: one visit settles them for all (issue 3, 'What must be seen', 1)."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import expect

from formbuilder.demo.cast import OTHER_EMPLOYER, OTHER_PHONES
from formbuilder.demo.world import names
from metadata.mappings import shipped
from tests.demonstrated import Demo
from tests.journeys.phone import Phone
from tests.journeys.program import Program
from tests.served import Server

#: What each system calls phone and employer.
COLUMNS = {"p6": ("contact", "service_addr"), "c9": ("MOB", "EMP_NAME"), "c6": ("SJHM", "DWMC")}
#: A number that nobody has given yet.
NEW_PHONE = names.mobile_number(0, 1499)


def table(program: Program, system: str) -> list[dict[str, Any]]:
    """The cells of a system's own table, of the rows that it has a key for: new ones get theirs over there."""
    answer = program.get(f"/api/v1/systems/{system}/rows")
    assert answer.status == 200, answer.body
    key_of = shipped()[system].key_of
    return [item["cells"] for item in answer.body["items"] if not item["gone"] and key_of(item["cells"])]


def test_a_worker_settles_what_three_systems_say_and_the_next_night_disputes_nothing(
    phone: Phone, served: Server, demo_on_sqlite: Demo
) -> None:
    built = demo_on_sqlite.built
    person = built.examples["three_phones"]
    systems = {system: Program(served.url, built.tokens[system]) for system in COLUMNS}
    secretary = Program(served.url, built.tokens["secretary"])

    phone.open(f"/work/{person}")
    phones, employers = (phone.page.locator(f'[data-item="{code}"]') for code in ("mobile_phone", "employer_name"))
    expect(phones.locator(".choice .held")).to_have_count(3)
    expect(employers.locator(".choice .held")).to_have_count(2)
    assert len(set(phones.locator(".choice .held").all_inner_texts())) == 3
    assert len(set(phones.locator(".choice .prov").all_inner_texts())) == 3
    for claimed in (OTHER_PHONES[2], OTHER_PHONES[3]):
        expect(phones).to_contain_text(claimed)
    phone.is_accessible()
    phone.picture("three-phones")

    phone.change("mobile_phone", NEW_PHONE)
    employers.locator(".choice", has_text=OTHER_EMPLOYER).click()
    phone.choose("employment_status", "confirm")
    phone.page.locator('[name="work_industry_value"]').select_option("C")
    phone.page.locator("label.choice", has_text="在住").click()
    phone.picture("three-phones-filled")
    phone.submit()
    assert phone.receipt()
    phone.is_accessible()
    phone.open(f"/work/{person}")
    assert phone.asked() == []

    settled = secretary.get(f"/api/v1/records/{person}").body
    history = secretary.get(f"/api/v1/records/{person}/history").body
    given = {system: table(program, system) for system, program in systems.items()}
    for system, (number, employer) in COLUMNS.items():
        [cells] = [row for row in given[system] if NEW_PHONE in row[number]]
        assert (cells[number].split("/")[0], cells[employer]) == (NEW_PHONE, OTHER_EMPLOYER)

    for system, program in systems.items():
        answer = program.post(f"/api/v1/systems/{system}/rows", given[system], Idempotency_Key=str(uuid4()))
        assert answer.status == 201, answer.body
        assert len(answer.body["rows"]) == len(given[system])
        for row in answer.body["rows"]:
            claims = [row[word] for word in ("written", "verified", "open", "proposals", "beside", "parked")]
            assert (row["state"], any(claims), row["faulty"]) == ("merged", False, []), row
    assert secretary.get(f"/api/v1/records/{person}").body == settled
    assert secretary.get(f"/api/v1/records/{person}/history").body == history
