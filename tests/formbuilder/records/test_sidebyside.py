"""Claims of all systems side by side: read in our words, beside their own code; who agrees; masked like the record."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import db
from formbuilder.db import Statement, to_json
from formbuilder.records import service
from formbuilder.records.seen import Said
from formbuilder.systems import store as systems
from metadata import mappings
from tests.builders import day
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records.town import NUMBER, a_person
from tests.pages import assert_page_is_well_made

pytestmark = pytest.mark.usefixtures("in_town")

KEEP = Statement(
    "insert into system_row"
    " (record_id, system, row_key, entity, main, cells, ours, dated, received, delivery, digest, feed, gone)"
    " values (:record_id, :system, :row_key, 'person', :record_id, :cells, :ours, null, :received, 1, '', 0, :gone)"
)
#: 住房公积金: education in its own three digits.
FUND = {"GRZH": "770001", "XINGMING": "周桂兰", "ZJLX": "01", "ZJHM": NUMBER, "SJHM": "13900139000", "XUELI": "031"}


def keeps(
    record_id: str, system: str, key: str, cells: dict[str, str], ours: tuple[str, ...] = (), **more: bool
) -> None:
    """What last passed between us and a system, which has its shipped mapping."""
    with db.transaction(writing=True):
        known = systems.find(system)
        assert known is not None
        if not known.mapping_version:
            systems.approve(mappings.shipped()[system], known, by="user:ga", at=day(0))
        kept = {"record_id": record_id, "system": system, "row_key": key, "cells": to_json(cells)}
        KEEP.run(**kept, ours=to_json(list(ours)), received=day(2), gone=more.get("gone", False))


@pytest.fixture
def zhou(app: Flask) -> str:
    """Somebody whom one system has sent in our words, and the fund in its own."""
    record_id = a_person(mobile_phone="13800138000", education_level="20", marital_status="20")
    keeps(record_id, "c6", "770001", {**FUND, "XUELI": "021", "HYZK": "20"}, ours=("HYZK",))
    return record_id


def said(people: People, who: str, record_id: str, field: str, system: str = "c6") -> Said:
    [one] = [s for s in service.claims(people[who], record_id)[field] if s.source == system and s.state == "cell"]
    return one


def test_r22_a_cell_reads_in_our_words_beside_its_own_code(zhou: str, people: People) -> None:
    education = said(people, "secretary", zhou, "education_level")
    assert education.look.value == "20"
    assert education.cells == {"XUELI": "021"}
    assert education.agrees
    phone = said(people, "secretary", zhou, "mobile_phone")
    assert not phone.agrees


def test_r25_what_is_masked_on_the_record_is_masked_here_and_its_cell_is_not_told(zhou: str, people: People) -> None:
    number = said(people, "secretary", zhou, "id_number")
    assert (number.look.masked, number.cells) == ("110105 ******** 002X", {})
    for who in ("secretary", "civil", "worker"):
        assert NUMBER not in str(service.claims(people[who], zhou))
        assert "13900139000" not in str(service.claims(people[who], zhou))


def test_a_cell_that_we_gave_says_nothing_of_its_own(zhou: str, people: People) -> None:
    married = said(people, "secretary", zhou, "marital_status")
    assert (married.ours, married.agrees) == (True, True)


def test_what_left_a_systems_table_is_not_said_any_more(zhou: str, people: People) -> None:
    keeps(zhou, "c2", "1", {}, gone=True)
    assert "c2" not in {
        one.source for of_field in service.claims(people["secretary"], zhou).values() for one in of_field
    }


def test_a_cell_that_cannot_be_read_is_told_without_its_text_where_it_is_masked(zhou: str, people: People) -> None:
    keeps(zhou, "c6", "770002", {**FUND, "GRZH": "770002", "XUELI": "ZZZ", "ZJHM": "12345"})
    unread = [s for s in service.claims(people["secretary"], zhou)["education_level"] if s.problem]
    assert [one.cells for one in unread] == [{"XUELI": "ZZZ"}]
    assert "12345" not in [
        c for of in service.claims(people["secretary"], zhou).values() for s in of for c in s.cells.values()
    ]


def test_two_rows_of_one_system_both_speak(zhou: str, people: People) -> None:
    keeps(zhou, "c6", "770002", {**FUND, "GRZH": "770002"})
    voices = [s for s in service.claims(people["secretary"], zhou)["education_level"] if s.source == "c6"]
    assert {(one.cells["XUELI"], one.agrees) for one in voices} == {("021", True), ("031", False)}


def test_the_page_shows_what_is_told_differently_first(
    zhou: str, people: People, client_of: Callable[..., FlaskClient]
) -> None:
    for who, language in (("secretary", "zh"), ("secretary", "en"), ("civil", "zh"), ("worker", "zh")):
        page = client_of(who, language).get(f"/records/{zhou}")
        assert_page_is_well_made(page.text)
        assert NUMBER not in page.text
        assert "13900139000" not in page.text
    text = client_of("secretary", "en").get(f"/records/{zhou}").text
    assert text.index("Told differently") < text.index("Told alike") < text.index('id="facts"')
    for system, phone in (("c3", "13700137000"), ("c7", "13600136000"), ("p4", "13800138000")):
        keeps_own(zhou, system, {"person_name": "周桂兰", "mobile_phone": phone})
    text = client_of("secretary", "en").get(f"/records/{zhou}").text
    assert_page_is_well_made(text)
    assert text.index("Say otherwise") < text.index("Say the same")


def keeps_own(record_id: str, system: str, cells: dict[str, str]) -> None:
    """The same of a system that speaks in our words."""
    with db.transaction(writing=True):
        kept = {"record_id": record_id, "system": system, "row_key": "1", "cells": to_json(cells)}
        KEEP.run(**kept, ours="[]", received=day(2), gone=False)


def test_api_tells_every_cell_with_its_own_code(zhou: str, in_town: Flask, token_for: Callable[[str], str]) -> None:
    client, headers = in_town.test_client(), bearer(token_for("secretary"))
    items = client.get(f"/api/v1/records/{zhou}/claims", headers=headers).get_json()["items"]
    [education] = [i for i in items if i["field"] == "education_level" and i["source"] == "c6"]
    assert (education["value"], education["cells"], education["agrees"]) == ("20", {"XUELI": "021"}, True)
    [held] = [i for i in items if i["field"] == "education_level" and i["state"] == "held"]
    assert held["value"] == "20"
    assert NUMBER not in str(items)
