"""What is decided once for a field shows what the long way shows, of every type, in both languages, masked or not."""

import pytest

from metadata import fieldtypes
from metadata.fields import Field
from metadata.values import ABSENT, Absent, Value
from renderer.show import ENGLISH, Reading, shown
from renderer.showing import masked_way_of, way_of
from renderer.slots import Slotted, slot
from tests.renderer.samples import ZONE, catalogue

ZH = Reading(catalogue(), "zh", ENGLISH, ZONE, names={"990101001001": "望江社区"})
EN = Reading(catalogue(), "en", ENGLISH, ZONE)
FIELDS = {field.type: field for field in catalogue().fields.values()}
ODD: tuple[Value | Absent, ...] = (ABSENT, None, "", "<b>&\"'", "长" * 20, "9999-12-31", "99", "990101001001", 7, ["1"])


def values_of(field: Field) -> list[Value | Absent]:
    """Values that are right for the field, all options of its list, and what older versions left behind."""
    right = list(fieldtypes.get(field.type).valid)
    options = list(catalogue().codelist(field.codelist).codes) if field.codelist else []
    texts = [value for value in (*options, *ODD) if field.type not in ("datetime", "location", "phone")]
    if field.type == "date":
        texts = ["2020", "2020-05", "9999-12-31"]  # of a date in English every part must be one
    return [*right, *texts, ABSENT, None]


@pytest.mark.parametrize("reading", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_each_way_shows_what_the_long_way_shows(field: Field, reading: Reading) -> None:
    in_clear, masked = way_of(field, reading), masked_way_of(field)
    for value in values_of(field):
        for _ in range(2):  # the second time it may be remembered
            assert in_clear(value, reading) == shown(value, field, reading)
            assert masked(value, reading) == shown(value, field, reading, masked=True)


def test_the_name_of_a_place_is_asked_of_the_reading_each_time() -> None:
    field = FIELDS["division"]
    in_clear = way_of(field, ZH)
    assert in_clear("990101001001", ZH) == "望江社区"
    assert in_clear("990101001001", Reading(catalogue(), "zh", ENGLISH, ZONE)) != "望江社区"


def test_a_template_is_cut_at_its_slots_and_filled_as_often_as_one_likes() -> None:
    cut = Slotted(f"100% {slot('mark')}-{slot('held0')}-{slot('mark')}.")
    assert cut.fill({"mark": "a%", "held0": "<b>"}) == "100% a%-<b>-a%."
    assert cut.fill({"mark": "", "held0": ""}) == "100% --."
    assert cut.between == ("100% ", "-", "-", ".")


def test_a_slot_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Slotted(str(slot("held"))).fill({})
