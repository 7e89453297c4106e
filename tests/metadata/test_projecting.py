"""Of which records a row speaks, and what of it is news (R22a, R23)."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from metadata.catalogue import standard
from metadata.mappings import shipped
from metadata.projecting import Projection, Way, digest_of, last_cells, ways, written_columns

PERSON_DWELLING = Way("dwelling", (("person", "dwelling"), ("household", "household_dwelling")))


@pytest.mark.parametrize(
    ("entity", "wanted", "expected"),
    [
        ("person", {"person"}, ()),
        ("person", {"household"}, (Way("household", (("person", "household"),)),)),
        ("person", {"dwelling"}, (Way("household", (("person", "household"),)), PERSON_DWELLING)),
        (
            "person",
            {"building"},
            (
                Way("household", (("person", "household"),)),
                PERSON_DWELLING,
                Way("building", (("dwelling", "building"),)),
            ),
        ),
        ("dwelling", {"building", "dwelling"}, (Way("building", (("dwelling", "building"),)),)),
        ("enterprise", {"enterprise", "dwelling"}, (Way("dwelling"),)),
        ("building", {"building", "dwelling"}, (Way("dwelling"),)),
    ],
)
def test_r22a_related_records_are_reached_step_by_step(
    entity: str, wanted: set[str], expected: tuple[Way, ...]
) -> None:
    assert ways(standard(), entity, wanted) == expected


@pytest.mark.parametrize("system", sorted(shipped()))
def test_each_shipped_mapping_finds_every_record_that_it_shows(system: str) -> None:
    mapping = shipped()[system]
    projection = Projection(mapping, standard(), mapping.fields, ZoneInfo("Asia/Shanghai"))
    assert {way.entity for way in projection.ways} >= set(projection.owners.values()) - {mapping.entity}
    assert projection.owners.keys() <= projection.meant.keys()
    assert projection.withheld == frozenset()


def test_a_cell_that_only_the_system_speaks_of_is_no_news() -> None:
    columns = written_columns(shipped()["p4"], standard())
    cells = {"elder_name": "周桂兰", "device_no": "1"}
    assert digest_of(columns, cells) == digest_of(columns, {**cells, "device_no": "2"})
    assert digest_of(columns, cells) != digest_of(columns, {**cells, "elder_name": "周桂岚"})


def test_r25_a_field_that_a_system_may_not_know_is_withheld() -> None:
    mapping = shipped()["p4"]
    projection = Projection(mapping, standard(), mapping.fields - {"mobile_phone"}, ZoneInfo("Asia/Shanghai"))
    assert projection.withheld == {"mobile_phone"}
    assert not projection.is_as(replace(projection, rights=mapping.fields))


def test_a_later_cell_is_believed_and_an_empty_one_says_nothing() -> None:
    assert last_cells([{"a": "1", "b": "2"}, {"a": "3", "b": ""}, {"b": None}]) == {"a": "3", "b": "2"}
