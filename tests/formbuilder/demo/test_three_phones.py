"""Three systems, three phones, two employers, one visit: what must be seen of the main job (issue 3, 1)."""

from flask import Flask

from formbuilder import clock
from formbuilder.demo import visiting
from formbuilder.demo.build import integrator
from formbuilder.demo.figures import standing
from formbuilder.demo.world import names
from formbuilder.systems import importing
from tests.demonstrated import Demo
from tests.formbuilder.demo.looking import handed_over, load, worker

#: What each system calls phone and employer.
COLUMNS = {"p6": ("contact", "service_addr"), "c9": ("MOB", "EMP_NAME"), "c6": ("SJHM", "DWMC")}
PHONE, EMPLOYER = names.mobile_number(0, 1499), "云州新桥机械二厂"


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
