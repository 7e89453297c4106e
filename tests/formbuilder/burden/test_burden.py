"""Burden (R24): what systems demanded of people, what people were asked, and what of it was typed."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock, db, migrations
from formbuilder.burden import counting, service, store, tallying
from formbuilder.burden.service import Bill, By
from formbuilder.db import to_json
from formbuilder.invariants import INVARIANTS
from formbuilder.permissions import CONSOLE, Role
from formbuilder.problems import NotThere
from formbuilder.records.ids import new_id
from formbuilder.systems import service as systems
from formbuilder.systems import store as system_store
from formbuilder.visits.submissions import Ending
from metadata.burden import Counted, Inputs
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits.stage import (
    COMMUNITY,
    DAY,
    ELSEWHERE,
    GRID,
    NO_GRID,
    OTHER_GRID,
    Visitor,
    a_neighbour,
    a_person,
    build_street,
    change,
    confirm,
    publish,
    unknown,
)
from tests.pages import assert_page_is_well_made

#: A system of the police that asks every half year, and one of the street that covers everybody every month.
POLICE, STREET = "p1", "d1"


@pytest.fixture(autouse=True)
def street(app: Flask) -> Flask:
    build_street()
    systems.load_shipped(CONSOLE, now=clock.now())
    return app


def inputs(bill: Bill) -> dict[str, Inputs]:
    return {line.code: line.inputs for line in bill.lines if line.inputs.asked}


def demanded(bill: Bill) -> dict[str, Fraction]:
    return {line.code: line.demanded for line in bill.lines if line.demanded}


def a_row_of(system: str, record: str) -> None:
    """The row in which a system sent a record."""
    with db.transaction(writing=True):
        db.Statement(
            "insert into system_row (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery,"
            " digest, feed, gone) values (:record, :system, '1', 'person', :record, '{}', '[]', null, 1, 1, '', 0,"
            " false)"
        ).run(record=record, system=system)


def columns_of(code: str) -> int:
    with db.transaction(writing=False):
        system = system_store.find(code)
        assert system is not None
        return len(system_store.mapping_of(system).asks)


def visit(people: People, *, now: int = 0) -> str:
    """Two departments want the phone, one of them the marital status too; both are answered, one is typed."""
    person = a_person()
    publish(people["police"], "mobile_phone", "marital_status", now=now)
    publish(people["civil"], "mobile_phone", department="mz", now=now)
    worker = Visitor(people["worker"])
    page = worker.opens(person, now=now).page
    worker.receives(page, {"mobile_phone": change("13900000000"), "marital_status": change("10")}, now=now)
    return person


def test_r24_an_input_that_serves_two_departments_is_one_input_and_counts_for_each(people: People) -> None:
    visit(people)
    found = service.see(people["admin"], By.DEPARTMENT, now=clock.now())
    assert found.total.inputs == Inputs(2, 1)
    assert inputs(found) == {"ga": Inputs(2, 1), "mz": Inputs(1, 1)}
    by_task = service.see(people["admin"], By.TASK, now=clock.now())
    assert inputs(by_task) == {"1": Inputs(2, 1), "2": Inputs(1, 1)}
    assert by_task.total.inputs == Inputs(2, 1)
    assert demanded(by_task) == {"1": 2, "2": 1}
    by_area = service.see(people["secretary"], By.AREA, now=clock.now())
    assert inputs(by_area) == {GRID: Inputs(2, 1)}
    by_system = inputs(service.see(people["admin"], By.SYSTEM, now=clock.now()))
    assert by_system[STREET] == by_system[POLICE] == Inputs(2, 1)
    assert "c11" not in by_system


def test_r24_every_verdict_is_an_input_that_was_asked(people: People) -> None:
    person = a_person()
    publish(people["police"], "mobile_phone", "marital_status", "education_level")
    worker = Visitor(people["worker"])
    answers = {"mobile_phone": confirm(), "marital_status": {"verdict": "wrong"}, "education_level": unknown()}
    worker.receives(worker.opens(person).page, answers)
    assert service.see(people["admin"], By.AREA, now=clock.now()).total.inputs == Inputs(3, 0)


def test_r24_a_system_demands_its_columns_of_every_row_each_time_its_cycle_comes_round(people: People) -> None:
    a_row_of(POLICE, a_person())
    a_row_of(POLICE, a_neighbour(current_address=ELSEWHERE))
    today = date.fromisoformat("2026-06-30")
    now = clock.now()
    found = service.see(people["police"], By.SYSTEM, begin=today - timedelta(days=89), end=today, now=now)
    line = next(line for line in found.lines if line.code == POLICE)
    assert line.basis is not None
    assert (line.basis.rows, line.basis.rounds, line.basis.cycle_days) == (2, Fraction(90, 180), 180)
    assert line.demanded == Fraction(columns_of(POLICE) * 2 * 90, 180)
    assert found.total.demanded == line.demanded
    by_area = service.see(
        people["police"], By.AREA, area=COMMUNITY, begin=today - timedelta(days=89), end=today, now=now
    )
    assert demanded(by_area) == {GRID: line.demanded / 2, OTHER_GRID: line.demanded / 2}


def test_r23_a_system_that_covers_everybody_demands_of_those_it_never_sent(people: People) -> None:
    a_person()
    found = service.see(people["secretary"], By.SYSTEM, now=clock.now())
    assert demanded(found)[STREET] == columns_of(STREET)
    assert POLICE not in demanded(found)


def test_a_record_that_moves_takes_what_is_demanded_of_it_along(people: People) -> None:
    person = a_person()
    a_row_of(POLICE, person)
    with db.transaction(writing=True):
        db.Statement("update record set area_code = :area where id = :id").run(area=OTHER_GRID, id=person)
    found = service.see(people["police"], By.AREA, area=COMMUNITY, now=clock.now())
    assert list(demanded(found)) == [OTHER_GRID]


def test_what_was_asked_before_the_period_is_not_in_it(people: People) -> None:
    now = clock.now()
    visit(people, now=now - 40 * DAY)
    assert service.see(people["admin"], By.DEPARTMENT, now=now).total.inputs == Inputs()
    begin = date.fromtimestamp((now - 45 * DAY) / 1000)  # noqa: DTZ012 - a day more or less
    assert service.see(people["admin"], By.DEPARTMENT, begin=begin, now=now).total.inputs == Inputs(2, 1)


def test_r25_a_department_sees_its_own_and_a_secretary_the_own_area(people: People) -> None:
    visit(people)
    now = clock.now()
    civil = service.see(people["civil"], By.DEPARTMENT, now=now)
    assert (inputs(civil), civil.total.inputs) == ({"mz": Inputs(1, 1)}, Inputs(1, 1))
    assert {line.department for line in service.see(people["civil"], By.SYSTEM, now=now).lines} == {"mz"}
    assert service.see(people["other_secretary"], By.DEPARTMENT, now=now).total.inputs == Inputs()
    with pytest.raises(NotThere):
        service.see(people["other_secretary"], By.AREA, area=COMMUNITY, now=now)


def test_the_doctor_counts_the_latest_visits_again(people: People) -> None:
    person = visit(people)
    a_row_of(POLICE, person)
    worker = Visitor(people["worker"])
    page = worker.opens(person).page
    for number in (2, 1):  # the second comes too late, and was asked all the same (M2)
        worker.submits(page, {"mobile_phone": change(f"1390000000{number}")}, open=False, number=number)
    worker.submits(page, {}, ending=Ending("moved_away"), number=3)
    worker.submits(page, {"mobile_phone": {"verdict": "change"}}, open=False, number=4)
    with db.transaction(writing=False):
        assert list(counting.wrong()) == []
        assert list(INVARIANTS["burden tallies"]()) == []
    with db.transaction(writing=True):
        db.Statement("update input_tally set typed = typed + 1 where field = 'mobile_phone'").run()
        db.Statement("update coverage_tally set number = number + 1").run()
    with db.transaction(writing=False):
        found = list(INVARIANTS["burden tallies"]())
    assert [sentence.partition(" says ")[0] for sentence in found] == ["coverage_tally", "input_tally"]
    assert " typed of mobile_phone " in found[1]


def test_the_upgrade_counts_the_visits_that_were_before_it(app: Flask, people: People) -> None:
    person = visit(people)
    worker = Visitor(people["worker"])
    page = worker.opens(person).page
    worker.submits(page, {"mobile_phone": change("13900000007")}, open=False, number=2)
    worker.submits(page, {"mobile_phone": {"verdict": "change"}}, ending=Ending("refused"), open=False)
    kept = "select day, area_code, field, tasks, sum(asked), sum(typed) from input_tally"
    step = ScriptDirectory.from_config(migrations.configure()).get_revision("0006").module
    with db.transaction(writing=True):
        before = db.Statement(f"{kept} group by 1, 2, 3, 4 order by 1, 2, 3, 4").rows()
        db.Statement("delete from input_tally").run()
        step.inputs(db.in_transaction().layer())
        assert db.Statement(f"{kept} group by 1, 2, 3, 4 order by 1, 2, 3, 4").rows() == before
    assert len(before) == 2


def test_sending_again_counts_once(people: People) -> None:
    person = a_person()
    publish(people["police"], "mobile_phone")
    worker = Visitor(people["worker"])
    page, key = worker.opens(person).page, new_id()
    for _ in range(2):
        worker.receives(page, {"mobile_phone": confirm()}, key=key)
    assert service.see(people["admin"], By.AREA, now=clock.now()).total.inputs == Inputs(1, 0)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN, Role.SECRETARY])
def test_the_page_is_well_made_empty_and_full(
    people: People, client_of: Callable[..., FlaskClient], role: Role, language: str
) -> None:
    client = client_of(role, language)
    for full in (False, True):
        if full:
            a_row_of(POLICE, visit(people))
        for by in By:
            answer = client.get(f"/burden?by={by}&area={COMMUNITY}")
            assert answer.status_code == 200
            assert_page_is_well_made(answer.text)
    for days in ("from=2026-02-02&to=2026-01-01", "from=9999-12-31"):
        assert client.get(f"/burden?{days}").status_code == 400
    for days in ("to=0001-01-01", "from=0001-01-01&to=9999-12-31"):
        assert client.get(f"/burden?{days}").status_code == 200


def test_what_lies_in_no_area_below_is_told_from_the_area(
    people: People, client_of: Callable[..., FlaskClient]
) -> None:
    a_person()
    a_neighbour(current_address=NO_GRID)
    for language, name in (("en", "no grid"), ("zh", "望江社区（没有网格）")):
        assert name in client_of(Role.SECRETARY, language).get(f"/burden?by=area&area={COMMUNITY}").text


def test_more_tasks_than_anybody_would_send_at_once_are_counted_all_the_same(app: Flask) -> None:
    many = tuple(range(1_000_000, 1_000_100))
    with db.transaction(writing=True):
        tallying._count.run(day="2026-06-01", area=GRID, rows=to_json([("mobile_phone", tallying.text_of(many), 1, 1)]))
    with db.transaction(writing=False):
        [found] = store.asked(store.Here(GRID, 14), ["2026-06-01"])
    assert found == Counted("mobile_phone", many, Inputs(1, 1))


def test_the_api_gives_the_same_numbers(app: Flask, people: People, token_for: Callable[[str], str]) -> None:
    visit(people)
    headers = bearer(token_for("secretary"))
    answer = app.test_client().get("/api/v1/burden?by=department", headers=headers)
    assert answer.status_code == 200
    found = answer.json
    assert found is not None
    assert (found["total"]["asked"], found["total"]["typed"]) == (2, 1)
    assert {line["code"]: line["asked"] for line in found["items"] if line["asked"]} == {"ga": 2, "mz": 1}
    assert app.test_client().get("/api/v1/burden?by=moon", headers=headers).status_code == 400
    assert app.test_client().get("/api/v1/burden?from=now", headers=headers).status_code == 400
