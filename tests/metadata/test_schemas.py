"""R2, R4: one schema, two validators that agree, and nothing that is ever fetched or slow."""

import http.server
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metadata import fieldtypes, patterns, schemas
from metadata.catalogue import standard
from metadata.fields import Field, Label
from metadata.problems import NoneNotAdmitted, NotOfPattern, RetiredOption, TooLong

CATALOGUE = standard()
SAMPLES = [fieldtypes.get(name).sample for name in fieldtypes.names()]
FIELDS = [*CATALOGUE.fields.values(), *SAMPLES]

texts = st.text(st.characters(codec="utf-8"), max_size=30)
near = st.text("0123456789-.XxTZ:年月号@a张 \n\u3000＋１", max_size=24)
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts | near,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "code", "longitude", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def a_value_for(draw: st.DrawFn, field: Field) -> Any:
    """A valid value, a damaged one, or any JSON."""
    kind = fieldtypes.type_of(field)
    known = [*kind.valid, *kind.invalid, *(["1", "01", "9"] if field.codelist else [])]
    value = draw(st.sampled_from([v for v in known if not isinstance(v, float)]) | json_values)
    if isinstance(value, str) and value and draw(st.booleans()):
        place = draw(st.integers(0, len(value) - 1))
        value = value[:place] + draw(near | texts) + value[place + draw(st.integers(0, 1)) :]
    return value


@st.composite
def a_field_and_value(draw: st.DrawFn) -> tuple[Field, Any]:
    field = draw(st.sampled_from(FIELDS))
    return field, draw(a_value_for(field))


@settings(max_examples=1000, deadline=None)
@given(a_field_and_value())
@example((CATALOGUE.field("person_name"), "张三\n"))
@example((CATALOGUE.field("birth_date"), "2023-02-29"))
@example((CATALOGUE.field("floor_no"), 3.0))
@example((CATALOGUE.field("floor_no"), 10**400))
@example((CATALOGUE.field("floor_no"), True))
def test_r2_the_fast_validator_and_the_reference_agree(case: tuple[Field, Any]) -> None:
    field, value = case
    schema = schemas.field_schema(field, CATALOGUE)
    assert schemas.compiled(schema).is_valid(value) == schemas.reference_validator(schema).is_valid(value)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from([f.code for f in CATALOGUE.of("person")] + ["stranger"]), json_values, max_size=4)
)
def test_r2_they_agree_on_whole_records(record: dict[str, object]) -> None:
    schema = schemas.entity_schema("person", CATALOGUE)
    assert schemas.compiled(schema).is_valid(record) == schemas.reference_validator(schema).is_valid(record)


def test_r2_a_field_says_who_owns_it_in_one_keyword() -> None:
    schema = schemas.field_schema(CATALOGUE.field("mobile_phone"), CATALOGUE)
    assert schema["$id"] == "urn:formbuilder:field:mobile_phone:1"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["x-formbuilder"] == {
        **{"code": "mobile_phone", "version": 1, "entity": "person", "owner": "jd", "sensitivity": "personal"},
        **{"freshness_days": 180, "verification": "show"},
    }


def test_r2_a_whole_entity_is_one_schema() -> None:
    schema = schemas.entity_schema("person", CATALOGUE)
    assert schema["$id"] == "urn:formbuilder:entity:person"
    assert set(schema["properties"]) == {field.code for field in CATALOGUE.of("person")}
    assert schema["properties"]["sex"]["$id"] == "urn:formbuilder:field:sex:1"
    validator = schemas.compiled(schema)
    assert validator.is_valid({})  # nothing known
    assert validator.is_valid({"person_name": "张三", "employer_name": None})
    assert not validator.is_valid({"person_name": None})
    assert not validator.is_valid({"no_such_field": "1"})


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.code)
def test_every_field_of_the_standard_compiles(field: Field) -> None:
    schema = schemas.field_schema(field, CATALOGUE)
    assert schemas.compiled(schema) is schemas.compiled(schema)  # once for each content


def test_none_is_a_value_only_where_the_field_admits_it() -> None:
    assert schemas.faults_of(CATALOGUE.field("employer_name"), None, CATALOGUE) == []
    assert schemas.faults_of(CATALOGUE.field("occupation"), None, CATALOGUE) == []
    (problem,) = schemas.faults_of(CATALOGUE.field("person_name"), None, CATALOGUE)
    assert isinstance(problem, NoneNotAdmitted)


def test_a_fault_stands_at_its_field_and_says_what_is_right() -> None:
    phone = CATALOGUE.field("mobile_phone")
    (problem,) = schemas.faults_of(phone, "1380013800", CATALOGUE)
    assert problem.at == "mobile_phone"
    assert problem.say() == "The phone number is one digit short: it needs 11."
    (problem,) = schemas.faults_of(phone, "075526000000", CATALOGUE)
    assert problem.code == "phone.mobile-expected"
    (problem,) = schemas.faults_of(CATALOGUE.field("person_name"), "张" * 51, CATALOGUE)
    assert isinstance(problem, TooLong)
    assert problem.say() == "This is too long: 51 characters, and 50 are allowed."
    (problem,) = schemas.faults_of(CATALOGUE.field("bank_account"), "abc", CATALOGUE)
    assert isinstance(problem, NotOfPattern)
    (problem,) = schemas.faults_of(CATALOGUE.field("relation_to_head"), "02", CATALOGUE)
    assert isinstance(problem, RetiredOption)


def test_r2a_a_number_is_judged_by_the_document_that_the_record_names() -> None:
    number = CATALOGUE.field("id_number")
    assert schemas.faults_of(number, "E01234567", CATALOGUE, {"id_type": "414"}) == []
    (problem,) = schemas.faults_of(number, "E01234567", CATALOGUE, {"id_type": "111"})
    assert problem.code == "identity.wrong-character"
    assert schemas.faults_of(number, "E01234567", CATALOGUE, {}) == []  # which document, nobody knows yet


def test_errors_come_in_the_shape_that_ajv_clients_know() -> None:
    schema = schemas.entity_schema("person", CATALOGUE)
    errors = schemas.errors_of(schema, {"person_name": "张" * 51, "sex": "7", "x/y": 1})
    assert {(e.pointer, e.keyword) for e in errors} == {
        *(("/person_name", "maxLength"), ("/person_name", "pattern"), ("/sex", "enum"), ("", "additionalProperties")),
    }
    assert next(e for e in errors if e.keyword == "maxLength").params == {"limit": 50}
    assert next(e for e in errors if e.keyword == "additionalProperties").params == {"additionalProperty": "x/y"}
    assert schemas.errors_of(schema, {"person_name": "\ud800"})[0].pointer == ""


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that counts who comes."""
    hits: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"true")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Canary) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/schema", hits
        server.shutdown()


def test_r4_no_schema_ever_fetches_anything(canary: tuple[str, list[str]]) -> None:
    url, hits = canary
    for schema in ({"$ref": url}, {"properties": {"a": {"$ref": url + "#/x"}}}, {"$dynamicRef": url}):
        with pytest.raises(ValueError, match=r"disabled|not supported"):
            schemas.compiled(schema)
        with pytest.raises(Exception, match="Unresolvable"):
            schemas.reference_validator(schema).is_valid({"a": 1})
    assert schemas.compiled({"$schema": url}).is_valid({"a": 1})  # another dialect's name is only a name
    assert hits == []


@pytest.mark.parametrize("pattern", [r"^(a+)+$", r"(\w+\d*)*#", "(a|aa)*b", "(.*)(.*)(.*)x", r"(\s*a?)*b"])
def test_r4_f01_a_pattern_is_matched_in_linear_time(pattern: str) -> None:
    field = Field("f", "person", "text", Label("f", "f"), "ga", max_length=60_000, pattern=pattern)
    validator = schemas.compiled(schemas.field_schema(field, CATALOGUE))
    value = "a" * 50_000 + "!"
    validator.is_valid("a")
    for judge in (validator.is_valid, lambda text: patterns.matches(pattern, text)):
        begin = time.perf_counter()
        assert not judge(value)
        assert time.perf_counter() - begin < 0.1
