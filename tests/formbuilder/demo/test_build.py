"""The demo that was built shows what it promises: one record for each thing worth looking at (interfaces, examples)."""

from collections import Counter

from flask import Flask

from formbuilder import audit, clock, db, doctor
from formbuilder.catalogue.store import present
from formbuilder.demo import figures
from formbuilder.demo.accounts import STAFF
from formbuilder.demo.tasks import RESIDENCE_ITEMS
from formbuilder.demo.world.sizes import TINY
from formbuilder.dispatch import store as assignments
from formbuilder.permissions import Role
from formbuilder.records import store as records
from formbuilder.visits import service as visits
from metadata.mappings import shipped
from metadata.records import Route
from renderer.page import Page
from tests.demonstrated import Demo
from tests.formbuilder.demo.looking import load, worker


def page_of(record: str, task: int = 0) -> Page:
    return visits.open(worker(), record, task=task, now=clock.now()).page


def residence_task() -> int:
    with db.transaction(writing=False):
        row = db.Statement("select id from task where department = 'ga'").row()
    assert row is not None
    found: int = row[0]
    return found


def test_of_the_known_person_only_marital_status_and_employer_are_asked(app: Flask, demo: Demo) -> None:
    page = page_of(demo.built.examples["known"])
    assert {item.code for item in page.inputs} == {"marital_status", "employer_name"}
    assert {"ga", "rs", "mz"} <= set(page.departments)
    assert set(RESIDENCE_ITEMS) <= {item.code for item in (*page.inputs, *page.known)}


def test_of_the_unknown_person_all_eleven_items_are_asked(app: Flask, demo: Demo) -> None:
    page = page_of(demo.built.examples["unknown"], residence_task())
    assert {item.code for item in page.inputs} == set(RESIDENCE_ITEMS)


def test_in_the_conflict_two_telephone_numbers_stand_against_each_other(app: Flask, demo: Demo) -> None:
    record = load(demo.built.examples["conflict"])
    assert [(claim.field, claim.route) for claim in record.open_claims] == [("mobile_phone", Route.DOOR)]


def test_three_systems_describe_one_person_with_three_phones_and_two_employers(app: Flask, demo: Demo) -> None:
    record = load(demo.built.examples["three_phones"])
    assert Counter(claim.field for claim in record.open_claims) == {"mobile_phone": 2, "employer_name": 1}
    assert {claim.route for claim in record.open_claims} == {Route.DOOR}
    competing = {item.code: len(item.competing) for item in page_of(record.id).inputs if item.competing}
    assert competing == {"mobile_phone": 2, "employer_name": 1}


def test_the_proposal_waits_for_the_department_that_owns_the_value(app: Flask, demo: Demo) -> None:
    record = load(demo.built.examples["proposal"])
    waiting = [(claim.field, claim.route, claim.owner) for claim in record.open_claims]
    assert waiting == [("marital_status", Route.PROPOSAL, "mz")]


def test_in_review_the_words_of_two_workers_stand_against_each_other(app: Flask) -> None:
    with db.transaction(writing=False):
        waiting = db.Statement("select field from open_claim where route = 'review'").rows()
    assert waiting == [("mobile_phone",)]


def test_every_role_has_an_account_and_every_example_its_assignments(app: Flask, demo: Demo) -> None:
    assert {one["role"] for one in demo.built.accounts} == {role.value for role in Role} - {"integrator"}
    assert len(demo.built.accounts) == len(STAFF)
    with db.transaction(writing=False):
        assert all(assignments.of_record(record) for record in demo.built.examples.values())


def test_all_sixteen_systems_have_delivered_and_no_row_waits_for_anybody(app: Flask) -> None:
    found = figures.imports(until=10**9)
    assert set(found) == set(shipped())
    assert not any(counts.get("waiting") for counts in found.values())
    # The register of real estate has a few flats without the address code that a dwelling is known by.
    assert {system for system, counts in found.items() if counts.get("refused")} <= {"c5"}
    assert figures.waiting()["person"].get("review") == 1  # two workers', of the demo's own visits


def test_r22_the_same_files_in_a_second_night_change_nothing(app: Flask) -> None:
    second = figures.second_night(TINY, clock.now())
    assert second["rows"]
    assert second["changed"] == []


def test_r26_the_audit_chain_of_the_new_demo_is_whole(app: Flask, demo: Demo) -> None:
    with db.transaction(writing=False):
        assert list(audit.broken_links()) == []


def test_r16_every_record_of_the_demo_is_the_one_that_its_history_makes(app: Flask, demo: Demo) -> None:
    with db.transaction(writing=False):
        ids = [row[0] for row in db.Statement("select id from record").rows()]
        for id_ in ids:
            record = records.load(id_)
            assert record is not None
            assert records.replayed(record, present()).facts == record.facts


def test_doctor_finds_nothing_wrong_with_its_data(app: Flask) -> None:
    with db.transaction(writing=False):
        assert [finding for finding in doctor.data() if not finding.good] == []
