"""R23: reading what was written claims nothing, for each of the sixteen systems, lossy codes included."""

import random
from collections.abc import Mapping

import pytest
from flask import Flask

from formbuilder import clock, db
from formbuilder.catalogue import store as standard
from formbuilder.db import Statement
from formbuilder.records import store
from formbuilder.systems import importing
from formbuilder.systems.importing import Progress
from formbuilder.systems.projecting import Projected
from metadata.mappings import SystemMapping, shipped
from metadata.projecting import ways
from metadata.records import Fact
from metadata.values import Value
from tests.formbuilder.records.town import A501, HOME, NUMBER, token
from tests.formbuilder.systems import conforming, outgoing
from tests.formbuilder.systems.outgoing import came, mapping, takes, told

SYSTEMS = sorted(shipped())
RECORDS = 12
#: What a row's claims may have done: nothing of it may be counted where what was given comes back.
EFFECTS = ("written", "verified", "open", "proposals", "beside", "new", "faulty", "waiting", "refused", "outdated")


def told_apart(entity: str, chance: random.Random) -> dict[str, Value]:
    """What the records of a kind are known by."""
    number = chance.randrange(10**7, 10**8)
    match entity:
        case "person":
            name = "".join(chance.choices(conforming.NAMES, k=3))
            return {"person_name": name, "id_type": "111", "id_number": conforming.citizen(chance)}
        case "household":
            return {"household_register_no": f"H{number}"}
        case "dwelling":
            return {"address_code": f"{number:025d}"}
        case "building":
            return {"building_code": f"{number:019d}"}
        case "enterprise":
            return {"ent_name": f"店{number}", "business_address": {"text": f"云州市临江区望江路{number}号"}}
        case _:
            return {"event_no": f"{number}"}


_revisions = Statement("select id, revision from record order by id")
_claims = Statement("select count(*) from open_claim")


@pytest.fixture(autouse=True)
def ledger(app: Flask) -> Flask:
    outgoing.build()
    return app


def state() -> tuple[list[tuple[str, int]], int]:
    """Every record with its revision, and how many claims ever waited."""
    with db.transaction(writing=False):
        [waiting] = _claims.row() or (0,)
        return _revisions.rows(), waiting


def a_record(entity: str, mapped: SystemMapping, chance: random.Random) -> tuple[str, dict[str, str]]:
    """A record with whatever it may be related to, as people told of them; kind → id of the related ones."""
    with db.transaction(writing=False):
        catalogue = standard.present()
    wanted = {catalogue.field(code).entity for code in mapped.fields}
    related: dict[str, str] = {}
    for way in reversed(ways(catalogue, entity, wanted)):  # those that are named, before those that name them
        if chance.random() < 0.8:
            related[way.entity] = told(way.entity, of=_values(way.entity, related, chance))
    record = told(entity, of=_values(entity, related, chance))
    for kind, other in related.items():  # what a row speaks of together is related, whichever names the other
        for code in catalogue.entity(kind).relations:
            if catalogue.field(code).refers_to == entity:
                told(record_id=other, of={code: record})
    return record, related


def _values(entity: str, related: dict[str, str], chance: random.Random) -> dict[str, Value]:
    with db.transaction(writing=False):
        catalogue = standard.present()
    values = conforming.values_of(entity, catalogue, chance)
    for code in catalogue.entity(entity).key:
        values.pop(code, None)  # two records share no key by chance
    values.pop(catalogue.entity(entity).status_field, None)  # one that has ended and was never sent has no row
    values |= told_apart(entity, chance)
    for code in catalogue.entity(entity).relations:
        if other := related.get(catalogue.field(code).refers_to):
            values[code] = other
    return values


def own_cells(mapped: SystemMapping, number: int) -> dict[str, str]:
    """Cells that only the system speaks of: its key, and a note of its own."""
    said = {m.column.name: f"注{number}" for m in mapped.columns if m.is_evidence and not m.is_stamp}
    said |= {name: f"{number:06d}" for name in mapped.row_key if name in said}
    return said | ({mapped.date_column: "2026-05-06 10:00:00"} if mapped.date_column in said else {})


def comes_back(system: str, rows: list[Projected]) -> Progress:
    """The system sends what it was given, in its own file."""
    numbered = [(number, {k: v for k, v in row.cells.items() if v}) for number, row in enumerate(rows, start=1)]
    return importing.take_in(token(system), system, numbered, now=clock.now())


@pytest.mark.parametrize("system", SYSTEMS)
def test_r23_what_was_given_comes_back_and_claims_nothing(system: str) -> None:
    chance = random.Random(f"round trip of {system}")
    mapped = mapping(system)
    for number in range(RECORDS):
        record, related = a_record(mapped.entity, mapped, chance)
        if mapped.filter is None or chance.random() < 0.5:
            cells = own_cells(mapped, number)
            came(system, mapped.key_of(cells) or record, record, cells, {other: {} for other in related.values()})
    rows, cursor = takes(system)
    assert len(rows) == RECORDS
    before = state()

    progress = comes_back(system, rows)

    assert {word: progress.counts.get(word, 0) for word in EFFECTS} == dict.fromkeys(EFFECTS, 0)
    assert state() == before
    assert takes(system, cursor)[0] == []
    again = {row.record: (row.row_key, row.cells) for row in takes(system)[0]}
    assert again == {row.record: (row.row_key, row.cells) for row in rows}


def only(system: str, since: str = "") -> Projected:
    [row] = takes(system, since)[0]
    return row


def elder(**values: Value) -> str:
    """A resident whom everybody's list has."""
    return told(of={"person_name": "周桂兰", "id_type": "111", "id_number": NUMBER, **values})


def fact(record_id: str, code: str) -> Fact:
    with db.transaction(writing=False):
        record = store.load(record_id)
    assert record is not None
    return record.facts[code]


def sends(system: str, cells: Mapping[str, str]) -> Progress:
    return importing.take_in(token(system), system, [(1, {k: v for k, v in cells.items() if v})], now=clock.now())


def test_r22_a_coarse_code_that_comes_back_does_not_displace_the_finer_value() -> None:
    person = elder(education_level="14")
    came("p4", NUMBER, person, {"id_card": NUMBER})
    row = only("p4")
    assert row.cells["edu_level"] == "大专及以上"
    sends("p4", row.cells)
    assert fact(person, "education_level").value == "14"


def test_r22_a_coarse_code_does_not_either_where_it_never_passed_before() -> None:
    person = elder(education_level="14")
    progress = sends("p4", {"elder_name": "周桂兰", "id_card": NUMBER, "edu_level": "大专及以上"})
    assert progress.counts.get("open", 0) == 0
    assert fact(person, "education_level").value == "14"


def test_m1_what_we_gave_verifies_nothing_although_it_comes_with_a_later_date() -> None:
    person = elder(marital_status="20", mobile_phone="13800138000")
    row = only("d1")
    before = fact(person, "mobile_phone").verified
    progress = sends("d1", {**row.cells, "走访时间": "1.2"})
    assert (progress.counts.get("verified", 0), progress.counts.get("written", 0)) == (0, 0)
    assert fact(person, "mobile_phone").verified == before


def test_m1_a_row_that_the_system_takes_over_under_its_own_key_claims_nothing() -> None:
    elder(mobile_phone="13800138000", current_address=dict(HOME))
    row = only("p6")
    before = state()
    sends("p6", {**row.cells, "person_id": "4711", "oper_name": "网格员", "oper_date": "2026-05-06 10:00:00"})
    assert state() == before
    assert only("p6").row_key == "4711"


def test_a_cell_of_its_own_that_the_system_changes_is_a_claim_all_the_same() -> None:
    elder(mobile_phone="13800138000")
    row = only("d1")
    progress = sends("d1", {**row.cells, "联系电话": "13900139000", "走访时间": "1.2"})
    assert progress.counts.get("beside") == 1  # an older visit than the one at the desk
    assert only("d1").cells["联系电话"] == "13800138000"  # the value that holds goes out


def test_a_value_that_others_learn_goes_round_and_comes_to_rest() -> None:
    person = elder(mobile_phone="13800138000")
    cursors = {system: takes(system)[1] for system in ("d1", "p6")}
    told(record_id=person, mobile_phone="13900139000", marital_status="30")
    for system in cursors:
        [row], cursors[system] = takes(system, cursors[system])
        sends(system, row.cells)
    before = state()
    for system in cursors:
        assert takes(system, cursors[system])[0] == []
        sends(system, only(system).cells)
    assert state() == before
    assert fact(person, "mobile_phone").value == "13900139000"


def test_r23_a_row_of_which_only_what_it_says_is_known_comes_back_to_its_record() -> None:
    for _ in range(2):  # who look alike, too
        told(of={"person_name": "韩勇", "sex": "1", "education_level": "30"})
    told(of={"mobile_phone": "13800138000"})
    rows, _ = takes("p6")
    before = state()
    progress = comes_back("p6", rows)
    assert (progress.counts.get("merged"), progress.counts.get("new", 0)) == (3, 0)
    assert state() == before


def test_r22_a_cell_that_came_before_anybody_knew_of_whom_it_spoke_claims_nothing_when_it_comes_again() -> None:
    person = elder()
    key = f"990101001001|||周桂兰|{NUMBER}"
    cells = {"PCQ": "990101001001", "H7": "3", "D1": "周桂兰", "D3": NUMBER}
    came("n1", key, person, cells)  # no dwelling was known then
    dwelling = told("dwelling", address_code=A501, room_count=3)
    told(record_id=person, dwelling=dwelling)
    [row] = takes("n1")[0]
    before = state()
    sends("n1", row.cells)
    with db.transaction(writing=False):
        assert {line.effect.line for line in store.history(dwelling)[-2:]} <= {"M1", "M6"}
    assert state()[1] == before[1]
    part = outgoing.kept("n1")[dwelling, key]
    assert (part.cells, part.ours) == ({"PCQ": "990101001001", "H7": "3"}, [])
