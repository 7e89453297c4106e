"""Divisions, current and abolished: what a code is called, and which one a text names."""

import pytest

from metadata.divisions import shipped


def test_a_code_may_have_had_several_names_and_the_last_one_counts() -> None:
    divisions = shipped()
    assert len(divisions.periods) == 7318
    assert sum(map(len, divisions.periods.values())) == 8243
    assert [d.name for d in divisions.periods["440305"]] == ["南山区"]
    assert divisions.get("999999") is None


def test_unknown_is_not_abolished() -> None:
    divisions = shipped()
    assert divisions.known("422201")
    assert not divisions.current("422201")
    assert not divisions.known("430980")
    assert divisions.current("440305")


def test_a_path_leaves_groupings_out() -> None:
    divisions = shipped()
    assert divisions.full_name("110105") == "北京市朝阳区"
    assert divisions.full_name("440305007012") == "广东省深圳市南山区"
    assert divisions.full_name("441900") == "广东省东莞市"
    assert divisions.full_name("990101") == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("广东省深圳市南山区", "440305"),
        ("深圳南山", "440305"),
        ("深圳市", "440300"),
        ("广东", "440000"),
        ("北京朝阳", "110105"),
        ("重庆市万州区", "500101"),
        ("广西壮族自治区", "450000"),
        ("海南省儋州市", "460400"),
    ],
)
def test_a_text_names_a_division_by_full_or_short_names(written: str, code: str) -> None:
    assert [d.code for d in shipped().find(written)] == [code]


def test_what_fits_several_is_not_guessed_but_by_where_one_stands() -> None:
    divisions = shipped()
    assert len(divisions.find("朝阳区")) == 2
    assert [d.code for d in divisions.find("朝阳区", within="110000")] == ["110105"]
    assert [d.code for d in divisions.find("南山区", within="440305007012")] == ["440305"]
    assert divisions.find("") == ()
    assert divisions.find("市辖区") == ()


def test_what_lies_below_steps_over_groupings() -> None:
    divisions = shipped()
    assert len(divisions.below("")) == 34
    assert "深圳市" in {d.name for d in divisions.below("440000")}
    assert "朝阳区" in {d.name for d in divisions.below("110000")}
    assert divisions.below("440305") == ()
