"""What comes back is read by what was asked, each fault at its field (R6b, R7, R18)."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.forms import Form, Verification
from metadata.problems import Fault
from metadata.records import Record, Verdict
from metadata.values import ABSENT
from metadata.writeback import Answer
from renderer.answers import Questions, read_answers, read_json
from renderer.compose import compose
from renderer.page import Raw
from tests.renderer.samples import (
    NOW,
    ZONE,
    a_fact,
    a_form,
    a_record,
    an_assignment,
    an_item,
    an_open_claim,
    catalogue,
)

TODAY = date(2026, 11, 24)


def read(
    raw: Raw, record: Record | None, *forms: Form, json: Mapping[str, object] | None = None, required: bool = True
) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers, and the code of what is wrong at each field, of a page composed now."""
    page = compose([an_assignment(form) for form in forms], record, catalogue(), holder=1, now=NOW, zone=ZONE)
    asks = Questions(page.asked, forms, catalogue(), record, today=TODAY, zone=ZONE)
    answers, faults = read_answers(asks, raw) if json is None else read_json(asks, json, required=required)
    return answers, {fault.field: fault.problem.code for fault in _once(faults)}


def _once(faults: Sequence[Fault]) -> Sequence[Fault]:
    assert len({fault.field for fault in faults}) == len(faults)
    return faults


OLD = a_record({"marital_status": a_fact("10", days_ago=900), "employer_name": a_fact("恒达物流", days_ago=900)})
TWO = a_form("marital_status", an_item("employer_name", required=False))


def test_r6b_the_five_verdicts() -> None:
    def said(**raw: str) -> Answer:
        answers, faults = read({"marital_status": "confirm", **raw}, OLD, TWO)
        assert not faults
        return answers["employer_name"]

    assert said(employer_name="confirm") == Answer(Verdict.CONFIRM)
    assert said(employer_name="change", employer_name_value=" 好邻居　超市 ") == Answer(Verdict.CHANGE, "好邻居 超市")
    assert said(employer_name="none") == Answer(Verdict.NONE, None)
    assert said(employer_name="wrong") == Answer(Verdict.WRONG)
    assert said(employer_name="unknown", employer_name_why="declined") == Answer(Verdict.UNKNOWN, note="declined")


def test_r6b_required_means_a_verdict_and_what_is_optional_may_be_left() -> None:
    answers, faults = read({}, OLD, TWO)

    assert (answers, faults) == ({}, {"marital_status": "answer.missing"})


def test_r6b_unknown_goes_with_a_reason() -> None:
    answers, faults = read({"marital_status": "unknown"}, OLD, TWO)

    assert (answers, faults) == ({}, {"marital_status": "answer.reason-missing"})


def test_r6b_changed_says_into_what() -> None:
    assert read({"marital_status": "change"}, OLD, TWO)[1] == {"marital_status": "answer.new-value-missing"}
    assert read({"marital_status": "change", "marital_status_value": "77"}, OLD, TWO)[1] == {
        "marital_status": "value.not-an-option"
    }


def test_r6b_everything_unchanged_confirms_only_what_was_shown_to_be_verified() -> None:
    record = a_record(
        {
            "marital_status": a_fact("10", days_ago=900),
            "mobile_phone": a_fact("13800001276", days_ago=900),
            "living_alone": a_fact("1", days_ago=900),
            "health_status": a_fact("1", open=1),
            "education_level": a_fact("70", days_ago=3000),
            "employer_name": a_fact("恒达物流", days_ago=900),
        },
        open_claims=[an_open_claim("health_status", "3")],
        person_name="周桂兰",
    )
    form = a_form(
        *("person_name", "marital_status", "mobile_phone", "health_status", "employer_name"),
        an_item("living_alone", verification=Verification.BLIND),
        an_item("education_level", verification=Verification.EVIDENCE),
        "email",
    )

    answers, faults = read({"all": "confirm", "employer_name": "none"}, record, form)

    assert answers == {
        "marital_status": Answer(Verdict.CONFIRM),
        "mobile_phone": Answer(Verdict.CONFIRM),
        "employer_name": Answer(Verdict.NONE, None),
    }
    assert faults == dict.fromkeys(("health_status", "living_alone", "education_level", "email"), "answer.missing")


def test_a_value_without_a_verdict_says_that_it_changed() -> None:
    answers, _ = read({"marital_status_value": "20"}, OLD, TWO)

    assert answers["marital_status"] == Answer(Verdict.CHANGE, "20")


def test_an_item_that_is_asked_takes_a_value_or_none_or_unknown_but_not_two_of_them() -> None:
    form = a_form("employer_name")

    def said(**raw: str) -> object:
        answers, faults = read(raw, a_record(), form)
        return answers.get("employer_name") or faults["employer_name"]

    assert said(employer_name_value="恒达物流") == Answer(Verdict.CHANGE, "恒达物流")
    assert said(employer_name="none") == Answer(Verdict.NONE, None)
    assert said(employer_name_value="无") == Answer(Verdict.NONE, None)
    assert said(employer_name_why="absent") == Answer(Verdict.UNKNOWN, note="absent")
    assert said(employer_name_value="恒达物流", employer_name="none") == "answer.twice"
    assert said(employer_name="none", employer_name_why="absent") == "answer.twice"


def test_a_tap_that_cannot_be_taken_back_yields_to_a_tick_that_can() -> None:
    answers, faults = read({"sex_value": "1", "sex_why": "absent"}, a_record(), a_form("sex"))

    assert (answers, faults) == ({"sex": Answer(Verdict.UNKNOWN, note="absent")}, {})


def test_the_boxes_of_a_date_are_one_date_of_the_precision_that_is_known() -> None:
    form = a_form("arrival_date")

    def said(**raw: str) -> object:
        answers, faults = read(raw, a_record(), form)
        return answers["arrival_date"].value if answers else faults["arrival_date"]

    assert said(arrival_date_value="2019", arrival_date_value_m="5", arrival_date_value_d="1") == "2019-05-01"
    assert said(arrival_date_value="2019", arrival_date_value_m="5") == "2019-05"
    assert said(arrival_date_value="2019") == "2019"
    assert said(arrival_date_value="2019年5月1日") == "2019-05-01"
    assert said(arrival_date_value="2019", arrival_date_value_d="1") == "value.not-a-date"
    assert said(arrival_date_value="2031") == "value.in-the-future"


def test_without_end_is_a_tick_beside_the_boxes() -> None:
    answers, _ = read({"id_valid_until_value": ["", "9999-12-31"]}, a_record(), a_form("id_valid_until"))

    assert answers["id_valid_until"].value == "9999-12-31"


def test_r2a_bound_fields_are_answered_by_one_verdict_and_only_together() -> None:
    record = a_record({"id_number": a_fact("11010519491231002X", conforms=False)}, id_type="111")
    form = a_form("id_number", "id_type")

    assert read({"id_number": "confirm"}, record, form)[0] == dict.fromkeys(
        ("id_number", "id_type"), Answer(Verdict.CONFIRM)
    )
    good = {"id_number": "change", "id_type_value": "414", "id_number_value": "e12345678"}
    assert {c: a.value for c, a in read(good, record, form)[0].items()} == {"id_type": "414", "id_number": "E12345678"}
    half = {"id_number": "change", "id_type_value": "414"}
    assert read(half, record, form) == ({}, {"id_number": "answer.new-value-missing"})


def test_r2a_known_ones_that_are_bound_are_corrected_only_together() -> None:
    record, form = a_record(id_type="111", id_number="11010519491231002X"), a_form("id_type", "id_number")
    new = {"id_type": Answer(Verdict.CHANGE, "111"), "id_number": Answer(Verdict.CHANGE, "990101195504120027")}

    assert read({f"{code}_value": str(answer.value) for code, answer in new.items()}, record, form) == (new, {})
    for half, missing in (("id_type", "id_number"), ("id_number", "id_type")):
        fault = {missing: "answer.new-value-missing"}
        assert read({f"{half}_value": str(new[half].value)}, record, form) == ({}, fault)
        sent = {half: {"verdict": "change", "value": new[half].value}}
        assert read({}, record, form, json=sent) == ({}, fault)
        assert read({}, record, form, json=sent, required=False) == ({}, {half: "answer.bound-part-faulty"})


@pytest.mark.parametrize("required", [True, False])
def test_r2a_in_json_too_one_verdict_answers_what_is_bound(required: bool) -> None:
    record = a_record({"id_number": a_fact("11010519491231002X", conforms=False)}, id_type="111")
    form = a_form("id_number", "id_type")
    number, document = {"verdict": "change", "value": "990101195504120027"}, {"verdict": "change", "value": "111"}
    unknown, confirm = {"verdict": "unknown", "note": "absent"}, {"verdict": "confirm"}

    def said(id_number: object, id_type: object) -> tuple[list[str], dict[str, str]]:
        sent = {"id_type": id_type, "id_number": id_number}
        answers, faults = read({}, record, form, json=sent, required=required)
        return list(answers), faults

    at_odds = {"id_type": "answer.verdicts-differ"}
    for one, other in ((number, unknown), (unknown, document), (number, confirm), (confirm, document)):
        assert said(one, other) == (["id_number"], at_odds), "and what is left is parked with it (R18)"
    assert said({"verdict": "wrong"}, unknown) == (["id_number"], at_odds)
    assert said(number, {"verdict": "maybe"}) == (["id_number"], {"id_type": "answer.no-verdict"})
    for both in ((number, document), (unknown, unknown), (confirm, confirm)):
        assert sorted(said(*both)[0]) == ["id_number", "id_type"]


def test_r2a_known_ones_at_odds_are_told_as_well() -> None:
    record, form = a_record(id_type="111", id_number="11010519491231002X"), a_form("id_type", "id_number")
    sent = {
        "id_type": {"verdict": "unknown", "note": "absent"},
        "id_number": {"verdict": "change", "value": "990101195504120027"},
    }

    assert read({}, record, form, json=sent) == (
        {"id_type": Answer(Verdict.UNKNOWN, note="absent")},
        {"id_number": "answer.verdicts-differ"},
    )


def test_r6_a_known_item_is_corrected_but_needs_no_answer() -> None:
    record = a_record(person_name="周桂兰")
    form = a_form("person_name")

    assert read({}, record, form) == ({}, {})
    assert read({"person_name": "change", "person_name_value": "周桂蘭"}, record, form)[0] == {
        "person_name": Answer(Verdict.CHANGE, "周桂蘭")
    }
    assert read({"person_name": "wrong"}, record, form)[0] == {"person_name": Answer(Verdict.WRONG)}


def test_r6_one_of_the_competing_values_is_taken_as_it_is() -> None:
    record = a_record({"health_status": a_fact("1", open=1)}, open_claims=[an_open_claim("health_status", "3")])
    form = a_form("health_status")

    assert read({"health_status": 'take:"3"'}, record, form)[0] == {"health_status": Answer(Verdict.CHANGE, "3")}
    assert read({"health_status": 'take:"77"'}, record, form)[1] == {"health_status": "value.not-an-option"}
    assert read({"health_status": "take:{"}, record, form)[1] == {"health_status": "answer.no-verdict"}


IF_MARRIED = {"properties": {"marital_status": {"const": "20"}}}


@pytest.mark.parametrize(("married", "wanted"), [("20", True), ("10", False)])
def test_r7_an_item_whose_condition_fails_is_neither_required_nor_read(married: str, wanted: bool) -> None:
    form = a_form("marital_status", an_item("employer_name", condition=IF_MARRIED))

    answers, _ = read({"marital_status_value": married, "employer_name_value": "恒达物流"}, a_record(), form)
    _, faults = read({"marital_status_value": married}, a_record(), form)

    assert ("employer_name" in answers) is wanted
    assert ("employer_name" in faults) is wanted


def test_r7_a_condition_reads_what_the_answers_derive() -> None:
    of_women = {"properties": {"sex": {"const": "2"}}}
    form = a_form("id_type", "id_number", "sex", an_item("employer_name", condition=of_women))
    number = {"id_type_value": "111", "id_number_value": "11010519491231002X", "sex_why": "absent"}

    assert read(number, a_record(), form)[1] == {"employer_name": "answer.missing"}


def test_r18_what_was_not_asked_is_not_read() -> None:
    answers, faults = read({"marital_status": "confirm", "mobile_phone": "change", "mobile_phone_value": "1"}, OLD, TWO)

    assert set(answers) == {"marital_status"}
    assert not faults


def test_r13_a_visit_that_ended_without_answers_requires_none() -> None:
    assert read({"outcome": "nobody_home"}, OLD, TWO) == ({}, {})


def test_a_verdict_that_is_none_is_told() -> None:
    assert read({"marital_status": "perhaps"}, OLD, TWO)[1] == {"marital_status": "answer.no-verdict"}


def test_json_says_the_same_as_a_page() -> None:
    json = {
        "marital_status": {"verdict": "change", "value": "20", "observed_at": "2026-11-24T08:00:00Z"},
        "employer_name": {"verdict": "unknown", "note": "declined"},
    }

    answers, faults = read({}, OLD, TWO, json=json)

    assert not faults
    assert answers == {
        "marital_status": Answer(Verdict.CHANGE, "20", observed_at=NOW),
        "employer_name": Answer(Verdict.UNKNOWN, note="declined"),
    }


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({}, "answer.no-verdict"),
        ("confirm", "answer.no-verdict"),
        ({"verdict": "change"}, "answer.new-value-missing"),
        ({"verdict": "change", "value": ""}, "answer.new-value-missing"),
        ({"verdict": "change", "value": 20}, "value.wrong-type"),
        ({"verdict": "unknown"}, "answer.reason-missing"),
        ({"verdict": "confirm", "observed_at": "yesterday"}, "answer.not-an-instant"),
        ({"verdict": "confirm", "observed_at": "2026-11-24T08:00:00"}, "answer.not-an-instant"),
    ],
)
def test_json_faults_stand_at_their_field(answer: object, code: str) -> None:
    assert read({}, OLD, TWO, json={"marital_status": answer})[1] == {"marital_status": code}


def test_r18_in_a_queue_the_good_answers_stand_beside_the_faulty() -> None:
    json = {"marital_status": {"verdict": "change", "value": "77"}, "employer_name": {"verdict": "none"}}

    answers, faults = read({}, OLD, TWO, json=json, required=False)

    assert answers == {"employer_name": Answer(Verdict.NONE, None)}
    assert faults == {"marital_status": "value.not-an-option"}


def test_an_answer_to_what_was_not_asked_goes_on_to_be_parked() -> None:
    answers, _ = read({}, OLD, TWO, json={"mobile_phone": {"verdict": "change", "value": "1"}}, required=False)

    assert answers["mobile_phone"] == Answer(Verdict.CHANGE, ABSENT)


NAMES = [
    *("all", "outcome"),
    *(
        f"{code}{part}"
        for code in ("marital_status", "employer_name", "id_number", "sex", "arrival_date")
        for part in ("", "_value", "_why", "_value_m")
    ),
]
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(("confirm", "change", "none", "wrong", "unknown", "take:[", "take:1", "take:" + "[" * 9000)),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), TEXTS))
def test_whatever_a_browser_sends_is_read_or_told_and_never_breaks(raw: dict[str, str]) -> None:
    form = a_form("marital_status", "employer_name", "id_type", "id_number", "sex", "arrival_date")

    answers, faults = read(raw, OLD, form)

    assert not answers.keys() & faults.keys()
