"""Identity numbers: generated, damaged, checked; and the cases that were collected."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metadata import identities
from metadata.divisions import shipped
from metadata.identities import Checked, Verdict, citizens, organisations, phones
from metadata.problems import Problem

CASES = list(csv.DictReader(Path(__file__).parents[1].joinpath("data/identities.csv").read_text("utf-8").splitlines()))
TODAY = date(2026, 11, 24)
SAME = {"valid-soft": "valid", "valid-landline": "valid", "legacy15": "legacy", "legacy9": "legacy"}

known_divisions = st.sampled_from(sorted(code for code in shipped().periods if code < "700000"))
days = st.dates(date(1900, 1, 1), TODAY)


@st.composite
def citizen_numbers(
    draw: st.DrawFn,
    division: st.SearchStrategy[str] = known_divisions,
    born: st.SearchStrategy[date] = days,
) -> str:
    first = f"{draw(division)}{draw(born):%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return first + citizens.check_digit(first)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["91", "92", "93", "12", "51", "52"])) + draw(known_divisions)
    organisation = draw(st.text(organisations.ALPHABET, min_size=8, max_size=8))
    first = head + organisation + organisations.organisation_check(organisation)
    return first + organisations.check_character(first)


def why(checked: Checked) -> Problem:
    """The problem of a number that has one."""
    assert checked.problem is not None
    return checked.problem


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['input']}")
def test_every_collected_number_is_what_it_is(case: dict[str, str]) -> None:
    found = identities.check(case["kind"], case["input"], today=TODAY)
    assert found.verdict.value == SAME.get(case["expect"], case["expect"])
    assert bool(found.warnings) or case["expect"] != "valid-soft"
    for part in ("birth_date", "sex", "division"):
        assert not case[part] or getattr(found, part) == case[part]
    assert dict(pair.split("=") for pair in case["derived"].split()) == dict(found.derived)
    if case["kind"] == "111" and case["expect"] == "valid":
        assert not found.warnings


@given(citizen_numbers())
def test_a_valid_number_says_when_and_where_and_which_sex_without_a_warning(number: str) -> None:
    found = identities.check("111", number, today=TODAY)
    assert (found.verdict, found.normal, found.warnings) == (Verdict.VALID, number, ())
    assert found.birth_date == date.fromisoformat(found.birth_date).isoformat()
    assert found.birth_date.replace("-", "") == number[6:14]
    assert found.division == number[:6]
    assert found.sex == ("1" if int(number[16]) % 2 else "2")


@given(citizen_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_noticed(number: str, place: int, character: str) -> None:
    assume(number[place] != character)
    damaged = number[:place] + character + number[place + 1 :]
    assert identities.check("111", damaged, today=TODAY).verdict is Verdict.INVALID


@given(citizen_numbers(), st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_always_noticed(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    damaged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert identities.check("111", damaged, today=TODAY).verdict is Verdict.INVALID


@given(citizen_numbers(), st.integers(0, 17))
def test_a_digit_left_out_or_typed_twice_is_always_noticed_and_named(number: str, place: int) -> None:
    short = identities.check("111", number[:place] + number[place + 1 :], today=TODAY)
    assert short.verdict is Verdict.INVALID
    long = identities.check("111", number[:place] + number[place] + number[place:], today=TODAY)
    assert long.verdict is Verdict.INVALID
    if place < 17:
        assert "one digit" in why(short).say()


@given(citizen_numbers(born=st.dates(TODAY + timedelta(days=1), date(2199, 12, 31))))
def test_nobody_is_born_in_the_future_but_without_a_today_nobody_asks(number: str) -> None:
    found = identities.check("111", number, today=TODAY)
    assert isinstance(found.problem, citizens.BornInTheFuture)
    assert identities.check("111", number).verdict is Verdict.VALID


@given(citizen_numbers(born=st.dates(date(1800, 1, 1), date(1899, 12, 31))))
def test_a_birth_before_1900_is_only_a_warning(number: str) -> None:
    (warning,) = identities.check("111", number, today=TODAY).warnings
    assert warning.code == "identity.born-long-ago"


@given(
    known_divisions, st.sampled_from(["19010229", "19011301", "19010132", "19010100", "00000101"]), st.integers(1, 999)
)
def test_a_day_that_no_calendar_has_is_refused(division: str, day: str, place: int) -> None:
    first = f"{division}{day}{place:03d}"
    found = identities.check("111", first + citizens.check_digit(first), today=TODAY)
    assert found.verdict is Verdict.INVALID
    assert why(found).code == "identity.no-such-birth-date"


@given(citizen_numbers(born=st.dates(date(1900, 1, 1), date(1999, 12, 31))))
def test_an_old_number_becomes_the_new_one_of_the_same_person(number: str) -> None:
    old = identities.check("111", number[:6] + number[8:17], today=TODAY)
    assert (old.verdict, old.normal) == (Verdict.UPGRADE, number)
    assert old.birth_date.replace("-", "") == number[6:14]


@given(
    citizen_numbers(),
    st.lists(st.sampled_from([" ", "\u3000", "\t", "\u200b"]), max_size=4),
    st.randoms(use_true_random=False),
)
def test_blanks_width_and_case_do_not_matter(number: str, blanks: list[str], random: Random) -> None:
    written = list(number.lower())
    for blank in blanks:
        written.insert(random.randrange(len(written) + 1), blank)
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() and random.random() < 0.5 else c for c in written)
    assert identities.check("111", wide, today=TODAY).normal == number


@given(citizen_numbers(division=st.sampled_from(["810000", "820000"])), citizen_numbers())
def test_a_residence_permit_has_its_own_prefix(permit: str, citizen: str) -> None:
    assert identities.check("P01", permit, today=TODAY).verdict is Verdict.VALID
    assert identities.check("P02", permit, today=TODAY).verdict is Verdict.INVALID
    assert identities.check("P01", citizen, today=TODAY).verdict is Verdict.INVALID


@given(citizen_numbers(), st.sampled_from("1234567"), st.sampled_from("1234"), st.sampled_from(["", "B1"]))
def test_a_disability_card_says_what_and_how_much(number: str, category: str, grade: str, again: str) -> None:
    found = identities.check("217", number + category + grade + again, today=TODAY)
    assert found.verdict is Verdict.VALID
    assert found.derived == {"disability_category": category, "disability_level": grade}
    for wrong in (number + "8" + grade, number + category + "5", number + category):
        assert identities.check("217", wrong, today=TODAY).verdict is Verdict.INVALID


@given(credit_codes())
def test_a_valid_credit_code_is_valid_without_a_warning(code: str) -> None:
    found = identities.check("uscc", code.lower())
    assert (found.verdict, found.normal, found.division, found.warnings) == (Verdict.VALID, code, code[2:8], ())


@given(credit_codes(), st.integers(0, 17), st.sampled_from(organisations.ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_always_noticed(code: str, place: int, character: str) -> None:
    assume(code[place] != character)
    assert identities.check("uscc", code[:place] + character + code[place + 1 :]).verdict is Verdict.INVALID


@given(credit_codes(), st.integers(0, 16))
def test_two_neighbours_of_a_credit_code_that_changed_places_are_always_noticed(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    damaged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert identities.check("uscc", damaged).verdict is Verdict.INVALID


@given(credit_codes(), st.sampled_from("IOSVZ"), st.integers(0, 17))
def test_letters_that_look_like_digits_are_named(code: str, letter: str, place: int) -> None:
    problem = identities.check("uscc", code[:place] + letter + code[place + 1 :]).problem
    assert isinstance(problem, organisations.WrongCharacter)


@given(st.text(organisations.ALPHABET, min_size=8, max_size=8))
def test_an_organisation_code_is_an_old_number_that_joins_with_the_new(first: str) -> None:
    code = first + organisations.organisation_check(first)
    for written in (code, f"{first}-{code[8]}"):
        for kind in ("org9", "uscc"):
            found = identities.check(kind, written)
            assert (found.verdict, found.normal) == (Verdict.LEGACY, code)
    wrong = first + ("0" if code[8] != "0" else "1")
    assert identities.check("org9", wrong).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("written", "normal"),
    {
        "13800138000": "13800138000",
        "+86 138 0013 8000": "13800138000",
        "86-13800138000": "13800138000",
        "（0755）2600-0000": "075526000000",
        "0755-26000000": "075526000000",
        "+86 755 2600 0000": "075526000000",
        "0755-26000000-801": "075526000000-801",
        "021-12345678转8001": "02112345678-8001",
        "021-12345678 ext. 8001": "02112345678-8001",
        "400-800-1234": "4008001234",
        "0571-8700000": "05718700000",
        "010-12345678": "01012345678",
    }.items(),
)
def test_a_phone_is_kept_in_one_form(written: str, normal: str) -> None:
    found = identities.check("phone", written)
    assert (found.verdict, found.normal) == (Verdict.VALID, normal)
    assert identities.check("phone", normal).normal == normal


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("1380013800", phones.OneShort),
        ("138001380000", phones.OneLong),
        ("12345678901", phones.WrongMobile),
        ("26000000", phones.NoArea),
        ("打不通", phones.WrongPhone),
        ("0755", phones.WrongPhone),
    ],
)
def test_a_phone_that_is_none_says_what_is_wrong(written: str, problem: type[Problem]) -> None:
    assert type(identities.check("phone", written).problem) is problem


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(0, 10))
def test_every_mobile_number_is_valid_and_one_digit_less_is_not(number: str, place: int) -> None:
    assert identities.check("phone", number).normal == number
    assert identities.check("phone", number[:place] + number[place + 1 :]).normal != number


@pytest.mark.parametrize("word", ["无", "没有", "", "  ", "不详", "/", "None", "N/A"])
def test_a_word_for_nothing_is_empty(word: str) -> None:
    assert identities.check("111", word).verdict is Verdict.EMPTY


def test_several_values_in_one_cell_are_split_only_if_each_is_one() -> None:
    found = identities.check("phone", "13800138000、0755-26000000")
    assert (found.verdict, found.normal) == (Verdict.SPLIT, ("13800138000", "075526000000"))
    both = identities.check("111", "440305190102030017 11010519491231002X", today=TODAY)
    assert both.verdict is Verdict.SPLIT
    assert identities.check("phone", "13800138000、没写完").verdict is Verdict.INVALID


def test_a_number_that_a_spreadsheet_has_cut_says_so() -> None:
    problem = why(identities.check("111", "4.40305E+17"))
    assert problem.code == "value.lost-digits"
    assert "4.40305E+17" in problem.say()


def test_a_kind_that_nobody_knows_is_invalid() -> None:
    assert why(identities.check("999", "1")).code == "identity.unknown-kind"


@given(
    st.sampled_from(["111", "113", "217", "414", "511", "516", "553", "990", "P01", "uscc", "org9", "phone"]),
    st.text(max_size=40),
)
def test_whatever_is_written_is_judged_and_never_raises(kind: str, text: str) -> None:
    found = identities.check(kind, text, today=TODAY)
    assert found.input == text
    assert (found.problem is not None) == (found.verdict is Verdict.INVALID)
    if found.verdict is Verdict.VALID:
        again = identities.check(kind, str(found.normal), today=TODAY)
        assert (again.verdict, again.normal) == (Verdict.VALID, found.normal)
