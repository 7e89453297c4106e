"""R12: what lies where a record lies moves with it, and so do its open assignments."""

import pytest
from flask import Flask

from formbuilder import clock, db
from formbuilder.records import keeping
from metadata.problems import Problem
from tests.formbuilder.conftest import People
from tests.formbuilder.records.town import A501, A502, B101, GRID, OTHER_GRID, read, sends
from tests.formbuilder.visits.stage import count, publish, sent_to

COMMUNITY = "990101001001"

pytestmark = pytest.mark.usefixtures("in_town")


def a_dwelling(code: str = A501, dated: int = 0) -> str:
    """A dwelling as a system's row told of it; again under the same row key it is the same one elsewhere."""
    return sends("c5", dated, key="room-1", entity="dwelling", address_code=code).record_id


def a_household(dwelling: str, number: str) -> str:
    return sends(
        "d1", 0, entity="household", household_register_no=number, household_dwelling=dwelling, head_name="周桂兰"
    ).record_id


def test_r12_households_and_their_open_assignments_follow_their_dwelling(app: Flask, people: People) -> None:
    home = a_dwelling()
    next_door = sends("c5", 0, entity="dwelling", address_code=A501[:-1] + "9").record_id
    mine, also_mine = a_household(home, "0001"), a_household(home, "0002")
    elsewhere = a_household(next_door, "0003")
    publish(people["police"], "household_phone", entity="household", areas=(COMMUNITY,))
    assert [one.area for one in (*sent_to(mine), *sent_to(also_mine))] == [GRID, GRID]

    assert a_dwelling(A502, 5) == home

    assert read(home).area == OTHER_GRID
    for household in (mine, also_mine):
        assert (read(household).place, read(household).area) == (A502, OTHER_GRID)
        assert [(one.area, one.state) for one in sent_to(household)] == [(OTHER_GRID, "open")]
    assert read(elsewhere).area != OTHER_GRID


def test_r12_what_was_parked_of_a_household_follows_its_dwelling_too(app: Flask) -> None:
    home = a_dwelling()
    lying_there = read(home), read(a_household(home, "0001"))
    with db.transaction(writing=True):
        for record in lying_there:
            keeping.park(record, "household_phone", None, Problem.code, now=clock.now())

    a_dwelling(A502, 5)

    assert count("select count(*) from parked where area_code = :area", area=OTHER_GRID) == 2


def test_r10a_what_leaves_a_tasks_areas_with_its_dwelling_loses_what_nobody_has_begun(
    app: Flask, people: People
) -> None:
    home = a_dwelling()
    mine = a_household(home, "0001")
    publish(people["police"], "household_phone", entity="household", areas=(COMMUNITY,))

    a_dwelling(B101, 5)

    assert [(one.state, one.reason) for one in sent_to(mine)] == [("withdrawn", "left-area")]


def test_r19_a_number_within_a_community_follows_into_the_next_one(app: Flask) -> None:
    home = a_dwelling()
    mine = a_household(home, "0001")

    a_dwelling(B101, 5)

    assert [key.normal for key in read(mine).keys if key.current] == ["0001|990101001002"]
    assert count("select count(*) from record_key where record_id = :id and current", id=mine) == 1
