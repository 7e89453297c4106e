"""Which of two values only says less and agrees (M11, R22)."""

import pytest

from metadata.precision import says_less
from metadata.values import ABSENT, Absent, Value
from tests.builders import a_catalogue

CATALOGUE = a_catalogue()


@pytest.mark.parametrize(
    ("code", "value", "than", "less"),
    [
        ("arrival_date", "2020", "2020-05", True),
        ("arrival_date", "2020-05", "2020-05-17", True),
        ("arrival_date", "2020-05-17", "2020-05", False),
        ("arrival_date", "2020", "2021-05", False),
        ("arrival_date", "2020", "2020", False),
        ("native_place", "440000", "440305", True),
        ("native_place", "440300", "440305", True),
        ("native_place", "440305", "440300", False),
        ("native_place", "450000", "440305", False),
        ("native_place", "500000", "510100", False),
        ("native_place", "440305", "440305001002", True),
        ("native_place", "440305001000", "440305001002", True),
        ("native_place", "440305001000", "440305", False),
        ("marital_status", "20", "21", True),
        ("marital_status", "21", "20", False),
        ("marital_status", "10", "21", False),
        ("person_name", "张", "张伟", False),
        ("arrival_date", None, "2020", False),
        ("arrival_date", ABSENT, "2020", False),
    ],
)
def test_a_value_says_less_and_agrees_or_not(code: str, value: Value | Absent, than: Value, less: bool) -> None:
    assert says_less(value, than, CATALOGUE.field(code), CATALOGUE) is less
