"""The tallies of status and coverage are the counts of what they tally, whatever was done and by whatever statement."""

from random import Random

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.db import Statement
from formbuilder.invariants import INVARIANTS
from formbuilder.status import counting
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import build_street, publish

AREAS = ("99010100100101", "99010100100102", "990101001002", "")
STATES = ("open", "done", "refused", "ended", "withdrawn", "missed")
ROUTES = ("door", "review", "proposal")

_assign = Statement(
    "insert into assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason, attempts,"
    " next_on, blind, closed) values (:record, :task, 1, :form, :area, :sent, '2026-12-24', :state, '', 0, '', '[]',"
    " :closed) on conflict do nothing"
)
_assign_all = Statement(
    "insert into assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason, attempts,"
    " next_on, blind, closed) select record_id, task_id, :round, form_id, area_code, 9, '2026-12-24', 'open', '', 0,"
    " '', blind, null from assignment where round = 1 on conflict do nothing",
    postgresql="insert into assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason,"
    " attempts, next_on, blind, closed) select record_id, task_id, cast(:round as int), form_id, area_code, 9,"
    " '2026-12-24', 'open', '', 0, '', blind, null from assignment where round = 1 on conflict do nothing",
)
_close = Statement("update assignment set state = :state, closed = :closed where record_id = :record")
_close_many = Statement("update assignment set state = :state, closed = 7 where state = 'open' and area_code = :area")
_move = Statement("update assignment set area_code = :area where record_id = :record and state = 'open'")
_take = Statement("update assignment set taken_by = null, attempts = attempts + 1 where state = 'open'")
_rename = Statement("update assignment set record_id = :record || '-' where record_id = :record")
_forget = Statement("delete from assignment where record_id = :record")
_claim = Statement(
    "insert into open_claim (record_id, id, field, route, owner, area_code, opened, received, claim, closed_by)"
    " values (:record, :id, 'mobile_phone', :route, :owner, :area, 1, 1, '{}', '')"
)
_settle = Statement("update open_claim set closed_by = 'equal' where record_id = :record and closed_by = ''")
_claims_move = Statement("update open_claim set area_code = :area where record_id = :record")
_record = Statement(
    "insert into record (id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created,"
    " updated) values (:record, 'person', 1, '{}', '{}', '', '', :area, false, '', 1, 1) on conflict do nothing"
)
_record_moves = Statement("update record set area_code = :area, revision = revision + 1 where id = :record")
_records_move = Statement("update record set area_code = :area where area_code = :was")
_row = Statement(
    "insert into system_row (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest,"
    " feed, gone) values (:record, :system, :key, 'person', :main, '{}', '[]', null, 1, 1, '', 0, false)"
    " on conflict (record_id, system, row_key) do update set main = excluded.main, received = 2"
)
_row_leaves = Statement("update system_row set gone = :gone where record_id = :record")
_row_drops = Statement("delete from system_row where record_id = :record and system = :system")
_row_joins = Statement("update system_row set record_id = :to, main = :to where record_id = :record and row_key <> '1'")


def something(chance: Random, task: tuple[int, int]) -> None:
    """One statement of those that change what is counted, and of some that do not."""
    record, other = f"r{chance.randrange(12)}", f"r{chance.randrange(12)}"
    area, was, state = chance.choice(AREAS), chance.choice(AREAS), chance.choice(STATES)
    system, key = chance.choice(("p1", "p6")), str(chance.randrange(3))
    match chance.randrange(20):
        case 0 | 1 | 2:
            sent = chance.choice((5, 6))
            closed = None if state == "open" else 5
            one = chance.choice(task)
            _assign.run(record=record, task=one, form=one, area=area, sent=sent, state=state, closed=closed)
        case 3:
            _assign_all.run(round=chance.randrange(2, 5))
        case 4 | 5:
            _close.run(record=record, state=state, closed=chance.choice((None, 5, 9)))
        case 6:
            _close_many.run(state=state, area=area)
        case 7:
            _move.run(record=record, area=area)
        case 8:
            _take.run()
        case 9:
            (_rename if chance.random() < 0.5 else _forget).run(record=record)
        case 10 | 11:
            number = str(chance.random())
            _claim.run(record=record, id=number, route=chance.choice(ROUTES), owner=chance.choice("ab"), area=area)
        case 12:
            _settle.run(record=record)
        case 13:
            _claims_move.run(record=record, area=area)
        case 14 | 15:
            if chance.random() < 0.7:
                _record_moves.run(record=record, area=area)
            else:
                _records_move.run(area=area, was=was)
        case 16 | 17:
            _row.run(record=record, system=system, key=key, main=chance.choice((record, other)))
        case 18:
            _row_leaves.run(record=record, gone=chance.random() < 0.5)
        case _:
            if chance.random() < 0.5:
                _row_drops.run(record=record, system=system)
            elif record != other:
                _row_drops.run(record=other, system="p1")
                _row_drops.run(record=other, system="p6")
                _row_joins.run(record=record, to=other)


@pytest.fixture
def tasks(app: Flask, people: People) -> tuple[int, int]:
    """Two tasks, and records that nothing was sent to yet: a system's rows are kept after the records they are of."""
    build_street()
    with db.transaction(writing=True):
        for number in range(12):
            _record.run(record=f"r{number}", area=AREAS[number % len(AREAS)])
    return publish(people["police"], "mobile_phone").id, publish(people["police"], "marital_status").id


@pytest.mark.parametrize("seed", range(6))
def test_r24_the_tallies_are_the_counts_whatever_happened(tasks: tuple[int, int], seed: int) -> None:
    chance = Random(seed)
    for _ in range(25):
        with db.transaction(writing=True):
            for _ in range(chance.randrange(1, 8)):
                something(chance, tasks)
        with db.transaction(writing=False):
            assert list(counting.wrong()) == []


def test_what_is_undone_was_not_counted(tasks: tuple[int, int]) -> None:
    def fail() -> None:
        with db.transaction(writing=True):
            for seed in range(50):
                something(Random(seed), tasks)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with db.transaction(writing=False):
        assert list(counting.wrong()) == []
        assert Statement("select coalesce(sum(number), 0) from claim_tally").row() == (0,)


def test_the_doctor_finds_a_tally_that_was_touched(tasks: tuple[int, int]) -> None:
    with db.transaction(writing=True):
        _claim.run(record="r1", id="c", route="door", owner="a", area=AREAS[0])
        Statement("update claim_tally set number = number + 1").run()
    with db.transaction(writing=False):
        found = list(INVARIANTS["status tallies"]())
    assert found == [f"claim_tally says 2 of ({AREAS[0]}, door, a), it is 1"]


def test_each_counted_table_has_its_triggers(app: Flask) -> None:
    triggers = Statement(
        "select name from sqlite_master where type = 'trigger' and name like '%counted%' or name = 'record_moved'",
        postgresql="select tgname from pg_trigger"
        " where tgname in ('counted_in', 'counted_out', 'counted_anew', 'moved')",
    )
    with db.transaction(writing=False):
        assert len(triggers.rows()) == 10
