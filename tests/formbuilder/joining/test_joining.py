"""Two records that are one: keys, assignments, open pages, places, rights, and the way back (R19, R19a)."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import clock, db, tickets
from formbuilder.catalogue import store as standard
from formbuilder.invariants import INVARIANTS
from formbuilder.joining import checking, service
from formbuilder.joining.problems import JoinedFurther, NotJoined, OneAlready, OtherKind, WhyMissing
from formbuilder.permissions import Role
from formbuilder.problems import NotThere, Stale
from formbuilder.records import keys, newcomers, saving, store
from formbuilder.records import service as records
from formbuilder.records.ids import new_id
from formbuilder.visits import service as visits
from metadata.records import Record
from metadata.stamps import Span
from metadata.values import Value
from metadata.writeback import RowValue, merge_row
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.visits import stage

NUMBER, OTHER_NUMBER = "990101195504120027", "440524188001010014"
WHY = "同一个人，名字写法不同"


@pytest.fixture
def town(app: Flask, people: People) -> People:
    stage.build_street()
    return people


def arrives(values: Mapping[str, Value], *, days_ago: int = 400, entity: str = "person", system: str = "rs") -> str:
    """Somebody as a row tells of them, met by key as R19 says; the id of the record."""
    at = clock.now() - days_ago * stage.DAY
    with db.transaction(writing=True):
        catalogue = standard.present()
        newcomer = newcomers.receive("", entity, values, catalogue, source=system)
        merged = merge_row(
            newcomer.record,
            {code: RowValue(value) for code, value in values.items()},
            system=system,
            department="dsj",
            observed=Span(at, at),
            received=clock.now(),
            catalogue=catalogue,
            ids=new_id,
            taken=newcomer.taken,
        )
        return saving.save(newcomer.record, merged, now=clock.now(), catalogue=catalogue)[0].id


def join(people: People, one: str, other: str, who: str = "secretary") -> Record:
    return service.join(people[who], one, other, reason=WHY, now=clock.now())


def part(people: People, one: str, other: str) -> Record:
    return service.part(people["secretary"], one, other, reason="看错了", now=clock.now())


def held_keys(record: str) -> set[tuple[str, bool]]:
    return {(key.normal, key.current) for key in stage.record_of(record).keys}


def a_neighbour_apart() -> str:
    """The same number under another name: a record of its own, whose number waits in review."""
    return arrives(
        {
            **{"person_name": "吴国强", "id_type": "111", "id_number": NUMBER, "education_level": "70"},
            "current_address": dict(stage.HOME),
        }
    )


# -- keys ---------------------------------------------------------------------------------------------------------


def test_r19_who_says_anothers_number_is_shown_to_review_as_probably_the_same(town: People) -> None:
    one, other = stage.a_person(), a_neighbour_apart()
    [pair] = service.probable(town["secretary"])
    assert (pair.one, pair.other, pair.why) == (one, other, "key")
    assert service.probable(town["other_secretary"]) == []


def test_r19a_joined_the_number_is_kept_apart_no_more(town: People) -> None:
    one, other = stage.a_person(), a_neighbour_apart()
    assert [claim.field for claim in stage.record_of(other).open_claims] == ["id_type", "id_number"]
    join(town, one, other)
    made = stage.record_of(one)
    assert held_keys(one) == {(NUMBER, True)}
    assert not [claim for claim in made.open_claims if claim.field.startswith("id_")]
    assert made.held("education_level") == "70"  # the later row's (M15)
    assert service.probable(town["secretary"]) == []


def test_r19a_keys_join_and_part(town: People) -> None:
    one, other = stage.a_person(), stage.a_person(id_number=OTHER_NUMBER, days_ago=900)
    join(town, one, other)
    assert held_keys(one) == {(NUMBER, True), (OTHER_NUMBER, False)}
    assert held_keys(other) == set()
    with db.transaction(writing=False):
        assert [h.record_id for h in keys.holders("person", "person:111", OTHER_NUMBER)] == [one]
    part(town, one, other)
    assert held_keys(one) == {(NUMBER, True)}
    assert held_keys(other) == {(OTHER_NUMBER, True)}


def test_r19_a_number_that_a_third_record_has_by_now_comes_back_as_a_former_one(town: People) -> None:
    one, other = stage.a_person(), stage.a_person(id_number=OTHER_NUMBER, days_ago=900)
    join(town, one, other)
    third = arrives({"person_name": "郑海燕", "id_type": "111", "id_number": OTHER_NUMBER})
    part(town, one, other)
    assert held_keys(other) == {(OTHER_NUMBER, False)}
    assert held_keys(third) == {(OTHER_NUMBER, True)}


def test_r19_who_meets_a_key_of_the_joined_record_meets_the_survivor(town: People) -> None:
    one, other = stage.a_person(), stage.a_person(id_number=OTHER_NUMBER, days_ago=900)
    join(town, one, other)
    assert arrives({"person_name": "周桂兰", "id_type": "111", "id_number": OTHER_NUMBER}) == one


def a_widow() -> str:
    """A namesake whose phone nobody has verified for long, and who was widowed lately."""
    record = stage.a_neighbour(marital_status="10")
    stage.a_row(stage.record_of(record), {"marital_status": "20"}, clock.now() - 100 * stage.DAY)
    return record


# -- what was sent ------------------------------------------------------------------------------------------------


def test_r19a_a_task_that_asks_both_asks_once(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    stage.publish(town["police"], "mobile_phone")
    assert (stage.states_of(one), stage.states_of(other)) == (["open"], ["open"])
    join(town, one, other)
    assert stage.states_of(one) == ["open"]
    assert [(sent.state, sent.reason) for sent in stage.sent_to(other)] == [("withdrawn", "record-merged")]
    part(town, one, other)
    assert (stage.states_of(one), stage.states_of(other)) == (["open"], ["open"])


def test_r19a_a_task_that_asked_the_other_alone_goes_on_as_it_was_sent(town: People) -> None:
    one, other = stage.a_person(marital_status="10"), a_widow()
    widows = {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]}
    stage.publish(town["police"], "mobile_phone", filter=widows)
    assert (stage.states_of(one), stage.states_of(other)) == ([], ["open"])
    [before] = stage.sent_to(other)
    join(town, one, other)
    [after] = stage.sent_to(one)
    assert (after.state, after.sent, after.reference) == ("open", before.sent, before.reference)
    assert stage.sent_to(other) == []
    part(town, one, other)
    assert stage.sent_to(other) == [before]


def test_r19a_what_was_done_on_the_joined_record_is_asked_of_the_other_again(town: People) -> None:
    one, other = stage.a_person(marital_status="10"), a_widow()
    widows = {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]}
    stage.publish(town["police"], "mobile_phone", filter=widows)
    join(town, one, other)
    worker = stage.Visitor(town["worker"])
    worker.receives(worker.opens(one).page, {"mobile_phone": stage.change("13911112222")})
    assert stage.states_of(one) == ["done"]
    part(town, one, other)
    assert stage.states_of(one) == ["done"]
    assert stage.states_of(other) == ["open"]
    assert stage.value_of(one, "mobile_phone") == "13911112222"  # what was said since stays
    assert stage.value_of(other, "mobile_phone") == "13800001276"


# -- open pages ---------------------------------------------------------------------------------------------------


def test_r18_r19a_a_page_of_the_other_has_seen_what_both_said_alike(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour(marital_status="10")
    stage.publish(town["police"], "mobile_phone", "marital_status")
    worker = stage.Visitor(town["worker"])
    page = worker.opens(other).page
    join(town, one, other)
    receipt = worker.receives(page, {"mobile_phone": stage.change("13911112222"), "marital_status": stage.confirm()})
    assert receipt.record == one
    assert stage.value_of(one, "mobile_phone") == "13911112222"  # both said 13800001276, and the page showed it
    with db.transaction(writing=False):
        said = {line.claim.field: line for line in store.history(one)[-2:]}
    assert said["mobile_phone"].effect.line == "M10"
    assert said["marital_status"].claim.value == "10"


def test_r19a_a_page_of_the_other_displaces_nobodys_word_unseen(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    stage.publish(town["police"], "mobile_phone")
    worker, neighbour = stage.Visitor(town["worker"]), stage.Visitor(town["secretary"])
    page = worker.opens(other).page
    neighbour.receives(neighbour.opens(one).page, {"mobile_phone": stage.change("13700007777")})
    join(town, one, other)
    worker.receives(page, {"mobile_phone": stage.change("13911112222")})
    assert stage.value_of(one, "mobile_phone") == "13700007777"
    assert [claim.value for claim in stage.record_of(one).open_claims] == ["13911112222"]


def test_r15_m2_numbers_go_on_under_the_ticket_of_a_record_that_leads_on(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    stage.publish(town["police"], "mobile_phone")
    worker = stage.Visitor(town["worker"])
    page = worker.opens(other).page
    worker.receives(page, {"mobile_phone": stage.change("13911112222")}, number=2)
    join(town, one, other)
    assert stage.value_of(one, "mobile_phone") == "13911112222"
    worker.receives(page, {"mobile_phone": stage.change("13933334444")}, number=1)
    assert stage.value_of(one, "mobile_phone") == "13911112222"
    worker.receives(page, {"mobile_phone": stage.change("13955556666")}, number=3)
    assert stage.value_of(one, "mobile_phone") == "13955556666"  # own words, under the same ticket (M10)


def test_r18_a_page_of_the_survivor_has_seen_what_the_join_left_as_it_was(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour(marital_status="10", days_ago=100)
    stage.publish(town["police"], "mobile_phone", "marital_status")
    worker = stage.Visitor(town["worker"])
    page = worker.opens(one).page
    join(town, one, other)
    assert stage.value_of(one, "marital_status") == "10"
    worker.receives(page, {"mobile_phone": stage.change("13911112222"), "marital_status": stage.confirm()})
    with db.transaction(writing=False):
        said = {line.claim.field: line for line in store.history(one)[-2:]}
    assert said["mobile_phone"].claim.saw
    assert not said["marital_status"].claim.saw
    assert said["marital_status"].claim.value == "20"  # what that page had shown


def test_the_door_of_an_id_that_leads_on_opens_the_survivors_page(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    stage.publish(town["police"], "mobile_phone")
    join(town, one, other)
    assert stage.Visitor(town["worker"]).opens(other).page.asked.record == one


def test_r18_r19a_a_page_of_the_other_that_is_opened_again_is_the_survivors(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    stage.publish(town["police"], "mobile_phone")
    worker = stage.Visitor(town["worker"])
    page = worker.opens(other).page
    join(town, one, other)
    again = visits.reopen(town["worker"], tickets.sign(page.asked), {}, now=clock.now())
    assert again.page.asked.record == one


# -- places and relations -----------------------------------------------------------------------------------------


def test_r2b_who_names_a_household_that_leads_on_belongs_to_the_survivor(town: People) -> None:
    household = {"household_register_no": "A1", "household_dwelling": _dwelling("A501")}
    one = arrives(household, entity="household", days_ago=100)
    other = arrives({"household_register_no": "B1", "household_dwelling": _dwelling("B101")}, entity="household")
    person = arrives({"person_name": "周小宝", "household": other, "current_address": dict(stage.HOME)})
    assert person not in [found.record_id for found in records.relations(town["secretary"], one)]
    join(town, one, other)
    assert person in [found.record_id for found in records.relations(town["secretary"], one)]
    towards = [found.record_id for found in records.relations(town["secretary"], person) if found.towards]
    assert towards == [one]
    part(town, one, other)
    assert person not in [found.record_id for found in records.relations(town["secretary"], one)]


def test_r12_what_lies_in_a_dwelling_that_leads_on_lies_where_the_survivor_does(town: People) -> None:
    one, other = _dwelling("A501"), _dwelling("B101")
    household = arrives({"household_register_no": "B1", "household_dwelling": other}, entity="household")
    assert stage.record_of(household).area == stage.OTHER_GRID
    join(town, one, other)
    assert stage.record_of(household).area == stage.record_of(one).area
    part(town, one, other)
    assert stage.record_of(household).area == stage.OTHER_GRID
    assert stage.record_of(one).area == stage.GRID


def _dwelling(code: str) -> str:
    text = {"A501": stage.HOME, "B101": stage.ELSEWHERE}[code]["text"]
    return arrives({"address_code": code, "standard_address": {"text": text, "code": code}}, entity="dwelling")


# -- looking back -------------------------------------------------------------------------------------------------


def test_r20_before_the_ruling_each_is_itself_and_after_it_both_are_one(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour(education_level="70", days_ago=100)
    before = clock.now()
    ruled = before + 60_000
    service.join(town["secretary"], one, other, reason=WHY, now=ruled)
    secretary = town["secretary"]
    assert records.see(secretary, one, now=ruled, at=before).values["education_level"] == "60"
    then = records.see(secretary, other, now=ruled, at=before)
    assert (then.id, then.values["education_level"]) == (other, "70")
    now_is = records.see(secretary, other, now=ruled)
    assert (now_is.id, now_is.values["education_level"]) == (one, "70")


# -- chains -------------------------------------------------------------------------------------------------------


def test_r19a_a_chain_leads_to_its_end_and_is_taken_apart_from_there(town: People) -> None:
    a, b, c = stage.a_person(), stage.a_neighbour(), stage.a_neighbour(education_level="70", days_ago=10)
    join(town, b, a)
    join(town, c, b)
    assert [stage.record_of(each).merged_into for each in (a, b, c)] == [c, c, ""]
    assert held_keys(c) == {(NUMBER, True)}
    with pytest.raises(OneAlready):
        join(town, a, b)
    with pytest.raises(JoinedFurther):
        part(town, b, a)
    with pytest.raises(JoinedFurther):
        part(town, c, a)
    part(town, c, b)
    assert [stage.record_of(each).merged_into for each in (a, b, c)] == [b, "", ""]
    assert (held_keys(b), held_keys(c)) == ({(NUMBER, True)}, set())
    part(town, b, a)
    assert held_keys(a) == {(NUMBER, True)}


# -- who and why --------------------------------------------------------------------------------------------------


def test_r25_a_secretary_rules_over_two_records_of_the_own_area_only(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    for who in ("other_secretary", "police"):
        with pytest.raises(NotThere):
            service.join(town[who], one, other, reason=WHY, now=clock.now())
        with pytest.raises(NotThere):
            service.compare(town[who], one, other)


def test_r26_a_ruling_has_a_reason_and_an_audit_line(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    with pytest.raises(WhyMissing):
        service.join(town["secretary"], one, other, reason="  ", now=clock.now())
    join(town, one, other)
    part(town, one, other)
    with db.transaction(writing=False):
        rows = db.Statement("select subject, detail from audit where verb = 'records.join' order by seq").rows()
    assert [row[0] for row in rows] == [one, one]
    assert WHY in str(rows[0][1]) or WHY.encode("unicode_escape").decode() in str(rows[0][1])


def test_what_cannot_be_one_is_refused(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour()
    with pytest.raises(OneAlready):
        join(town, one, one)
    firm = arrives({"ent_name": "云州小吃店", "business_address": dict(stage.HOME)}, entity="enterprise")
    with pytest.raises(OtherKind):
        join(town, one, firm)
    with pytest.raises(NotJoined):
        part(town, one, other)
    with pytest.raises(Stale):
        service.join(town["secretary"], one, other, reason=WHY, shown="1-7", now=clock.now())


# -- probably the same --------------------------------------------------------------------------------------------


def test_r19_namesakes_of_one_day_or_place_are_probably_one_until_somebody_says_that_they_are_two(
    town: People,
) -> None:
    one, other = stage.a_neighbour(), stage.a_neighbour(mobile_phone="13900009999")
    stage.a_neighbour(current_address=stage.ELSEWHERE, person_name="周桂蓝")
    [pair] = service.probable(town["secretary"])
    assert ({pair.one, pair.other}, pair.why) == ({one, other}, "place")
    service.keep_apart(town["secretary"], other, one, reason="母女同名", now=clock.now())
    assert service.probable(town["secretary"]) == []
    assert service.compare(town["secretary"], one, other).apart


def test_r19_two_who_each_have_a_number_of_their_own_are_two(town: People) -> None:
    stage.a_person()
    stage.a_person(id_number=OTHER_NUMBER)
    assert service.probable(town["secretary"]) == []


def test_a_comparison_says_what_would_hold_and_writes_nothing(town: People) -> None:
    one, other = stage.a_person(), stage.a_neighbour(education_level="70", days_ago=100)
    found = service.compare(town["secretary"], one, other)
    education = next(field for field in found.fields if field.field.code == "education_level")
    assert (education.one.value, education.other.value, education.both.value) == ("60", "70", "70")
    assert education.differs
    number = next(field for field in found.fields if field.field.code == "id_number")
    assert number.both.masked
    assert stage.record_of(one).revision == 1
    assert stage.count("select count(*) from turn") == 0


# -- pages and the API --------------------------------------------------------------------------------------------

Client = Callable[[str | Role], FlaskClient]


def test_the_pages_lead_from_the_list_to_both_and_back(town: People, client_of: Client) -> None:
    one, other = stage.a_person(), a_neighbour_apart()
    browser = client_of("secretary")
    assert f"/records/{one}/join/{other}" in browser.get("/review/same").text
    page = browser.get(f"/records/{one}/join/{other}")
    assert page.status_code == 200
    assert "是同一个" in page.text
    missing = browser.post(f"/records/{one}/join/{other}", data={"ruling": "join", "reason": ""})
    assert missing.status_code == 422
    joined = browser.post(f"/records/{one}/join/{other}", data={"ruling": "join", "reason": WHY})
    assert joined.location == f"/records/{one}?done=joined"
    shown = browser.get(f"/records/{other}").text
    assert WHY in shown
    assert f"/records/{one}/part/{other}" in shown
    parted = browser.post(f"/records/{one}/part/{other}", data={"reason": "看错了"})
    assert parted.location == f"/records/{other}?done=parted"
    apart = browser.post(f"/records/{one}/join/{other}", data={"ruling": "apart", "reason": "看错了"})
    assert apart.location == "/review/same?done=apart"
    assert f"/records/{one}/join/{other}" not in browser.get("/review/same").text


def test_r2b_a_comparison_calls_related_records_by_name(town: People, client_of: Client) -> None:
    household = arrives({"head_name": "周户主", "household_register_no": "A1"}, entity="household")
    one = arrives({"person_name": "周小宝", "household": household, "current_address": dict(stage.HOME)})
    other = stage.a_neighbour()
    page = client_of("secretary").get(f"/records/{one}/join/{other}").text
    assert "周户主" in page
    assert household not in page


def test_the_api_compares_joins_and_parts(town: People, app: Flask, token_for: Callable[[str], str]) -> None:
    one, other = stage.a_person(), a_neighbour_apart()
    api, head = app.test_client(), bearer(token_for("secretary"))
    pairs = stage.body_of(api.get("/api/v1/review/same", headers=head))
    assert [(pair["one"], pair["other"]) for pair in pairs["items"]] == [(one, other)]
    compared = api.get(f"/api/v1/records/{one}/join/{other}", headers=head)
    assert stage.body_of(compared)["one"]["id"] == one
    said = {"other": other, "reason": WHY}
    tag = {"If-Match": compared.headers["ETag"]}
    joined = api.post(f"/api/v1/records/{one}/join", json=said, headers={**head, **tag})
    assert (joined.status_code, stage.body_of(joined)["record"]) == (200, one)
    listed = stage.body_of(api.get(f"/api/v1/records/{one}/joined", headers=head))["items"]
    assert [(item["id"], item["reason"]) for item in listed] == [(other, WHY)]
    again = api.post(f"/api/v1/records/{one}/join", json=said, headers={**head, **tag})
    assert again.status_code == 409
    parted = api.post(f"/api/v1/records/{one}/part", json=said, headers=head)
    assert stage.body_of(parted)["record"] == other
    stale = api.post(f"/api/v1/records/{one}/join", json=said, headers={**head, **tag})
    assert stale.status_code == 412
    assert api.post(f"/api/v1/records/{one}/apart", json=said, headers=head).status_code == 204


# -- whatever happened --------------------------------------------------------------------------------------------


def faults() -> list[str]:
    """What doctor finds wrong with the data."""
    with db.transaction(writing=False):
        return [*checking.wrong(), *(fault for look in INVARIANTS.values() for fault in look())]


def test_doctor_finds_nothing_wrong_with_what_was_joined_parted_and_chained(town: People) -> None:
    a, b, c = stage.a_person(), a_widow(), a_neighbour_apart()
    stage.publish(town["police"], "mobile_phone", "marital_status")
    worker = stage.Visitor(town["worker"])
    page = worker.opens(b).page
    assert faults() == []
    join(town, a, b)
    assert faults() == []
    worker.receives(page, {"mobile_phone": stage.change("13911112222")})
    join(town, c, a)
    assert faults() == []
    part(town, c, a)
    part(town, a, b)
    assert faults() == []
    join(town, b, a)
    assert faults() == []


def test_doctor_names_a_record_that_leads_nowhere(town: People) -> None:
    one = stage.a_person()
    with db.transaction(writing=True):
        db.Statement("update record set merged_into = 'nowhere' where id = :id").run(id=one)
        assert [fault for fault in checking.wrong() if "leads to one that is not there" in fault]
