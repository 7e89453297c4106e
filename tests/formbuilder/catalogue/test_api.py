"""The standard by API: what was read can be changed and sent back; what stands in the way is told as AJV tells it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from formbuilder.catalogue import store
from metadata.catalogue import standard
from tests.formbuilder.catalogue.test_service import hold, marks, publish
from tests.formbuilder.conftest import bearer

Token = Callable[[str], str]

DOG: dict[str, Any] = {
    "code": "office_dog_age",
    "entity": "person",
    "type": "integer",
    "label": {"zh": "门岗犬龄", "en": "Watchdog age"},
    "freshness_days": 365,
}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    store.load_standard()
    return app.test_client()


@pytest.fixture
def civil(token_for: Token) -> dict[str, str]:
    return bearer(token_for("civil"))


def test_all_fields_are_walked_page_by_page(client: FlaskClient, civil: dict[str, str]) -> None:
    seen: list[str] = []
    after = ""
    while after is not None:
        page = client.get(f"/api/v1/fields?limit=60&after={after}", headers=civil).get_json()
        seen += [field["code"] for field in page["items"]]
        after = page["next"]
    assert seen == list(standard().fields)


def test_fields_are_searched_and_filtered(client: FlaskClient, civil: dict[str, str]) -> None:
    found = client.get("/api/v1/fields?q=HYZK", headers=civil).get_json()["items"]
    assert found[0]["code"] == "marital_status"
    of_civil = client.get("/api/v1/fields?owner=mz&entity=person&limit=200", headers=civil).get_json()["items"]
    assert {(field["owner"], field["entity"]) for field in of_civil} == {("mz", "person")}


def test_r1_what_was_read_is_changed_and_sent_back_whole(client: FlaskClient, civil: dict[str, str]) -> None:
    read = client.get("/api/v1/fields/marital_status", headers=civil)
    field = read.get_json() | {"freshness_days": 180}
    answer = client.put(
        "/api/v1/fields/marital_status", json=field, headers={**civil, "If-Match": read.headers["ETag"]}
    )
    assert answer.status_code == 200
    assert answer.get_json()["field"] == field | {"version": 2}
    assert answer.get_json()["change"] == "cosmetic"
    assert answer.headers["ETag"] == '"field-marital_status.2"'
    assert client.get("/api/v1/fields/marital_status", headers=civil).get_json() == field | {"version": 2}
    versions = client.get("/api/v1/fields/marital_status/versions", headers=civil).get_json()["items"]
    assert [(one["field"]["version"], one["change"], one["by"]) for one in versions] == [
        (2, "cosmetic", "user:civil"),
        (1, "new", "standard"),
    ]
    assert versions[0]["at"].endswith("Z")


@pytest.mark.parametrize(
    ("match", "status"), [(None, 428), ('"field-marital_status.7"', 412), ('"x"', 412), ("*", 412)]
)
def test_a_change_that_is_not_based_on_what_is_there_is_refused(
    client: FlaskClient, civil: dict[str, str], match: str | None, status: int
) -> None:
    field = client.get("/api/v1/fields/marital_status", headers=civil).get_json() | {"freshness_days": 180}
    headers = {**civil, **({"If-Match": match} if match else {})}
    assert client.put("/api/v1/fields/marital_status", json=field, headers=headers).status_code == status


def test_r1_a_narrowing_is_previewed_then_done(client: FlaskClient, token_for: Token) -> None:
    hold("r1", "employer_name", "临江环卫服务有限公司")
    admin = {**bearer(token_for("admin")), "If-Match": '"field-employer_name.1"', "Accept-Language": "en"}
    field = client.get("/api/v1/fields/employer_name", headers=admin).get_json() | {"max_length": 5}
    shown = client.put("/api/v1/fields/employer_name?preview=1", json=field, headers=admin)
    assert (shown.get_json()["change"], shown.get_json()["held"], shown.get_json()["unfit"]) == ("narrowing", 1, 1)
    assert shown.get_json()["reasons"] == ["It must be shorter: 100 → 5."]
    assert shown.headers["ETag"] == '"field-employer_name.1"'
    assert marks("employer_name") == {"r1": True}
    done = client.put("/api/v1/fields/employer_name?note=short", json=field, headers=admin)
    assert done.get_json()["unfit"] == 1
    assert marks("employer_name") == {"r1": False}


def test_a_field_is_defined_with_the_callers_department_as_its_owner(
    client: FlaskClient, civil: dict[str, str]
) -> None:
    made = client.post("/api/v1/fields", json=DOG, headers=civil)
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/fields/office_dog_age")
    assert (made.get_json()["owner"], made.get_json()["version"]) == ("mz", 1)
    schema = client.get("/api/v1/fields/office_dog_age/schema", headers=civil)
    assert schema.mimetype == "application/schema+json"
    assert schema.get_json()["$id"] == "urn:formbuilder:field:office_dog_age:1"


def test_r3_near_ones_are_told_with_409_and_distinct_lets_it_pass(client: FlaskClient, civil: dict[str, str]) -> None:
    near = DOG | {"label": {"zh": "婚姻状况备注"}, "code": "marital_remark", "type": "text"}
    stopped = client.post("/api/v1/fields", json=near, headers=civil)
    assert (stopped.status_code, stopped.get_json()["code"]) == (409, "field.near-ones")
    assert stopped.get_json()["errors"][0]["params"]["code"] == "marital_status"
    silent = client.post("/api/v1/fields", json=near | {"distinct": True}, headers=civil)
    assert silent.get_json()["errors"][0]["instancePath"] == "/reason"
    made = client.post("/api/v1/fields", json=near | {"distinct": True, "reason": "手写的备注"}, headers=civil)
    assert made.status_code == 201


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"label": {"zh": "婚否"}}, "/label"),
        ({"code": "Mobile-2"}, "/code"),
        ({"type": "poem"}, "/type"),
        ({"max_length": "5"}, "/max_length"),
        ({"lenght": 5}, "/lenght"),
        ({"pattern": "(?=x)", "type": "text"}, "/pattern"),
        ({"depends_on": ["nothing_here"]}, "/depends_on"),
        ({"owner": "ga"}, "/owner"),
    ],
)
def test_faults_stand_at_their_pointers(
    client: FlaskClient, civil: dict[str, str], change: dict[str, Any], path: str
) -> None:
    answer = client.post("/api/v1/fields", json=DOG | change, headers=civil)
    assert answer.status_code == 422
    error = next(error for error in answer.get_json()["errors"] if error["instancePath"] == path)
    assert set(error) == {"instancePath", "keyword", "message", "params", "schemaPath"}


def test_r1_identity_stands_and_owner_and_status_change_by_themselves(
    client: FlaskClient, civil: dict[str, str]
) -> None:
    headers = {**civil, "If-Match": '"field-marital_status.1"'}
    field = client.get("/api/v1/fields/marital_status", headers=civil).get_json()
    for change in ({"code": "other"}, {"type": "text", "codelist": ""}, {"owner": "ga", "freshness_days": 1}):
        assert client.put("/api/v1/fields/marital_status", json=field | change, headers=headers).status_code == 422
    handed = client.put("/api/v1/fields/marital_status", json=field | {"owner": "ga"}, headers=headers)
    assert handed.get_json()["field"]["owner"] == "ga"


def test_r1_a_field_is_retired_unless_a_running_task_asks_it(client: FlaskClient, token_for: Token) -> None:
    admin = {**bearer(token_for("admin")), "If-Match": '"field-employer_name.1"'}
    field = client.get("/api/v1/fields/employer_name", headers=admin).get_json() | {"status": "retired"}
    publish("居住登记", ["employer_name"])
    asked = client.put("/api/v1/fields/employer_name", json=field, headers=admin)
    assert (asked.status_code, asked.get_json()["code"]) == (409, "field.still-asked")
    other = {**admin, "If-Match": '"field-former_name.1"'}
    field = client.get("/api/v1/fields/former_name", headers=admin).get_json() | {"status": "retired"}
    assert client.put("/api/v1/fields/former_name", json=field, headers=other).get_json()["change"] == "retired"


def test_r2_every_schema_is_json_schema_and_is_read_once(client: FlaskClient, civil: dict[str, str]) -> None:
    for path in ("/api/v1/entities/person/schema", "/api/v1/fields/id_number/schema"):
        first = client.get(path, headers=civil)
        Draft202012Validator.check_schema(first.get_json())
        again = client.get(path, headers={**civil, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.get("/api/v1/entities/dragon/schema", headers=civil).status_code == 404
    assert client.get("/api/v1/fields/sex/schema?version=9", headers=civil).status_code == 404


def test_value_domains_and_kinds_of_records(client: FlaskClient, civil: dict[str, str]) -> None:
    sex = client.get("/api/v1/codelists/sex", headers=civil).get_json()
    assert {"code": "1", "zh": "男"}.items() <= {
        "code": sex["codes"][1]["code"],
        "zh": sex["codes"][1]["label"]["zh"],
    }.items()
    person = next(
        one for one in client.get("/api/v1/entities", headers=civil).get_json()["items"] if one["code"] == "person"
    )
    assert person["key"] == ["id_type", "id_number"]
    assert "sex" in person["fields"]


def test_r25_what_a_role_does_not_include_is_denied(client: FlaskClient, token_for: Token) -> None:
    worker = bearer(token_for("worker"))
    assert client.post("/api/v1/fields", json=DOG, headers=worker).status_code == 403
    field = client.get("/api/v1/fields/sex", headers=worker).get_json() | {"freshness_days": 9}
    headers = {**worker, "If-Match": '"field-sex.1"'}
    assert client.put("/api/v1/fields/sex", json=field, headers=headers).status_code == 403
