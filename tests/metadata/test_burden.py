"""How burden is counted (R24)."""

from fractions import Fraction

import pytest

from metadata import burden
from metadata.burden import Counted, Inputs
from metadata.records import CHANGE, CONFIRM, NONE, UNKNOWN, WRONG, Verdict
from metadata.values import ABSENT, Value


@pytest.mark.parametrize("verdict", [CONFIRM, NONE, WRONG, UNKNOWN])
def test_r24_a_verdict_without_a_value_is_one_tap(verdict: Verdict) -> None:
    assert not burden.is_typed("text", verdict, ABSENT)


@pytest.mark.parametrize(
    ("type_", "value", "typed"),
    [
        ("code", "20", False),
        ("codes", ["1"], False),
        ("codes", ["1", "2"], True),
        ("text", "周桂兰", True),
        ("integer", 3, True),
        ("date", "1990-05", True),
        ("address", {"text": "望江路18号"}, True),
        ("photo", "01920000-0000-7000-8000-000000000000", True),
    ],
)
def test_r24_a_choice_is_one_tap_and_what_is_written_is_typed(type_: str, value: Value, typed: bool) -> None:
    assert burden.is_typed(type_, CHANGE, value) is typed


def test_r24_a_cycle_comes_round_by_its_share_of_the_period() -> None:
    assert burden.rounds(30, 90) == Fraction(1, 3)
    assert burden.rounds(30, 0) == 0
    assert sum(burden.demanded(7, 11, days, 365) for days in (31, 28, 306)) == burden.demanded(7, 11, 365, 365) == 77


def test_r24_nothing_demanded_has_no_ratio() -> None:
    assert burden.ratio(3, 0) is None
    assert burden.ratio(1, Fraction(4)) == 0.25


#: A phone that three tasks of two departments wanted, and a status that nobody asked for.
COUNTED = (Counted("mobile_phone", (1, 2, 3), Inputs(4, 3)), Counted("marital_status", (), Inputs(1, 0)))


def test_r24_an_input_counts_once_in_all_and_once_for_each_that_it_served() -> None:
    assert burden.total(COUNTED) == Inputs(5, 3)
    assert burden.by_task(COUNTED) == {1: Inputs(4, 3), 2: Inputs(4, 3), 3: Inputs(4, 3)}
    assert burden.by_department(COUNTED, {1: "ga", 2: "mz", 3: "mz"}) == {"ga": Inputs(4, 3), "mz": Inputs(4, 3)}
    assert burden.of_fields(COUNTED, {"marital_status"}) == Inputs(1, 0)
