"""R19: who meets a key, and who only resembles its holder."""

import pytest

from formbuilder import db
from formbuilder.catalogue import store as standard
from formbuilder.records import likely, store
from formbuilder.systems.receiving import exchanged
from formbuilder.systems.receiving.exchanged import Part
from metadata.records import Key, Outcome, Route
from metadata.values import ABSENT, Value
from tests.builders import day
from tests.formbuilder.records.town import A501, B101, FAR, HOME, NUMBER, OTHER_NUMBER, a_person, read, row, sends

pytestmark = pytest.mark.usefixtures("in_town")


def test_r19_who_meets_a_current_key_under_the_same_name_is_that_record() -> None:
    first = a_person()
    again = sends("p1", 2, person_name="周桂兰", id_type="111", id_number=NUMBER, residence_reason="01")
    assert (again.record_id, again.new, again.apart) == (first, False, False)


@pytest.mark.parametrize("nearly", ["周桂蓝", "周桂", "周桂 兰"])
def test_r19_a_name_that_nearly_agrees_is_enough(nearly: str) -> None:
    first = a_person()
    assert sends("p1", 2, person_name=nearly, id_type="111", id_number=NUMBER).record_id == first


def test_r19_another_name_becomes_a_record_without_the_key_and_review_sees_both() -> None:
    first = a_person()
    other = sends("p1", 2, person_name="欧阳静怡", id_type="111", id_number=NUMBER, residence_reason="01")
    assert other.record_id != first
    assert (other.new, other.apart) == (True, True)
    newcomer = read(other.record_id)
    assert newcomer.keys == ()
    assert newcomer.held("id_number") is ABSENT
    assert newcomer.held("residence_reason") == "01", "no field is held up by another's conflict"
    waiting = {claim.field: (claim.value, claim.route) for claim in newcomer.open_claims}
    assert waiting == {"id_type": ("111", Route.REVIEW), "id_number": (NUMBER, Route.REVIEW)}
    assert read(first).revision == 1, "nothing is written to the holder"


def test_r19_the_same_row_the_next_night_makes_no_third_record() -> None:
    a_person()
    cells: dict[str, Value] = {"person_name": "欧阳静怡", "id_type": "111", "id_number": NUMBER}
    other = row("p1", cells, 2, key="77")
    again = row("p1", cells, 2, key="77")
    assert (again.record_id, again.new) == (other.record_id, False)
    assert len(read(other.record_id).open_claims) == 2


def test_r19_a_former_key_leads_to_its_record_only_under_its_name() -> None:
    first = a_person("p1", 0)
    sends("p1", 4, person_name="周桂兰", id_type="111", id_number=NUMBER, residence_reason="01")
    renumbered(first, OTHER_NUMBER)
    assert read(first).keys == (Key("person:111", NUMBER, current=False), Key("person:111", OTHER_NUMBER))
    assert sends("d1", 7, person_name="周桂兰", id_type="111", id_number=NUMBER).record_id == first
    stranger = sends("d1", 8, person_name="欧阳静怡", id_type="111", id_number=NUMBER)
    assert stranger.record_id != first
    assert not stranger.apart, "a former key is nobody's: the newcomer holds it now"


def renumbered(record_id: str, number: str) -> None:
    """The police give somebody another number, under the key that their table has of the row."""
    with db.transaction(writing=True):
        exchanged.keep("p1", [Part("row 1", record_id, "person", record_id, {}, frozenset(), None, 0)], received=day(5))
    row("p1", {"person_name": "周桂兰", "id_type": "111", "id_number": number}, 5, key="row 1")


def test_r19_a_key_that_another_record_holds_is_a_proposal_to_merge_never_a_write() -> None:
    first = a_person()
    other = a_person(name="欧阳静怡", number=OTHER_NUMBER)
    sends("p1", 3, key="9", person_name="欧阳静怡", id_type="111", id_number=OTHER_NUMBER)
    sends("p1", 9, key="9", person_name="欧阳静怡", id_type="111", id_number=NUMBER)
    record = read(other)
    assert record.held("id_number") == OTHER_NUMBER
    assert [(claim.field, claim.value) for claim in record.open_claims if claim.field == "id_number"] == [
        ("id_number", NUMBER)
    ]
    assert read(first).held("id_number") == NUMBER


def test_r19_a_household_number_is_unique_within_its_community_only() -> None:
    home = sends("c5", 0, entity="dwelling", address_code=A501).record_id
    far = sends("c5", 0, entity="dwelling", address_code=B101).record_id
    one = sends("d1", 0, entity="household", household_register_no="0001", household_dwelling=home, head_name="周桂兰")
    two = sends("d1", 0, entity="household", household_register_no="0001", household_dwelling=far, head_name="李长顺")
    assert one.record_id != two.record_id
    assert [key.normal for key in (*read(one.record_id).keys, *read(two.record_id).keys)] == [
        "0001|990101001001",
        "0001|990101001002",
    ]


def test_r19_somebody_without_a_number_is_a_record_like_any_other_and_found_by_name_and_place() -> None:
    first = a_person(number="")
    assert read(first).keys == ()
    assert sends("p1", 3, person_name="周桂兰", current_address=dict(HOME)).record_id == first
    assert sends("p1", 3, person_name="周桂兰", current_address=dict(FAR)).record_id != first


def test_r19_likely_duplicates_are_found_by_name_and_birth_date_or_place() -> None:
    first = a_person()
    a_person(name="周桂兰", number=OTHER_NUMBER, current_address=dict(FAR))
    with db.transaction(writing=False):
        catalogue = standard.present()
        by_birth = likely.find("person", {"person_name": "周桂兰", "birth_date": "1949-12-31"}, catalogue)
        by_place = likely.find(
            "person", {"person_name": "周桂兰", "current_address": {"text": HOME["text"]}}, catalogue
        )
        nobody = likely.find("person", {"person_name": "周桂兰", "birth_date": "2001-01-01"}, catalogue)
    assert [(one.record.id, one.same) for one in by_birth] == [(first, ("birth_date",))]
    assert [one.record.id for one in by_place] == [first]
    assert nobody == []


def test_r22_a_row_that_repeats_itself_claims_nothing() -> None:
    record_id = a_person(mobile_phone="13800138000")
    for night in range(1, 4):
        sends("d1", None, person_name="周桂兰", id_type="111", id_number=NUMBER, mobile_phone="13800138000")
        assert read(record_id).revision == 1, night


def test_r22_a_cell_that_changed_is_a_claim_and_a_faulty_one_is_told() -> None:
    record_id = a_person(mobile_phone="13800138000")
    outcome = sends(
        "d1", 5, person_name="周桂兰", id_type="111", id_number=NUMBER, mobile_phone="13900139000", marital_status="77"
    )
    assert (outcome.written, list(outcome.faulty)) == (1, ["marital_status"])
    assert read(record_id).held("mobile_phone") == "13900139000"


def test_r25_a_cell_that_its_columns_do_not_mean_is_not_written() -> None:
    outcome = sends("c6", 0, person_name="周桂兰", id_type="111", id_number=NUMBER, blood_type="1")
    assert list(outcome.faulty) == ["blood_type"]
    with db.transaction(writing=False):
        lines = store.history(outcome.record_id)
    assert {line.effect.outcome for line in lines} == {Outcome.WRITTEN}
