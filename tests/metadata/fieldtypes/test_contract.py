"""Every field type keeps the same promises; the test finds each type by itself."""

import dataclasses
from typing import Any

import pytest

from metadata import fieldtypes, schemas
from metadata.catalogue import standard
from metadata.fieldtypes import Context, FieldType
from metadata.problems import Problem

TYPES = [fieldtypes.get(name) for name in fieldtypes.names()]
CONTEXT = Context(standard())


def test_the_set_of_types_is_the_closed_set() -> None:
    assert set(fieldtypes.names()) == {
        *("text", "long_text", "integer", "decimal", "money", "code", "codes", "date", "datetime", "identity", "uscc"),
        *("phone", "email", "division", "address", "photo", "location", "reference"),
    }


@pytest.fixture(params=TYPES, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> FieldType:
    found: FieldType = request.param
    return found


def test_a_type_is_named_as_its_module_and_in_two_languages(kind: FieldType) -> None:
    assert type(kind).__module__ == f"metadata.fieldtypes.{kind.name}"
    assert kind.label.zh
    assert kind.label.en
    assert kind.sample.type == kind.name


def test_valid_values_conform_and_are_in_normal_form(kind: FieldType) -> None:
    for value in kind.valid:
        assert schemas.faults_of(kind.sample, value, standard()) == []
        assert kind.normal(value, kind.sample) == value


def test_invalid_values_do_not_conform_and_say_why_in_a_sentence(kind: FieldType) -> None:
    for value in kind.invalid:
        problems = schemas.faults_of(kind.sample, value, standard())
        assert problems, value
        for problem in problems:
            assert problem.at == "sample"
            assert problem.say().endswith((".", ")"))
            assert "%(" not in problem.say()


#: JSON values, and what is not even JSON, that no type takes for its own.
STRANGERS: tuple[Any, ...] = (
    *(None, True, 1.5, 10**400, float("nan"), float("inf"), [], [[]], {}, {"$ne": ""}, "\ud800", "0x10\x00"),
)


def test_c14_g06_no_json_value_of_another_shape_conforms_or_raises(kind: FieldType) -> None:
    for value in STRANGERS:
        assert schemas.faults_of(kind.sample, value, standard()), value


def test_what_people_write_is_read_and_conforms(kind: FieldType) -> None:
    for raw, value in kind.written.items():
        read = kind.parse(raw, kind.sample, CONTEXT)
        assert read == value, raw
        assert schemas.faults_of(kind.sample, read, standard()) == []


def test_what_cannot_be_read_is_refused_with_a_problem(kind: FieldType) -> None:
    for raw in kind.unreadable:
        with pytest.raises(Problem) as refused:
            kind.parse(raw, kind.sample, CONTEXT)
        assert "%(" not in refused.value.say()


def test_a_value_that_is_shown_is_text_in_both_languages(kind: FieldType) -> None:
    for value in kind.valid:
        for language in ("zh", "en"):
            shown = kind.format(value, kind.sample, language, CONTEXT)
            assert isinstance(shown, str)
            assert shown


def test_reading_the_normal_form_again_changes_nothing(kind: FieldType) -> None:
    for value in kind.valid:
        if isinstance(value, str):
            assert kind.parse(value, kind.sample, CONTEXT) == value


def test_nothing_written_is_refused_and_none_is_read_only_where_it_is_admitted(kind: FieldType) -> None:
    admits = dataclasses.replace(kind.sample, admits_none=True)
    assert kind.parse("无", admits, CONTEXT) is None
    assert schemas.faults_of(admits, None, standard()) == []
    for raw in ("", "  　"):
        with pytest.raises(Problem):
            kind.parse(raw, kind.sample, CONTEXT)
    with pytest.raises(Problem):
        kind.parse("无", kind.sample, CONTEXT)


def test_a_phone_knows_how_to_ask_for_it(kind: FieldType) -> None:
    facts = kind.facts_for_phones(kind.sample)
    assert facts.input_type in ("text", "tel", "email", "file")  # never number, never a calendar only
    assert facts.inputmode in ("text", "numeric", "decimal", "tel", "email", "none")
    assert facts.enterkeyhint
