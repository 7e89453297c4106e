"""Review: what waits for whom, side by side, and rulings (R16, R17, R19)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import db
from formbuilder.catalogue import store as standard
from formbuilder.permissions import Actor
from formbuilder.problems import NotThere
from formbuilder.records import keeping, saving, service, store
from formbuilder.records.ids import new_id
from formbuilder.review import service as review
from formbuilder.review.problems import OwnerOnly, SettledAlready
from metadata import writeback
from metadata.records import OpenClaim, Ruling, Verdict
from metadata.values import Value
from metadata.writeback import Answer
from tests.builders import day
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records import town
from tests.formbuilder.records.town import NUMBER, a_person, read, sends
from tests.pages import assert_page_is_well_made


@pytest.fixture(autouse=True)
def in_town(app: Flask) -> Flask:
    town.build()
    return app


def says(record_id: str, code: str, value: Value, *, on: float) -> None:
    """A person who saw nothing of what is held says something."""
    with db.transaction(writing=True):
        record = store.lock(record_id)
        assert record is not None
        merged = writeback.correct(
            record,
            {code: Answer(Verdict.CHANGE, value)},
            shown=0,
            since=day(on),
            catalogue=standard.present(),
            source="community",
            by="user:worker",
            received=day(on),
            ids=new_id,
        )
        saving.save(record, merged, now=day(on))


def a_conflict() -> tuple[str, OpenClaim]:
    """Two people who did not see each other's words on one field; the record and the claim that waits."""
    record_id = a_person()
    says(record_id, "employer_name", "恒达物流", on=2)
    says(record_id, "employer_name", "东风饭店", on=3)
    [claim] = read(record_id).open_claims
    return record_id, claim


def a_proposal() -> tuple[str, OpenClaim]:
    """A person's word against the owner's value."""
    record_id = a_person()
    # p3 is the civil affairs' own system.
    sends("p3", 1, person_name="周桂兰", id_type="111", id_number=NUMBER, marital_status="20")
    says(record_id, "marital_status", "40", on=3)
    [claim] = read(record_id).open_claims
    return record_id, claim


def waiting(actor: Actor) -> list[str]:
    return [entry.id for entry in review.queue(actor).entries]


def test_a_conflict_waits_for_the_secretary_of_its_area_alone(people: People) -> None:
    _record, claim = a_conflict()
    assert waiting(people["secretary"]) == [claim.id]
    assert waiting(people["other_secretary"]) == []
    assert waiting(people["police"]) == []
    with pytest.raises(NotThere):
        review.see(people["other_secretary"], claim.id)


def test_r17_a_proposal_waits_for_the_owner_alone(people: People) -> None:
    record_id, claim = a_proposal()
    assert waiting(people["civil"]) == [claim.id]
    assert waiting(people["secretary"]) == []
    assert waiting(people["police"]) == []
    assert read(record_id).held("marital_status") == "20", "the owner's value holds meanwhile"


def test_a_case_shows_both_sides_with_sources_and_times(people: People) -> None:
    _record, claim = a_conflict()
    case = review.see(people["secretary"], claim.id)
    assert case.held is not None
    assert (case.held.look.value, case.claims[0].look.value) == ("恒达物流", "东风饭店")
    assert (case.held.by, case.claims[0].received) == ("user:worker", day(3))


def test_keep_leaves_what_holds_and_closes_the_claim(people: People) -> None:
    record_id, claim = a_conflict()
    review.settle(people["secretary"], claim.id, Ruling.KEEP, reason="电话问过", now=day(4))
    record = read(record_id)
    assert (record.held("employer_name"), record.open_claims) == ("恒达物流", ())
    newest = service.history(people["secretary"], record_id)[0]
    assert (newest.note, newest.by) == ("电话问过", "user:secretary")


def test_take_writes_the_claim_as_it_was_observed(people: People) -> None:
    record_id, claim = a_conflict()
    review.settle(people["secretary"], claim.id, Ruling.TAKE, now=day(4))
    fact = read(record_id).facts["employer_name"]
    assert (fact.value, fact.verified.end) == ("东风饭店", day(3))
    assert read(record_id).open_claims == ()


def test_ask_again_leaves_it_to_the_next_door(people: People) -> None:
    record_id, claim = a_conflict()
    review.settle(people["secretary"], claim.id, Ruling.ASK_AGAIN, now=day(4))
    [again] = read(record_id).open_claims
    assert (again.value, again.route.value) == ("东风饭店", "door")
    assert waiting(people["secretary"]) == [], "in nobody's to-do queue"


def test_r17_the_owner_takes_a_proposal(people: People) -> None:
    record_id, claim = a_proposal()
    review.settle(people["civil"], claim.id, Ruling.TAKE, now=day(4))
    fact = read(record_id).facts["marital_status"]
    assert (fact.value, fact.proposals) == ("40", 0)
    assert fact.owner_spoke is not None


def test_r17_a_secretary_cannot_take_against_an_owner_that_has_spoken(people: People) -> None:
    record_id = a_person()
    says(record_id, "marital_status", "10", on=1)
    says(record_id, "marital_status", "20", on=2)
    [claim] = read(record_id).open_claims
    sends("p3", 3, person_name="周桂兰", id_type="111", id_number=NUMBER, marital_status="90")
    with pytest.raises(OwnerOnly):
        review.settle(people["secretary"], claim.id, Ruling.TAKE, now=day(4))


def test_what_is_settled_already_is_told_kindly_and_changes_nothing(
    people: People, client_of: Callable[[str], FlaskClient]
) -> None:
    record_id, claim = a_conflict()
    review.settle(people["secretary"], claim.id, Ruling.KEEP, now=day(4))
    revision = read(record_id).revision
    with pytest.raises(SettledAlready):
        review.settle(people["secretary"], claim.id, Ruling.TAKE, now=day(5))
    answer = client_of("secretary").post(f"/review/{claim.id}", data={"settle": "take"})
    assert answer.status_code == 409
    assert "已经定了" in answer.text
    assert_page_is_well_made(answer.text)
    assert read(record_id).revision == revision


def test_r19_a_key_that_another_holds_is_shown_with_its_holder_and_cannot_be_taken(people: People) -> None:
    first = a_person()
    other = a_person(name="欧阳静怡")
    claim = next(claim for claim in read(other).open_claims if claim.field == "id_number")
    case = review.see(people["secretary"], claim.id)
    assert (case.other, case.other_name) == (first, "周桂兰")
    assert Ruling.TAKE not in case.rulings
    with pytest.raises(OwnerOnly):
        review.settle(people["secretary"], claim.id, Ruling.TAKE, now=day(4))
    review.settle(people["secretary"], claim.id, Ruling.KEEP, now=day(4))
    assert read(other).open_claims == (), "the document's type was settled with its number (R2a)"


def test_parked_answers_wait_until_somebody_has_looked(people: People, client_of: Callable[[str], FlaskClient]) -> None:
    record_id = a_person()
    with db.transaction(writing=True):
        record = store.load(record_id)
        assert record is not None
        keeping.park(record, "mobile_phone", Answer(Verdict.CHANGE, "13900139000"), "answer.not-asked", now=day(3))
    [parked] = review.queue(people["secretary"]).parked
    assert parked.look.masked == "139****9000"
    for who in ("police", "other_secretary"):
        assert client_of(who).post(f"/review/parked/{parked.id}").status_code == 404
    client = client_of("secretary")
    page = client.get("/review?kind=parked")
    assert_page_is_well_made(page.text)
    assert "那一页没有问这一项" in page.text
    assert client.post(f"/review/parked/{parked.id}").status_code == 303
    assert review.queue(people["secretary"]).parked == ()


def test_the_page_has_no_opinion_of_its_own(client_of: Callable[..., FlaskClient]) -> None:
    _record, claim = a_conflict()
    for language in ("zh", "en"):
        page = client_of("secretary", language).get("/review").text
        assert_page_is_well_made(page)
        assert "button-primary" not in page
    client = client_of("secretary")
    assert client.post(f"/review/{claim.id}", data={}).status_code == 422
    assert client.post(f"/review/{claim.id}", data={"settle": "keep", "shown": "99"}).status_code == 303
    assert_page_is_well_made(client.get("/review?done=keep").text)


def test_a_ruling_on_a_value_that_has_changed_since_is_refused(client_of: Callable[[str], FlaskClient]) -> None:
    _record, claim = a_conflict()
    answer = client_of("secretary").post(f"/review/{claim.id}", data={"settle": "keep", "shown": "1"})
    assert answer.status_code == 409
    assert_page_is_well_made(answer.text)


def test_api_lists_shows_and_settles(in_town: Flask, token_for: Callable[[str], str]) -> None:
    record_id, claim = a_conflict()
    client, headers = in_town.test_client(), bearer(token_for("secretary"))
    [entry] = client.get("/api/v1/review", headers=headers).get_json()["items"]
    assert (entry["id"], entry["claim"], entry["held"]) == (claim.id, {"value": "东风饭店"}, {"value": "恒达物流"})
    case = client.get(f"/api/v1/review/{claim.id}", headers=headers)
    assert case.get_json()["rulings"] == ["keep", "take", "ask_again"]
    stale = {**headers, "If-Match": f'"review-{claim.id}.1"'}
    assert client.post(f"/api/v1/review/{claim.id}", json={"ruling": "take"}, headers=stale).status_code == 412
    fresh = {**headers, "If-Match": case.headers["ETag"]}
    done = client.post(f"/api/v1/review/{claim.id}", json={"ruling": "take", "reason": "电话问过"}, headers=fresh)
    assert (done.status_code, done.get_json()["written"]) == (200, 1)
    assert read(record_id).held("employer_name") == "东风饭店"
    again = client.post(f"/api/v1/review/{claim.id}", json={"ruling": "take"}, headers=headers)
    assert (again.status_code, again.get_json()["code"]) == (409, "review.settled-already")
    assert client.post(f"/api/v1/review/{claim.id}", json={"ruling": "maybe"}, headers=headers).status_code == 422
