"""Three systems, three phones, two employers, one visit: what must be seen of the main job (issue 3, 1)."""

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask

from formbuilder import clock, db
from formbuilder.app import create_app
from formbuilder.db import database
from formbuilder.demo import visiting
from formbuilder.demo.build import integrator
from formbuilder.demo.figures import standing
from formbuilder.demo.world import names
from formbuilder.permissions import Actor, Role
from formbuilder.records import store as records
from formbuilder.systems import importing, projecting
from metadata.mappings import shipped
from metadata.records import Record
from tests.conftest import settings_for
from tests.demonstrated import Demo

#: What each system calls phone and employer.
COLUMNS = {"p6": ("contact", "service_addr"), "c9": ("MOB", "EMP_NAME"), "c6": ("SJHM", "DWMC")}
PHONE, EMPLOYER = names.mobile_number(0, 1499), "云州新桥机械二厂"


@pytest.fixture
def app(demo: Demo) -> Iterator[Flask]:
    app = create_app(settings_for(demo.database_url, demo.folder))
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()


def worker() -> Actor:
    with db.transaction(writing=False):
        row = db.Statement("select id from account where username = 'worker'").row()
    assert row is not None
    return Actor(row[0], "worker", "网格员小林", Role.WORKER, area="99010100100101")


def load(record_id: str) -> Record:
    with db.transaction(writing=False):
        record = records.load(record_id)
    assert record is not None
    return record


def handed_over(system: str) -> dict[str, Mapping[str, str]]:
    """Record → cells of a system's own table, of the rows that it has a key for: new ones get theirs over there."""
    mapping = shipped()[system]
    rows = projecting.hand_over(integrator(system), system, now=clock.now())
    return {row.record: row.cells for row in rows if not row.gone and mapping.key_of(row.cells)}


def test_one_visit_settles_them_all_systems_get_the_new_value_and_the_next_night_disputes_nothing(
    app: Flask, demo: Demo
) -> None:
    person = demo.built.examples["three_phones"]
    before = {system: handed_over(system)[person] for system in COLUMNS}
    assert len({before[system][column] for system, (column, _employer) in COLUMNS.items()}) == 1
    assert len(load(person).open_claims) == 3

    opened = visiting.open_page(worker(), person, now=clock.now())
    visiting.answer(worker(), opened, {"mobile_phone": PHONE, "employer_name": EMPLOYER}, now=clock.now())

    settled = load(person)
    assert settled.open_claims == ()
    tables = {system: handed_over(system) for system in COLUMNS}
    for system, (phone, employer) in COLUMNS.items():
        cells = tables[system][person]
        assert (cells[phone].split("/")[0], cells[employer]) == (PHONE, EMPLOYER)

    stood = standing()
    for system, table in tables.items():
        rows = enumerate(table.values(), start=1)
        importing.take_in(integrator(system), system, rows, now=clock.now(), name="next-night.csv")
    assert load(person).open_claims == ()
    assert load(person).facts == settled.facts
    assert standing() == stood
