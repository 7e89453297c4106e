"""The shipped standard is one that the rules would let in, and survives its own files (R1, R3)."""

import csv
import dataclasses
import json
from importlib.resources import files

import pytest

from metadata import fieldfiles, fieldtypes
from metadata.catalogue import standard
from metadata.fields import Field, Label, Sensitivity, Status
from metadata.problems import BadFile

CATALOGUE = standard()
ENTITIES = ("person", "household", "dwelling", "building", "enterprise", "event")


def test_the_standard_has_161_fields_and_four_relations_of_ours() -> None:
    of_ours = {field.code for field in CATALOGUE.fields.values() if field.type == "reference"}
    assert of_ours == {"household", "dwelling", "household_dwelling", "building"}
    assert len(CATALOGUE.fields) - len(of_ours) == 161
    assert tuple(CATALOGUE.entities) == ENTITIES
    assert len(CATALOGUE.codelists) == 47
    assert set(CATALOGUE.stamps) == {"grid_worker", "collected_at", "remark"}


@pytest.mark.parametrize("field", CATALOGUE.fields.values(), ids=lambda field: field.code)
def test_r3_every_field_of_the_standard_would_be_let_in(field: Field) -> None:
    assert CATALOGUE.check(field) == []


def test_r2a_fields_are_bound_both_ways() -> None:
    for field in CATALOGUE.fields.values():
        for other in field.bound_with:
            assert field.code in CATALOGUE.field(other).bound_with


def test_an_entity_names_fields_that_it_has() -> None:
    for entity in CATALOGUE.entities.values():
        own = {field.code for field in CATALOGUE.of(entity.code)}
        named = {*entity.key, entity.name_field, entity.place_field, entity.status_field, *entity.relations} - {""}
        assert named <= own
        assert set(entity.key) == {field.code for field in CATALOGUE.of(entity.code) if field.key}
        assert set(entity.relations) == {f.code for f in CATALOGUE.of(entity.code) if f.type == "reference"}


def test_r10a_r13_codes_that_end_a_record_or_report_a_visit_are_in_their_lists() -> None:
    for entity in CATALOGUE.entities.values():
        claims = [(entity.status_field, code) for code in entity.ended] + list(entity.outcomes.values())
        for field, code in claims:
            assert code in CATALOGUE.codelist(CATALOGUE.field(field).codelist).codes
    person = CATALOGUE.entity("person")
    assert person.has_ended("4")  # dead
    assert person.has_ended("3")  # moved out
    assert not person.has_ended("2")  # away for a time
    assert not person.has_ended(None)


def test_a_row_and_its_field_say_the_same() -> None:
    for field in (*CATALOGUE.fields.values(), *CATALOGUE.stamps.values()):
        assert fieldfiles.from_row(fieldfiles.to_row(field)) == field


def test_csv_and_json_survive_the_round_trip() -> None:
    fields = list(CATALOGUE.fields.values())
    assert fieldfiles.from_csv(fieldfiles.to_csv(fields)) == fields
    assert fieldfiles.from_json(fieldfiles.to_json(fields)) == fields
    assert fieldfiles.from_csv("\ufeff" + fieldfiles.to_csv(fields[:1])) == fields[:1]


def test_the_shipped_table_has_only_known_columns() -> None:
    text = files("metadata").joinpath("standard/fields.csv").read_text("utf-8")
    assert set(next(csv.reader([text.splitlines()[0]]))) <= set(fieldfiles.COLUMNS)


def test_the_columns_of_the_table_as_it_was_first_handed_over_are_read_too() -> None:
    (field,) = fieldfiles.from_csv(
        "code,zh,en,entity,type,owner_dept,max_age_days,derivable_from\na,甲,A,person,text,ga,0,\n"
    )
    assert (field.owner, field.freshness_days) == ("ga", None)  # there 0 says that it never grows stale


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        "code,zh,entity,type,key\na,甲,person,text,maybe\n",
        "code,zh,entity,type,max_length\na,甲,person,text,long\n",
        "code,zh,entity,type,status\na,甲,person,text,gone\n",
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(BadFile) as refused:
        fieldfiles.from_csv(text)
    assert "None" not in refused.value.say()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"code": "a"}]', '[{"code": {}}]', "[" * 100_000])
def test_a_document_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        fieldfiles.from_json(text)


def test_json_may_hold_numbers_truth_and_lists() -> None:
    row = {
        "code": "a",
        "zh": "甲",
        "entity": "person",
        "type": "text",
        "max_length": 5,
        "key": True,
        "synonyms": ["乙", "丙"],
    }
    (field,) = fieldfiles.from_json(json.dumps([row]))
    assert field == Field("a", "person", "text", Label("甲", ""), "", max_length=5, key=True, synonyms=("乙", "丙"))


def test_a_label_falls_back_to_chinese() -> None:
    assert Label("姓名", "Name").get("en") == "Name"
    assert Label("姓名", "").get("en") == "姓名"
    assert Label("姓名", "Name").get("zh") == "姓名"


def test_every_sensitive_field_is_masked_and_every_type_is_of_the_closed_set() -> None:
    for field in CATALOGUE.fields.values():
        assert field.type in fieldtypes.names()
        assert field.mask or field.sensitivity is not Sensitivity.SENSITIVE


def test_only_active_fields_may_be_asked() -> None:
    field = CATALOGUE.field("sex")
    assert field.active
    assert not dataclasses.replace(field, status=Status.RETIRED).active
    assert not dataclasses.replace(field, status=Status.DRAFT).active
