"""The police's name and a worker's other one: proposal, ruling, and what systems are given (issue 3, 2)."""

from flask import Flask

from formbuilder import clock
from formbuilder.demo import visiting
from formbuilder.demo.build import integrator
from formbuilder.permissions import Actor, Role
from formbuilder.review import service as review
from formbuilder.systems import projecting
from metadata.records import Route, Ruling
from tests.demonstrated import Demo
from tests.formbuilder.demo.looking import handed_over, load, worker

POLICE = Actor(2, "ga", "", Role.DEPARTMENT_ADMIN, "ga")
#: What each system calls the name.
NAMES = {"p1": "XM", "c9": "PSN_NAME", "p6": "person_name"}


def given(person: str) -> dict[str, str]:
    """What each system that knows the person is given as the name."""
    tables = {system: handed_over(system) for system in NAMES}
    return {system: table[person][NAMES[system]] for system, table in tables.items() if person in table}


def test_r17_the_owners_value_goes_out_until_the_owner_takes_the_workers_and_then_that_one_does(
    app: Flask, demo: Demo
) -> None:
    person = demo.built.examples["known"]
    name = str(load(person).held("person_name"))
    other = f"{name}甲"
    before = given(person)
    assert set(before.values()) == {name}
    whole = projecting.hand_over(integrator("p1"), "p1")
    assert [row for row in whole if row.record == person]

    opened = visiting.open_page(worker(), person, now=clock.now(), correcting=["person_name"])
    visiting.answer(worker(), opened, {"person_name": other}, now=clock.now())

    [claim] = [claim for claim in load(person).open_claims if claim.field == "person_name"]
    assert (claim.route, claim.owner, claim.value) == (Route.PROPOSAL, "ga", other)
    assert given(person) == before, "while it waits the owner's value holds and goes out"

    review.settle(POLICE, claim.id, Ruling.TAKE, reason="查过户口簿", now=clock.now())

    assert load(person).held("person_name") == other
    assert set(given(person).values()) == {other}
    changed = projecting.hand_over(integrator("p1"), "p1", since=whole.cursor)
    assert [row.cells["XM"] for row in changed if row.record == person] == [other]
