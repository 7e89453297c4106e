"""R1, R3, R4: what a definition must satisfy, what a change does, and what is the same thing under another name."""

import dataclasses
import subprocess
import sys
from typing import Any

import pytest

from metadata import changes, overlaps
from metadata.catalogue import Catalogue, standard
from metadata.changes import Class
from metadata.codelists import Code
from metadata.fields import ENDINGS, RESERVED, Field, Label, Status
from metadata.problems import UnknownCodeList, UnknownEntity, UnknownField

CATALOGUE = standard()


def a_field(
    code: str = "gas_alarm",
    zh: str = "燃气报警器",
    en: str = "Gas alarm",
    entity: str = "dwelling",
    type: str = "text",
    owner: str = "yj",
    **parts: Any,
) -> Field:
    return Field(code, entity, type, Label(zh, en), owner, **parts)


def codes_of(field: Field, **how: bool) -> set[str]:
    return {problem.code for problem in CATALOGUE.check(field, **how)}


# --- the catalogue itself


def test_what_is_not_there_is_a_problem_with_a_name() -> None:
    with pytest.raises(UnknownField):
        CATALOGUE.field("nothing")
    with pytest.raises(UnknownEntity):
        CATALOGUE.entity("nothing")
    with pytest.raises(UnknownCodeList):
        CATALOGUE.codelist("nothing")


def test_r1_a_changed_field_is_a_new_version_and_the_old_one_stays_reachable() -> None:
    old = CATALOGUE.field("employer_name")
    new = dataclasses.replace(old, version=2, max_length=150)
    changed = CATALOGUE.replace(new)
    assert changed.field("employer_name") == new
    assert changed.version("employer_name", 1) == old
    assert changed.version("employer_name", 2) == new
    assert changed.versions("employer_name") == (old, new)
    assert CATALOGUE.field("employer_name") == old
    with pytest.raises(UnknownField):
        changed.version("employer_name", 3)


def test_a_digest_names_the_content() -> None:
    field = CATALOGUE.field("sex")
    assert CATALOGUE.replace(field).digest == CATALOGUE.digest
    assert CATALOGUE.replace(dataclasses.replace(field, help=Label("?", ""))).digest != CATALOGUE.digest


def test_r1_retired_is_not_deleted() -> None:
    retired = dataclasses.replace(CATALOGUE.field("blood_type"), status=Status.RETIRED, version=2)
    changed = CATALOGUE.replace(retired)
    assert "blood_type" not in {field.code for field in changed.of("person")}
    assert changed.field("blood_type") == retired


def test_the_catalogue_is_imported_without_what_only_searches_need() -> None:
    code = (
        "import sys, metadata.catalogue as c; c.standard();"
        " print(*{'pypinyin', 'rapidfuzz', 'jsonschema'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# --- definitions


def test_r1_a_good_definition_is_let_in() -> None:
    assert CATALOGUE.check(a_field(max_length=20), new=True) == []
    assert CATALOGUE.check(a_field(type="code", codelist="yes_no"), new=True) == []


@pytest.mark.parametrize("code", ["", "Gas", "1gas", "gas-alarm", "g" * 64, "gas\n", "燃气", "gas.alarm"])
def test_r1_a_code_is_small_letters_digits_and_underscores(code: str) -> None:
    assert "field.bad-code" in codes_of(a_field(code), new=True)


@pytest.mark.parametrize("code", ["ticket", "note", "outcome", "gas_value", "gas_why", "gas_value_m", "gas__check"])
def test_r1_a_code_is_not_what_pages_send_something_else_under(code: str) -> None:
    assert codes_of(a_field(code), new=True) == {"field.reserved-code"}


def test_r1_words_that_only_hold_such_a_word_are_good_codes() -> None:
    assert codes_of(a_field("value_of_house"), new=True) == set()
    assert not [code for code in CATALOGUE.fields if code in RESERVED or code.endswith(ENDINGS)]


def test_r1_a_code_is_never_used_again_for_another_meaning() -> None:
    assert "field.code-taken" in codes_of(a_field("sex"), new=True)
    assert "field.code-taken" in codes_of(a_field("remark"), new=True)  # a row stamp's


def test_r1_identity_never_changes_once_used() -> None:
    field = CATALOGUE.field("skill")
    assert codes_of(dataclasses.replace(field, type="long_text")) == {"field.identity-changed"}
    assert "field.identity-changed" in codes_of(dataclasses.replace(field, entity="enterprise"))
    assert codes_of(dataclasses.replace(field, type="long_text"), used=False) == set()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"zh": " "}, "field.no-label"),
        ({"entity": "ship"}, "entity.unknown"),
        ({"type": "colour"}, "field.unknown-type"),
        ({"owner": "nobody"}, "field.bad-definition"),
        ({"type": "code"}, "codelist.unknown"),
        ({"codelist": "sex"}, "field.bad-definition"),
        ({"pattern": "(?=a)"}, "pattern.unsupported"),
        ({"pattern": "(a{1,1000}){1,1000}"}, "pattern.too-large"),
        ({"type": "integer", "pattern": "a"}, "field.bad-definition"),
        ({"max_length": 0}, "field.bad-definition"),
        ({"max_length": 10**9}, "field.bad-definition"),
        ({"type": "money", "max_length": 4, "decimals": 4}, "field.bad-definition"),
        ({"decimals": 2}, "field.bad-definition"),
        ({"type": "integer", "minimum": "5", "maximum": "1"}, "field.bad-definition"),
        ({"type": "integer", "minimum": "NaN"}, "field.bad-definition"),
        ({"type": "integer", "minimum": "1.5"}, "field.bad-definition"),
        ({"type": "decimal", "maximum": "1e999999"}, "field.bad-definition"),
        ({"type": "phone", "format": "fax"}, "field.bad-definition"),
        ({"type": "identity"}, "field.bad-definition"),
        ({"verification": "trust"}, "field.bad-definition"),
        ({"clock": "value"}, "field.bad-definition"),
        ({"freshness_days": 0}, "field.bad-definition"),
        ({"type": "reference"}, "entity.unknown"),
        ({"refers_to": "building"}, "field.bad-definition"),
        ({"depends_on": ("nothing",)}, "field.unknown"),
        ({"depends_on": ("person_name",)}, "field.bad-definition"),
        ({"bound_with": ("gas_alarm",)}, "field.unknown"),
        ({"synonyms": ("长" * 61,)}, "field.bad-definition"),
    ],
)
def test_r1_a_definition_must_fit_together(parts: dict[str, Any], code: str) -> None:
    assert code in codes_of(a_field(**parts), new=True)


def test_r3_two_active_fields_of_one_entity_never_share_a_name() -> None:
    (problem,) = CATALOGUE.check(a_field(zh="房屋编码"), new=True)
    assert problem.code == "field.same-thing"
    assert problem.say() == "“房屋编码” already names the field “Unified address code” (address_code). Use that one."
    assert CATALOGUE.check(a_field(zh="房屋编码", entity="event"), new=True) == []
    assert CATALOGUE.check(a_field(zh="房屋编码", status=Status.DRAFT), new=True) == []


# --- overlaps


@pytest.mark.parametrize(
    ("candidate", "field", "exact"),
    [
        (a_field("address_code"), "address_code", True),
        (a_field(zh="房屋 编码"), "address_code", True),
        (a_field(zh="其他", synonyms=("dzbm",)), "address_code", True),
        (a_field(zh="联系电话（手机）", entity="person"), "mobile_phone", True),
        (a_field(en="mobile PHONE", entity="person"), "mobile_phone", True),
        (
            a_field(entity="person", type="code", codelist="marital_status", standard="GB/T 2261.2"),
            "marital_status",
            False,
        ),
        (a_field(zh="居民联系电话号", entity="person"), "mobile_phone", False),
        (a_field(zh="性名", en="", entity="person"), "person_name", False),
    ],
)
def test_r3_the_same_thing_under_another_name_is_found_first(candidate: Field, field: str, exact: bool) -> None:
    first = CATALOGUE.overlaps(candidate)[0]
    assert (first.field.code, first.exact) == (field, exact)
    assert "%(" not in first.reason.say()


def test_r3_yes_and_no_are_no_reason_and_a_new_thing_is_new() -> None:
    assert CATALOGUE.overlaps(a_field(type="code", codelist="yes_no")) == []


def test_r3_a_new_version_does_not_overlap_with_itself() -> None:
    field = CATALOGUE.field("mobile_phone")
    assert "mobile_phone" not in {o.field.code for o in CATALOGUE.overlaps(field, new=False)}


def test_r3_names_of_retired_fields_are_free() -> None:
    retired = dataclasses.replace(CATALOGUE.field("blood_type"), status=Status.RETIRED)
    candidate = a_field("blood_group", "血型", "Blood group", "person")
    assert CATALOGUE.replace(retired).check(candidate, new=True) == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("手机", "mobile_phone"),
        ("LXDH", "mobile_phone"),
        ("hunyin", "marital_status"),
        ("hyzk", "marital_status"),
        ("id_num", "id_number"),
    ],
)
def test_fields_are_found_by_name_synonym_pinyin_and_code(words: str, first: str) -> None:
    assert overlaps.search(words, CATALOGUE.of("person"))[0].code == first


def test_nothing_is_found_by_nonsense_and_everything_by_nothing() -> None:
    assert overlaps.search("xyzzy", CATALOGUE.of("person")) == []
    assert overlaps.search("", CATALOGUE.of("person")) == list(CATALOGUE.of("person"))


# --- classes of change


@pytest.mark.parametrize(
    ("code", "parts", "kind"),
    [
        ("employer_name", {"label": Label("单位", "Firm")}, Class.COSMETIC),
        ("employer_name", {"help": Label("全称", "In full")}, Class.COSMETIC),
        ("employer_name", {"freshness_days": 30}, Class.COSMETIC),
        ("employer_name", {"max_length": 150}, Class.WIDENING),
        ("employer_name", {"max_length": 50}, Class.NARROWING),
        ("employer_name", {"max_length": None}, Class.WIDENING),
        ("employer_name", {"pattern": "[A-Z]+"}, Class.NARROWING),
        ("bank_account", {"pattern": ""}, Class.WIDENING),
        ("employer_name", {"admits_none": False}, Class.NARROWING),
        ("person_name", {"admits_none": True}, Class.WIDENING),
        ("children_count", {"maximum": "20"}, Class.WIDENING),
        ("children_count", {"maximum": "9"}, Class.NARROWING),
        ("children_count", {"minimum": ""}, Class.WIDENING),
        ("floor_no", {"minimum": "-10"}, Class.WIDENING),
        ("mobile_phone", {"format": "any"}, Class.WIDENING),
        ("guardian_phone", {"format": "mobile"}, Class.NARROWING),
        ("owner_id_number", {"format": "kind:111"}, Class.NARROWING),
        ("floor_area", {"decimals": 3}, Class.NARROWING),
        ("floor_area", {"unit": "CNY"}, Class.NARROWING),
        ("sex", {"codelist": "yes_no"}, Class.NARROWING),
        ("employer_name", {"max_length": 150, "label": Label("单位", "Firm")}, Class.WIDENING),
        ("employer_name", {"max_length": 150, "pattern": "a+"}, Class.NARROWING),
    ],
)
def test_r1_the_class_of_a_change(code: str, parts: dict[str, Any], kind: Class) -> None:
    old = CATALOGUE.field(code)
    change = CATALOGUE.class_of_change(dataclasses.replace(old, version=2, **parts))
    assert change.kind is kind
    assert change.narrows is (kind is Class.NARROWING)
    assert all("%(" not in reason.say() for reason in change.reasons)
    assert len(change.reasons) >= len(parts)


def test_r1_no_change_has_no_reasons() -> None:
    assert CATALOGUE.class_of_change(CATALOGUE.field("sex")) == changes.Change(Class.COSMETIC, ())


def with_code(code: Code) -> Catalogue:
    sexes = CATALOGUE.codelist("sex")
    return CATALOGUE.replace(codelists=[dataclasses.replace(sexes, codes={**sexes.codes, code.code: code})])


def test_r1_another_option_widens_and_a_retired_one_narrows() -> None:
    field = CATALOGUE.field("sex")
    wider = CATALOGUE.class_of_change(field, with_code(Code("8", Label("其他", "Other"))))
    assert (wider.kind, wider.reasons[0].say()) == (Class.WIDENING, "Options are added: 其他.")
    male = CATALOGUE.codelist("sex").codes["1"]
    narrower = CATALOGUE.class_of_change(field, with_code(dataclasses.replace(male, retired=True)))
    assert (narrower.kind, narrower.reasons[0].say()) == (Class.NARROWING, f"Options are retired: {male.label.zh}.")


def test_r1_an_option_retired_with_exactly_one_successor_is_carried_over() -> None:
    assert changes.carried_over(CATALOGUE.codelist("family_relation")) == {"02": "01"}
