"""R25, R26: whose rows exist, what stands masked, and revealing: an act with a reason that is always remembered."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import db
from formbuilder.db import database
from formbuilder.permissions import Actor, Sight
from formbuilder.problems import NotThere, TooMany
from formbuilder.records import service
from formbuilder.records.problems import NothingToReveal, ReasonMissing
from formbuilder.records.sights import Eyes, Look
from metadata.catalogue import standard
from metadata.records import Verdict
from metadata.values import ABSENT
from metadata.writeback import Answer
from tests.builders import day
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records.town import FAR, NUMBER, OTHER_NUMBER, a_person, sends, token
from tests.pages import assert_page_is_well_made

pytestmark = pytest.mark.usefixtures("in_town")

Client = Callable[[str], FlaskClient]


def looks(actor: Actor, record_id: str) -> dict[str, Look]:
    """What somebody sees, by field."""
    seen = service.see(actor, record_id, now=day(30))
    return {fact.field.code: fact.look for fact in seen.facts if fact.look.known}


def audit_lines() -> list[tuple[str, str]]:
    with db.transaction(writing=False):
        rows = database.session.execute(sa.text("select verb, detail from audit where verb = 'record.reveal'")).all()
    return [(verb, detail) for verb, detail in rows]


def test_r25_a_secretary_sees_personal_values_in_clear_and_sensitive_ones_masked(people: People) -> None:
    seen = looks(people["secretary"], a_person(marital_status="20", health_status="3"))
    assert seen["marital_status"].value == "20"
    assert seen["id_number"] == Look(Sight.MASKED, masked="110105 ******** 002X")
    assert seen["health_status"].masked == "****"


def test_r25_a_department_sees_its_own_fields_in_clear_and_others_personal_ones_masked(people: People) -> None:
    record_id = a_person(marital_status="20")
    police, civil = looks(people["police"], record_id), looks(people["civil"], record_id)
    assert (police["id_number"].value, civil["id_number"].masked) == (NUMBER, "110105 ******** 002X")
    assert (police["marital_status"].masked, civil["marital_status"].value) == ("****", "20")
    assert service.see(people["civil"], record_id, now=day(30)).name == "周**"


def test_r25_a_system_sees_only_what_its_columns_mean_of_those_that_it_has_sent(people: People) -> None:
    record_id = a_person("d1", mobile_phone="13800138000")
    with pytest.raises(NotThere):
        service.see(token("c6"), record_id, now=day(30))
    sends("c6", 2, person_name="周桂兰", id_type="111", id_number=NUMBER)
    seen = looks(token("c6"), record_id)
    assert "ethnic_group" not in {fact.field.code for fact in service.see(token("c6"), record_id, now=day(30)).facts}
    assert seen["id_number"].value == NUMBER


@pytest.mark.parametrize(
    ("who", "exists"),
    [
        ("secretary", True),
        ("worker", True),
        ("other_worker", False),
        ("other_secretary", False),
        ("police", True),
    ],
)
def test_r25_a_record_outside_of_ones_area_does_not_exist(client_of: Client, who: str, exists: bool) -> None:
    record_id = a_person()
    client = client_of(who)
    assert client.get(f"/records/{record_id}").status_code == (200 if exists else 404)


def test_r25_a_record_of_no_place_exists_for_no_secretary(people: People) -> None:
    record_id = a_person(current_address={"text": "某处"})
    with pytest.raises(NotThere):
        service.see(people["secretary"], record_id, now=day(30))


def test_a_masked_value_is_nowhere_in_the_page(client_of: Client) -> None:
    record_id = a_person(mobile_phone="13800138000", health_status="3")
    for path in (f"/records/{record_id}", "/ledger/person"):
        page = client_of("secretary").get(path).text
        assert_page_is_well_made(page)
        assert NUMBER not in page
        assert "13800138000" not in page
        assert "110105 ******** 002X" in page


def test_the_title_of_a_page_never_holds_a_name(client_of: Client) -> None:
    page = client_of("secretary").get(f"/records/{a_person()}").text
    assert "周桂兰" not in page.partition("</title>")[0]


def test_r26_revealing_needs_a_reason_and_is_remembered_without_the_value(people: People) -> None:
    record_id = a_person()
    with pytest.raises(ReasonMissing):
        service.reveal(people["secretary"], record_id, ["id_number"], "  ")
    values = service.reveal(people["secretary"], record_id, ["id_number"], "核对证件")
    assert values == {"id_number": NUMBER}
    [(_verb, detail)] = audit_lines()
    assert "核对证件" in detail
    assert "id_number" in detail
    assert NUMBER not in detail


def test_r26_what_cannot_be_remembered_is_not_revealed(people: People) -> None:
    record_id = a_person()
    with db.transaction(writing=True):
        database.session.execute(sa.text("alter table audit rename to audit_away"))
    with pytest.raises(Exception, match="audit"):
        service.reveal(people["secretary"], record_id, ["id_number"], "核对证件")


def test_r26_nothing_is_revealed_beyond_what_one_may_see_at_all(people: People) -> None:
    record_id = a_person("c6", mobile_phone="13800138000")
    with pytest.raises(NothingToReveal):
        service.reveal(people["secretary"], record_id, ["no_such_field", "email"], "看看")
    with pytest.raises(NotThere):
        service.reveal(people["other_secretary"], record_id, ["id_number"], "看看")


def test_r26_revealing_is_limited_to_thirty_an_hour(people: People) -> None:
    record_id = a_person()
    for _n in range(30):
        service.reveal(people["secretary"], record_id, ["id_number"], "核对证件")
    with pytest.raises(TooMany):
        service.reveal(people["secretary"], record_id, ["id_number"], "核对证件")


def test_r26_the_page_shows_a_revealed_value_once(client_of: Client) -> None:
    record_id = a_person()
    client = client_of("secretary")
    shown = client.post(f"/records/{record_id}/reveal", data={"fields": "id_number", "reason": "核对证件"})
    assert shown.status_code == 200
    assert NUMBER in shown.text
    assert_page_is_well_made(shown.text)
    assert NUMBER not in client.get(f"/records/{record_id}").text
    without = client.post(f"/records/{record_id}/reveal", data={"fields": "id_number", "reason": ""})
    assert without.status_code == 422
    assert NUMBER not in without.text


def test_r20_as_of_an_instant_is_what_the_ledger_said_then(people: People) -> None:
    record_id = a_person(dated=0, marital_status="20")
    sends("d1", 10, person_name="周桂兰", id_type="111", id_number=NUMBER, marital_status="40", employment_status="80")
    then = service.see(people["secretary"], record_id, now=day(30), at=day(5))
    now = service.see(people["secretary"], record_id, now=day(30))
    assert (then.values["marital_status"], now.values["marital_status"]) == ("20", "40")
    assert "employment_status" not in then.values
    assert then.masked["id_number"] == "110105 ******** 002X", "masked by today's rights"
    with pytest.raises(NotThere):
        service.see(people["secretary"], record_id, now=day(30), at=day(-1))


def test_history_tells_what_each_claim_did(people: People) -> None:
    record_id = a_person(dated=0, marital_status="20")
    sends("d1", 10, person_name="周桂兰", id_type="111", id_number=NUMBER, marital_status="40")
    newest = next(
        line for line in service.history(people["secretary"], record_id) if line.field.code == "marital_status"
    )
    assert (newest.effect.line, newest.look.value) == ("M15", "40")
    assert newest.before is not None
    assert newest.before.value == "20"


def test_r16_a_desk_correction_is_merged_like_any_claim(people: People) -> None:
    record_id = a_person(dated=0, marital_status="20", mobile_phone="13800138000")
    revision = service.see(people["secretary"], record_id, now=day(3)).revision
    answers = {"marital_status": Answer(Verdict.CHANGE, "40")}
    merged = service.correct(people["secretary"], record_id, answers, shown=revision, since=day(3), now=day(3))
    assert [line.effect.line for line in merged.lines] == ["M10"]
    seen = service.see(people["secretary"], record_id, now=day(3))
    assert seen.values["marital_status"] == "40"


def test_r16_what_stood_masked_on_the_page_was_not_seen(people: People) -> None:
    record_id = a_person(dated=0, mobile_phone="13800138000")
    at_the_desk = {"mobile_phone": Answer(Verdict.CHANGE, "13900139000")}
    service.correct(people["secretary"], record_id, at_the_desk, shown=99, since=day(3), now=day(3))
    again = {"mobile_phone": Answer(Verdict.CHANGE, "13700137000")}
    merged = service.correct(people["secretary"], record_id, again, shown=99, since=day(4), now=day(4))
    assert [line.effect.line for line in merged.lines] == ["M14"], "a person's value, unseen: review"


def test_a_correction_by_the_page(client_of: Client, people: People) -> None:
    record_id = a_person(marital_status="20")
    client = client_of("secretary")
    page = client.get(f"/records/{record_id}?correct=marital_status")
    assert_page_is_well_made(page.text)
    sent = {"field": "marital_status", "shown": "1", "since": "1", "value": "40", "note": "本人来说"}
    assert client.post(f"/records/{record_id}/correct", data=sent).status_code == 303
    assert service.see(people["secretary"], record_id, now=day(3)).values["marital_status"] == "40"
    wrong = client.post(f"/records/{record_id}/correct", data={**sent, "value": "没有这个"})
    assert wrong.status_code == 422
    assert_page_is_well_made(wrong.text)


def test_the_record_page_in_both_languages_with_disputes(client_of: Callable[..., FlaskClient]) -> None:
    record_id = a_person(dated=0, health_status="3", marital_status="20")
    sends("p4", None, person_name="周桂兰", id_type="111", id_number=NUMBER, health_status="1", marital_status="40")
    for language in ("zh", "en"):
        assert_page_is_well_made(client_of("secretary", language).get(f"/records/{record_id}").text)
        assert_page_is_well_made(client_of("civil", language).get(f"/records/{record_id}").text)


def test_the_eyes_of_an_administrator_see_no_record(people: People) -> None:
    eyes = Eyes(people["admin"])
    assert {eyes.of(field) for field in standard().of("person")} == {Sight.NOT}
    assert eyes.look(standard().field("sex"), "1").value is ABSENT


def test_api_reads_are_masked_conditional_and_bounded(
    in_town: Flask, token_for: Callable[[str], str], people: People
) -> None:
    record_id = a_person(marital_status="20")
    far = a_person(name="李长顺", number=OTHER_NUMBER, current_address=dict(FAR))
    client, headers = in_town.test_client(), bearer(token_for("secretary"))
    got = client.get(f"/api/v1/records/{record_id}", headers=headers)
    assert got.get_json()["masked"]["id_number"] == "110105 ******** 002X"
    assert got.get_json()["data"]["marital_status"] == "20"
    assert "id_number" not in got.get_json()["data"]
    again = client.get(f"/api/v1/records/{record_id}", headers={**headers, "If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304
    other_eyes = client.get(f"/api/v1/records/{record_id}", headers=bearer(token_for("police")))
    assert other_eyes.headers["ETag"] != got.headers["ETag"]
    assert client.get(f"/api/v1/records/{far}", headers=headers).status_code == 404
    for part in ("facts", "history", "claims"):
        items = client.get(f"/api/v1/records/{record_id}/{part}", headers=headers).get_json()["items"]
        assert NUMBER not in str(items)
    assert client.get(f"/api/v1/records/{record_id}?at=yesterday", headers=headers).status_code == 400


def test_api_reveals_with_a_reason(in_town: Flask, token_for: Callable[[str], str]) -> None:
    record_id = a_person()
    client, headers = in_town.test_client(), bearer(token_for("secretary"))
    body = {"fields": ["id_number"], "reason": "核对证件"}
    got = client.post(f"/api/v1/records/{record_id}/reveal", json=body, headers=headers)
    assert got.get_json() == {"values": {"id_number": NUMBER}}
    assert got.headers["Cache-Control"] == "no-store"
    assert (
        client.post(f"/api/v1/records/{record_id}/reveal", json={"fields": ["id_number"]}, headers=headers).status_code
        == 422
    )
    assert len(audit_lines()) == 1
