"""A system's own table goes out: whose rows, in whose codes, from which records, and what is remembered of it."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from formbuilder import db
from formbuilder.db import database
from formbuilder.permissions import Actor, Role
from formbuilder.problems import NotAllowed, NotThere
from formbuilder.systems import projecting
from formbuilder.systems.models import SystemRow
from metadata.values import Value
from tests.formbuilder.records.town import A501, HOME, NUMBER, OTHER_NUMBER, token
from tests.formbuilder.systems import outgoing
from tests.formbuilder.systems.outgoing import approve, came, kept, mapping, merge_into, takes, told

CITIZEN: dict[str, Value] = {"person_name": "周桂兰", "id_type": "111", "id_number": NUMBER}
#: The department of the elderly care platform, and another one.
CIVIL = Actor(2, "civil", "", Role.DEPARTMENT_ADMIN, "mz")
POLICE = Actor(3, "police", "", Role.DEPARTMENT_ADMIN, "ga")


@pytest.fixture(autouse=True)
def ledger(app: Flask) -> Flask:
    outgoing.build()
    return app


def only(system: str, **how: Actor) -> projecting.Projected:
    """The one row of a table."""
    [row], _ = takes(system, actor=how.get("actor"))
    return row


def test_r23_a_row_goes_out_in_the_systems_own_columns_and_codes() -> None:
    person = told(of=CITIZEN, marital_status="30", mobile_phone="13800138000")
    came("p4", NUMBER, person, {"elder_name": "周桂兰", "id_card": NUMBER})

    row = only("p4")

    assert list(row.cells) == [m.column.name for m in mapping("p4").columns]
    assert row.record == person
    assert (row.cells["elder_name"], row.cells["marriage"], row.cells["elder_phone"]) == (
        "周桂兰",
        "丧偶",
        "13800138000",
    )
    assert (row.row_key, row.lost, row.gone) == (NUMBER, (), False)


def test_r23_what_the_standard_derives_goes_out_too() -> None:
    person = told(of=CITIZEN)
    came("p4", NUMBER, person, {"id_card": NUMBER})
    assert (only("p4").cells["birthday"], only("p4").cells["gender"]) == ("1949-12-31", "女")


def test_r23_values_come_from_the_records_that_a_row_is_related_to() -> None:
    building = told(
        "building", building_code="9901010010010100000300", longitude="120.12345678", latitude="30.12345678"
    )
    dwelling = told("dwelling", address_code=A501, addr_division="990101001001", building=building)
    person = told(of=CITIZEN, dwelling=dwelling)
    came("p4", NUMBER, person, {"id_card": NUMBER})

    cells = only("p4").cells

    assert cells["community_id"] == "990101001001"
    assert (cells["lon"], cells["lat"]) == ("120.12345678", "30.12345678")


def test_r22a_a_dwelling_is_found_through_the_household_and_a_building_through_it() -> None:
    building = told("building", building_code="9901010010010100000300", longitude="120.12345678")
    dwelling = told("dwelling", address_code=A501, addr_division="990101001001", building=building)
    household = told("household", household_register_no="H1", household_dwelling=dwelling)
    came("p4", NUMBER, told(of=CITIZEN, household=household), {"id_card": NUMBER})
    assert (only("p4").cells["community_id"], only("p4").cells["lon"]) == ("990101001001", "120.12345678")


def test_r22a_what_a_row_was_linked_to_stands_where_no_relation_is_held() -> None:
    dwelling = told("dwelling", address_code=A501, lessor_name="王建国", occupant_count=2)
    shop = told("enterprise", ent_name="小饭馆", business_address=dict(HOME))
    came("c7", "77", shop, {"place_id": "77", "place_name": "小饭馆"}, {dwelling: {"house_code": A501}})
    assert (only("c7").cells["landlord"], only("c7").cells["live_in_num"]) == ("王建国", "2")
    assert only("c7").cells["place_id"] == "77"


def test_r22a_whoever_is_known_to_have_no_dwelling_or_none_any_more_has_none_in_the_row() -> None:
    dwelling = told("dwelling", address_code=A501, addr_division="990101001001")
    person = told(of=CITIZEN, dwelling=dwelling)
    came("p4", NUMBER, person, {"id_card": NUMBER})
    assert only("p4").cells["community_id"] == "990101001001"
    told(record_id=person, dwelling=None)
    assert only("p4").cells["community_id"] == ""


def test_r23_a_table_without_a_filter_holds_what_its_system_has_sent() -> None:
    sent = told(of=CITIZEN)
    told(person_name="钱一", id_type="111", id_number=OTHER_NUMBER)
    came("p4", NUMBER, sent, {"id_card": NUMBER})
    assert [row.record for row in takes("p4")[0]] == [sent]


def test_r23_a_table_with_a_filter_holds_all_that_pass_it_but_none_that_ended_unsent() -> None:
    someone = told(person_name="钱一")
    told(person_name="孙二", person_status="4")
    ended = told(of=CITIZEN, person_status="4")
    came("d1", "一|二", ended, {"居民姓名": "周桂兰"})
    assert {row.record for row in takes("d1")[0]} == {someone, ended}
    approve(
        replace(mapping("d1"), filter={"properties": {"person_status": {"const": "4"}}, "required": ["person_status"]})
    )
    assert {row.record for row in takes("d1")[0]} == {ended}


def test_r19a_a_record_that_leads_to_another_one_has_no_row() -> None:
    one, other = told(person_name="钱一"), told(person_name="钱乙")
    merge_into(one, other)
    assert [row.record for row in takes("d1")[0]] == [other]


def test_r23_a_lossy_code_goes_back_as_it_came_while_it_still_reads_as_the_value() -> None:
    person = told(of=CITIZEN, education_level="14")
    came("p4", NUMBER, person, {"id_card": NUMBER, "edu_level": "大专及以上"})
    assert only("p4").cells["edu_level"] == "大专及以上"
    told(record_id=person, education_level="60")
    assert only("p4").cells["edu_level"] == "高中"


def test_r23_evidence_goes_back_word_for_word() -> None:
    person = told(of=CITIZEN)
    came("p4", NUMBER, person, {"id_card": NUMBER, "age": "七十七", "device_no": "0012"})
    assert (only("p4").cells["age"], only("p4").cells["device_no"]) == ("七十七", "0012")


def test_r23_what_cannot_be_expressed_is_empty_and_told_and_what_passed_stays_remembered() -> None:
    person = told(of=CITIZEN, mobile_phone="13800138000")
    came("p4", NUMBER, person, {"id_card": NUMBER, "elder_name": "周桂兰"})
    told(record_id=person, person_name="长" * 41)

    row = only("p4")

    assert row.cells["elder_name"] == ""
    assert [(lost.column, lost.field) for lost in row.lost] == [("elder_name", "person_name")]
    assert kept("p4")[person, NUMBER].cells["elder_name"] == "周桂兰"


def test_r22_what_is_given_is_remembered_as_ours() -> None:
    person = told(of=CITIZEN, mobile_phone="13800138000")
    came("p4", NUMBER, person, {"id_card": NUMBER, "elder_name": "周桂兰"})
    takes("p4")
    part = kept("p4")[person, NUMBER]
    assert part.cells["elder_phone"] == "13800138000"
    assert "elder_phone" in part.ours
    assert not {"elder_name", "id_card"} & set(part.ours)


def test_a_look_at_a_table_gives_nothing() -> None:
    person = told(of=CITIZEN, person_name="长" * 41)
    came("p4", NUMBER, person, {"id_card": NUMBER})
    [row] = projecting.look_over(CIVIL, "p4")
    assert [lost.column for lost in row.lost] == ["elder_name"]
    assert kept("p4")[person, NUMBER].ours == []
    assert outgoing.system_row("p4").feed == 0


def test_r22_each_related_record_remembers_the_cells_that_mean_its_fields() -> None:
    dwelling = told("dwelling", address_code=A501, addr_division="990101001001")
    person = told(of=CITIZEN, dwelling=dwelling)
    came("p4", NUMBER, person, {"id_card": NUMBER})
    takes("p4")
    part = kept("p4")[dwelling, NUMBER]
    assert (part.cells, part.ours) == ({"community_id": "990101001001"}, ["community_id"])
    assert (part.main, part.entity, part.received) == (person, "dwelling", 0)
    assert "community_id" not in kept("p4")[person, NUMBER].cells


def test_r22_a_record_that_was_never_sent_gets_a_row_under_the_key_that_its_cells_say() -> None:
    told(of=CITIZEN)
    nameless = told(mobile_phone="13800138000")
    rows, _ = takes("d1")
    assert {row.row_key for row in rows} == {f"||||周桂兰|{NUMBER}", nameless}
    assert {key for _, key in kept("d1")} == {f"||||周桂兰|{NUMBER}", nameless}


def test_r22_two_who_look_alike_do_not_share_a_key() -> None:
    first, second = told(person_name="周桂兰"), told(person_name="周桂兰")
    assert {row.row_key for row in takes("d1")[0]} == {"||||周桂兰|", second}
    assert [row.record for row in takes("d1")[0] if row.row_key == "||||周桂兰|"] == [first]


def test_r22_a_row_whose_key_is_made_of_facts_goes_on_under_its_new_key() -> None:
    person = told(of=CITIZEN)
    came("d1", f"||||周桂兰|{NUMBER}", person, {"居民姓名": "周桂兰", "身份证号": NUMBER, "宠物": "有"})
    _, cursor = takes("d1")

    told(record_id=person, person_name="周桂岚")
    rows, _ = takes("d1", cursor)

    assert [(row.row_key, row.gone) for row in rows] == [
        (f"||||周桂兰|{NUMBER}", True),
        (f"||||周桂岚|{NUMBER}", False),
    ]
    assert rows[1].cells["宠物"] == "有"
    assert kept("d1")[person, f"||||周桂岚|{NUMBER}"].cells["居民姓名"] == "周桂岚"
    assert kept("d1")[person, f"||||周桂兰|{NUMBER}"].cells["居民姓名"] == "周桂兰"
    assert [row.row_key for row in takes("d1")[0]] == [f"||||周桂岚|{NUMBER}"]


def test_r22_a_row_under_a_key_of_ours_leaves_once_the_system_sends_its_own() -> None:
    person = told(of=CITIZEN)
    assert only("p6").row_key == person
    came("p6", "4711", person, {"person_id": "4711", "identity_num": NUMBER})
    assert only("p6").row_key == "4711"
    assert kept("p6")[person, person].gone


def test_r25_a_column_whose_field_a_system_may_not_know_holds_what_it_said_itself() -> None:
    person = told(of=CITIZEN, mobile_phone="13800138000", marital_status="30")
    came("p4", NUMBER, person, {"id_card": NUMBER, "marriage": "丧偶"})
    with db.transaction(writing=True):
        system = database.session.get(SystemRow, "p4")
        assert system is not None
        system.fields = [code for code in system.fields if code not in ("mobile_phone", "marital_status")]
    assert (only("p4").cells["elder_phone"], only("p4").cells["marriage"]) == ("", "丧偶")


def test_r25_only_the_system_and_its_department_get_the_table() -> None:
    came("p4", NUMBER, told(of=CITIZEN), {"id_card": NUMBER})
    assert only("p4", actor=CIVIL).cells["id_card"] == NUMBER
    for actor, problem in (
        (POLICE, NotThere),
        (token("p3"), NotThere),
        (replace(POLICE, role=Role.WORKER), NotAllowed),
    ):
        with pytest.raises(problem):
            takes("p4", actor=actor)
    with pytest.raises(NotThere):
        takes("p9")


def test_r26_every_export_is_in_the_audit_log_without_a_value() -> None:
    came("p4", NUMBER, told(of=CITIZEN), {"id_card": NUMBER})
    takes("p4")
    with db.transaction(writing=False):
        lines = database.session.execute(
            sa.text("select who, subject, detail from audit where verb = 'rows.read'")
        ).all()
    assert [tuple(line) for line in lines] == [("system:p4", "system:p4", '{"rows":1,"whole":true}')]


def test_a_whole_table_is_made_by_a_fixed_number_of_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    for more in (1, 3, 30):  # the first time nothing has passed yet
        for number in range(more):
            told(person_name=f"钱{more}之{number}", mobile_phone="13800138000")
        before = len(statements := counting(monkeypatch))
        takes("d1")
        counted.append(len(statements) - before)
        monkeypatch.undo()
    assert counted[1] == counted[2]


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement from now on."""
    found: list[str] = []
    plain = db.Statement._execute

    def counted(self: db.Statement, params: dict[str, object]) -> object:
        found.append(self.sqlite)
        return plain(self, params)

    monkeypatch.setattr(db.Statement, "_execute", counted)
    return found


def test_rows_come_in_the_order_of_their_keys_through_all_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 2)
    ids = [told(person_name=f"钱{number}") for number in range(7)]
    assert {row.record for row in takes("d1")[0]} == set(ids)
    again = [row.row_key for row in takes("d1")[0]]
    assert again == sorted(again)
    assert len(again) == 7


def test_nothing_is_half_given_when_a_reader_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "BATCH", 2)
    for number in range(5):
        told(person_name=f"钱{number}")
    handed = outgoing.hands("d1")
    next(handed)
    assert handed.cursor == ""
    del handed
    assert len(kept("d1")) == 2
    rows, cursor = takes("d1")
    assert len(rows) == len({row.record for row in rows}) == 5
    assert takes("d1", cursor) == ([], cursor)
