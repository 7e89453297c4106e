"""Code lists: what people and spreadsheets write for an option, trees, and what became of retired ones."""

import pytest

from metadata import codelists
from metadata.catalogue import standard
from metadata.codelists import Code, CodeList
from metadata.fields import Label

CATALOGUE = standard()


@pytest.mark.parametrize("codelist", CATALOGUE.codelists.values(), ids=lambda codelist: codelist.code)
def test_a_list_is_whole_and_survives_its_own_file(codelist: CodeList) -> None:
    assert codelists.from_document(codelists.to_document(codelist)) == codelist
    for code in codelist.codes.values():
        assert code.label.zh
        assert code.label.en
        assert code.source
        assert not code.parent or code.parent in codelist.codes
        assert not code.successor or code.successor in codelist.codes


@pytest.mark.parametrize("codelist", CATALOGUE.codelists.values(), ids=lambda codelist: codelist.code)
def test_every_option_is_found_by_its_code_and_its_label(codelist: CodeList) -> None:
    for code in codelist.active:
        assert codelist.find(code.code) is code
        if sum(other.label.zh == code.label.zh for other in codelist.active) == 1:
            assert codelist.find(code.label.zh) is code


@pytest.mark.parametrize(
    ("codelist", "written", "code"),
    [
        ("ethnic_group", "1", "01"),
        ("ethnic_group", " 汉 ", "01"),
        ("ethnic_group", "ＨＡ", "01"),
        ("id_document_type", "居民身份证", "111"),
        ("iso3166", "cn", "CHN"),
        ("iso3166", "156", "CHN"),
        ("department", "人社", "rs"),
        ("person_status", "迁出", "3"),
        ("person_status", "迁出（搬离）", "3"),
        ("yes_no", "是", "1"),
        ("yes_no", "Yes", "1"),
        ("marital_status", "未婚", "10"),
    ],
)
def test_an_option_is_read_as_people_write_it(codelist: str, written: str, code: str) -> None:
    found = CATALOGUE.codelist(codelist).find(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("codelist", "written"), [("yes_no", "2"), ("yes_no", "Y"), ("sex", ""), ("sex", "11"), ("sex", "男女")]
)
def test_what_a_list_does_not_have_is_never_guessed(codelist: str, written: str) -> None:
    assert CATALOGUE.codelist(codelist).find(written) is None


def test_a_word_for_two_options_names_neither() -> None:
    two = CodeList("x", Label("x", "x"), {c: Code(c, Label(c, c), aliases=("same",)) for c in ("a", "b")})
    assert two.find("same") is None
    assert two.find("a") is two.codes["a"]


def test_r1_a_retired_option_leads_to_its_successor_and_keeps_its_label() -> None:
    relations = CATALOGUE.codelist("family_relation")
    assert relations.find("02") is relations.codes["01"]
    assert relations.find("户主") is relations.codes["01"]
    assert "02" not in {code.code for code in relations.active}
    assert relations.label_of("02") == "户主"
    assert relations.label_of("zz") == "zz"


def test_a_code_rolls_up_to_its_classes() -> None:
    assert CATALOGUE.codelist("family_relation").ancestors("22") == ("20",)
    assert CATALOGUE.codelist("family_relation").ancestors("20") == ()
    circle = CodeList("x", Label("x", "x"), {c: Code(c, Label(c, c), parent=p) for c, p in (("a", "b"), ("b", "a"))})
    assert circle.ancestors("a") == ("b", "a")


def test_only_lists_of_one_width_have_a_width() -> None:
    assert CATALOGUE.codelist("ethnic_group").width == 2
    assert CATALOGUE.codelist("dwelling_use").width == 0
