"""A page for programs: what unmodified clients can bear, and nothing that they send unasked is an answer."""

import json
from collections.abc import Iterator
from datetime import date

import jsonschema
import pytest

from metadata.forms import Form
from metadata.records import Record, Verdict
from metadata.values import JSONObject
from metadata.writeback import Answer
from renderer.answers import Questions
from renderer.compose import compose
from renderer.faults import DialectUnknown
from renderer.jsonforms import Dialect, dialect_of, read_data, render_json
from renderer.page import Page
from tests.renderer.samples import NOW, ZONE, a_fact, a_form, a_record, an_assignment, an_item, an_open_claim, catalogue
from tests.renderer.test_html import EN, FULL, ZH, everything_of

CLIENTS = [Dialect.JSONFORMS, Dialect.RJSF]
RECORD = a_record(
    {"marital_status": a_fact("10", days_ago=900), "mobile_phone": a_fact("13800001276", days_ago=900)},
    person_name="周桂兰",
    ethnic_group="01",
)
FORM = a_form("person_name", "ethnic_group", "marital_status", "mobile_phone", "education_level", "employer_name")


def page_of(record: Record | None, form: Form) -> Page:
    """The page as it is composed now."""
    return compose([an_assignment(form)], record, catalogue(), holder=1, now=NOW, zone=ZONE)


def payload(dialect: Dialect, record: Record | None = RECORD, form: Form = FORM) -> JSONObject:
    """The page in a dialect."""
    return render_json(page_of(record, form), ZH, dialect, ticket="T", submit="/api/v1/submissions")


def read(data: JSONObject, record: Record = RECORD, form: Form = FORM) -> tuple[dict[str, Answer], list[str]]:
    """The answers in data that came back, and the fields that are wrong."""
    asked = page_of(record, form).asked
    asks = Questions(asked, [form], catalogue(), record, today=date(2026, 11, 24), zone=ZONE)
    answers, faults = read_data(asks, data)
    return answers, [fault.field for fault in faults]


def inside(value: object) -> Iterator[object]:
    """A JSON value and everything in it."""
    yield value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from inside(inner)
    if isinstance(value, list | tuple):
        for inner in value:
            yield from inside(inner)


@pytest.mark.parametrize("entity", ["person", "enterprise", "dwelling", "building"])
@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_schema_is_a_schema_and_the_data_are_json(entity: str, dialect: Dialect) -> None:
    record = FULL if entity == "person" else a_record(entity=entity)
    found = payload(dialect, record, everything_of(entity))

    json.dumps(found, allow_nan=False)
    jsonschema.Draft202012Validator.check_schema(found["schema"])
    if dialect is not Dialect.CANONICAL:
        jsonschema.Draft7Validator.check_schema(found["schema"])


@pytest.mark.parametrize("dialect", CLIENTS)
def test_what_the_clients_cannot_bear_is_not_in_their_payload(dialect: Dialect) -> None:
    found = payload(dialect, FULL, everything_of("person"))

    everything = list(inside([found["schema"], found["data"]]))
    assert not {"$schema", "$ref", "$defs", "$id", "dependentRequired"} & {x for x in everything if isinstance(x, str)}
    assert None not in everything
    assert "boolean" not in everything
    assert not [x for x in inside(found["schema"]) if isinstance(x, str) and "." in x and x.isidentifier()]


def test_nothing_is_chosen_for_the_worker_in_rjsf() -> None:
    found = payload(Dialect.RJSF, FULL, everything_of("person"))

    assert "oneOf" not in list(inside(found["schema"]))
    assert "default" not in list(inside(found["schema"]))


def test_canonical_names_its_dialect_and_the_versions_of_its_fields() -> None:
    schema = payload(Dialect.CANONICAL)["schema"]

    assert schema["$schema"].endswith("2020-12/schema")
    asked = schema["properties"]["ask"]["properties"]["education_level"]
    assert asked["$id"] == "urn:formbuilder:field:education_level:1"
    assert asked["x-formbuilder"]["owner"] == catalogue().field("education_level").owner


@pytest.mark.parametrize("dialect", list(Dialect))
def test_every_item_is_told_with_mode_owner_departments_source_and_day(dialect: Dialect) -> None:
    fields = payload(dialect)["fields"]

    assert {pointer: facts["mode"] for pointer, facts in fields.items()} == {
        "/known/person_name": "known",
        "/known/ethnic_group": "known",
        "/verify/marital_status": "verify",
        "/verify/mobile_phone": "verify",
        "/ask/education_level": "ask",
        "/ask/employer_name": "ask",
    }
    assert fields["/verify/marital_status"]["source"] == "ga"
    assert fields["/verify/marital_status"]["departments"] == ["mz"]
    assert fields["/verify/marital_status"]["verified"] == "2024-06-07T08:00:00.000Z"


@pytest.mark.parametrize("dialect", list(Dialect))
def test_r9_sensitive_values_of_the_strip_are_masked_for_programs_too(dialect: Dialect) -> None:
    data = payload(dialect)["data"]

    assert data["known"]["ethnic_group"] == "****"
    assert data["verify"] == {"marital_status": "10", "mobile_phone": "13800001276"}
    assert data["ask"] == {}


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_page_sent_back_untouched_answers_nothing(dialect: Dialect) -> None:
    answers, wrong = read(payload(dialect)["data"])

    assert answers == {}
    assert wrong == ["marital_status", "mobile_phone", "education_level", "employer_name"]


def test_what_a_client_sends_is_read_by_its_verdicts() -> None:
    data = {
        "known": {"person_name": "别人", "person_name__check": "change"},
        "verify": {
            "marital_status": "10",
            "marital_status__check": "confirm",
            "mobile_phone": "13900001276",
            "mobile_phone__check": "change",
        },
        "ask": {
            "education_level__check": "unknown",
            "education_level__why": "declined",
            "employer_name__check": "none",
        },
    }

    answers, wrong = read(data)

    assert not wrong
    assert answers == {
        "marital_status": Answer(Verdict.CONFIRM),
        "mobile_phone": Answer(Verdict.CHANGE, "13900001276"),
        "education_level": Answer(Verdict.UNKNOWN, note="declined"),
        "employer_name": Answer(Verdict.NONE, None),
    }


def test_the_clients_validator_demands_what_the_server_does() -> None:
    schema = payload(Dialect.JSONFORMS)["schema"]

    def wanting(data: JSONObject) -> set[str]:
        errors = jsonschema.Draft7Validator(schema).iter_errors(data)
        return {e.message.split("'")[1] for e in errors if e.validator == "required"}

    fresh = payload(Dialect.JSONFORMS)["data"]
    assert wanting(fresh) == {"marital_status__check", "mobile_phone__check", "education_level", "employer_name"}
    done = {
        "verify": {"marital_status__check": "unknown", "mobile_phone__check": "confirm"},
        "ask": {"education_level": "70", "employer_name__check": "none"},
    }
    assert wanting(done) == {"marital_status__why"}


def test_r7_a_condition_is_a_rule_over_the_data() -> None:
    form = a_form(
        "marital_status", an_item("employer_name", condition={"properties": {"marital_status": {"const": "20"}}})
    )
    found = payload(Dialect.JSONFORMS, a_record(), form)

    controls = [c for group in found["uischema"]["elements"] for c in group["elements"]]
    rule = next(c for c in controls if c["scope"].endswith("/employer_name"))["rule"]
    judge = jsonschema.Draft7Validator(rule["condition"]["schema"])
    assert rule["effect"] == "SHOW"
    assert [judge.is_valid({"ask": {"marital_status": v}}) for v in ("20", "10")] == [True, False]
    assert not judge.is_valid({"ask": {}})
    assert "employer_name" not in found["schema"]["properties"]["ask"].get("required", [])


def test_r7_rjsf_shows_a_conditional_item_only_in_then() -> None:
    form = a_form(
        "marital_status", an_item("employer_name", condition={"properties": {"marital_status": {"const": "20"}}})
    )
    ask = payload(Dialect.RJSF, a_record(), form)["schema"]["properties"]["ask"]

    assert "employer_name" not in ask["properties"]
    assert [r["then"]["properties"].keys() >= {"employer_name"} for r in ask["allOf"] if "properties" in r["then"]] == [
        True
    ]


def test_r6_competing_values_are_told_to_programs() -> None:
    record = a_record({"health_status": a_fact("1", open=1)}, open_claims=[an_open_claim("health_status", "3")])

    (facts,) = payload(Dialect.CANONICAL, record, a_form("health_status"))["fields"].values()

    assert [(claim["value"], claim["source"]) for claim in facts["competing"]] == [("3", "wj")]


def test_every_pointer_of_fields_has_its_schema() -> None:
    for dialect in (Dialect.CANONICAL, Dialect.JSONFORMS):
        found = payload(dialect, FULL, everything_of("person"))
        for pointer in found["fields"]:
            _, group, code = pointer.split("/")
            assert code in found["schema"]["properties"][group]["properties"], pointer


def test_a_dialect_that_is_none_is_told() -> None:
    assert dialect_of("") is Dialect.CANONICAL
    with pytest.raises(DialectUnknown):
        dialect_of("xforms")


def test_english_readers_get_english_titles() -> None:
    found = render_json(page_of(RECORD, FORM), EN, Dialect.CANONICAL, ticket="T", submit="/")

    assert found["schema"]["properties"]["ask"]["properties"]["education_level"]["title"] == "Education"
