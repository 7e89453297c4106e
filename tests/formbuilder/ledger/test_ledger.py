"""The one table: bounded by area and department, paged by keyset, searched only by what is seen in clear."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder.ledger import service
from formbuilder.ledger.problems import FilterNotSeen
from tests.formbuilder.conftest import People, bearer
from tests.formbuilder.records import town
from tests.formbuilder.records.town import FAR, NUMBER, OTHER_COMMUNITY, OTHER_NUMBER, a_person, token
from tests.pages import assert_page_is_well_made


@pytest.fixture(autouse=True)
def in_town(app: Flask) -> Flask:
    town.build()
    return app


def names(page: service.Page) -> list[str]:
    return [row.name for row in page.rows]


def test_r25_everyone_lists_the_records_of_their_own_area(people: People) -> None:
    a_person()
    a_person(name="李长顺", number=OTHER_NUMBER, current_address=dict(FAR))
    assert names(service.find(people["secretary"], "person")) == ["周桂兰"]
    assert names(service.find(people["other_secretary"], "person")) == ["李长顺"]
    assert names(service.find(people["other_worker"], "person")) == []
    assert len(service.find(people["police"], "person").rows) == 2
    assert names(service.find(people["police"], "person", area=OTHER_COMMUNITY)) == ["李长顺"]
    assert names(service.find(token("d1"), "person")) != []
    assert names(service.find(token("c6"), "person")) == []


def test_a_list_goes_on_where_it_ended_and_its_address_says_no_name(people: People) -> None:
    for n in range(5):
        a_person(name=f"{'张李王赵陈'[n]}{'一二三四五'[n]}", number="", mobile_phone=f"1380013800{n}")
    first = service.find(people["secretary"], "person", count=2)
    second = service.find(people["secretary"], "person", count=2, after=first.next)
    third = service.find(people["secretary"], "person", count=2, after=second.next)
    assert len({row.id for page in (first, second, third) for row in page.rows}) == 5
    assert (first.next, third.next) == (first.rows[-1].id, "")


def test_what_is_masked_cannot_be_searched_by(people: People) -> None:
    a_person(marital_status="20", mobile_phone="13800138000")
    phone = {"properties": {"mobile_phone": {"const": "13800138000"}}, "required": ["mobile_phone"]}
    married = {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]}
    assert names(service.find(people["secretary"], "person", where=married)) == ["周桂兰"]
    for who in ("secretary", "civil"):
        with pytest.raises(FilterNotSeen):
            service.find(people[who], "person", where=phone)
    with pytest.raises(FilterNotSeen):
        service.find(people["civil"], "person", text="周")


def test_a_whole_number_finds_its_record_for_whoever_knows_it(people: People) -> None:
    a_person()
    assert names(service.find(people["secretary"], "person", text=NUMBER)) == ["周桂兰"]
    assert names(service.find(people["secretary"], "person", text="桂兰")) == ["周桂兰"]
    assert names(service.find(people["secretary"], "person", text=NUMBER[:10])) == []
    assert len(service.find(people["civil"], "person", text=NUMBER).rows) == 1


def test_api_filters_by_address_only_what_is_nobodys_matter(in_town: Flask, token_for: Callable[[str], str]) -> None:
    a_person(marital_status="20")
    client, headers = in_town.test_client(), bearer(token_for("secretary"))
    assert len(client.get("/api/v1/records?entity=person", headers=headers).get_json()["items"]) == 1
    personal = client.get("/api/v1/records?entity=person&marital_status=20", headers=headers)
    assert (personal.status_code, personal.get_json()["code"]) == (422, "records.filter-not-public")
    body = {
        "entity": "person",
        "where": {"properties": {"marital_status": {"const": "20"}}, "required": ["marital_status"]},
    }
    found = client.post("/api/v1/records/search", json=body, headers=headers).get_json()
    assert found["items"][0]["data"]["marital_status"] == "20"
    assert found["next"] is None
    assert client.get("/api/v1/records", headers=headers).status_code == 400


def test_pages_of_every_kind_are_well_made(client_of: Callable[..., FlaskClient]) -> None:
    a_person()
    for who in ("secretary", "civil"):
        for kind in ("person", "household", "dwelling", "building", "enterprise", "event"):
            answer = client_of(who).get(f"/ledger/{kind}")
            assert answer.status_code == 200
            assert_page_is_well_made(answer.text)
    found = client_of("secretary", "en").post("/ledger/person", data={"text": "桂兰"})
    assert "周桂兰" in found.text
    assert client_of("civil").post("/ledger/person", data={"text": "桂兰"}).status_code == 403
    assert client_of("secretary").get("/ledger/nothing").status_code == 404


def test_r25_a_system_finds_nobody_by_a_number_that_its_columns_do_not_mean(token_for: Callable[..., str]) -> None:
    token_for("names_only", ("person_name",))
    a_person("names_only")
    assert names(service.find(token("names_only"), "person", text="周")) == ["周桂兰"]
    assert names(service.find(token("names_only"), "person", text=NUMBER)) == []
