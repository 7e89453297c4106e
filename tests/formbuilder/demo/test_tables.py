"""What the sixteen systems know of the demo's world: each its own columns, codes, age, gaps and mistakes."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from formbuilder.demo.tables import damage
from formbuilder.demo.tables.every import TABLES
from formbuilder.demo.tables.writing import Writer
from formbuilder.demo.world import ground
from formbuilder.demo.world.neighbourhood import neighbourhoods
from formbuilder.demo.world.sizes import SMALL
from metadata import catalogue
from metadata.mappings import shipped
from metadata.transforms import read_row
from metadata.transforms.places import KnownPlaces

TODAY = date(2026, 11, 24)
WORLD = list(neighbourhoods(SMALL))
PLACES = KnownPlaces({code: name for code, name, _english in ground.areas(SMALL)})
Rows = list[tuple[int, Mapping[str, str]]]


def write(system: str) -> Rows:
    table = next(table for table in TABLES if table.system == system)
    return list(Writer(table, shipped()[system], catalogue.standard(), PLACES, TODAY).rows(WORLD))


TABLES_WRITTEN: dict[str, Rows] = {table.system: write(table.system) for table in TABLES}
SYSTEMS = sorted(TABLES_WRITTEN)


def test_all_sixteen_systems_have_a_table_and_places_come_before_people() -> None:
    assert set(SYSTEMS) == set(shipped())
    assert [table.system for table in TABLES][:3] == ["c11", "c5", "p1"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_table_has_only_its_own_columns(system: str) -> None:
    columns = [mapped.column.name for mapped in shipped()[system].columns]
    assert TABLES_WRITTEN[system]
    assert all(list(cells) == columns for _number, cells in TABLES_WRITTEN[system])


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_two_rows_of_a_system_share_its_own_key(system: str) -> None:
    keys = Counter(shipped()[system].key_of(cells) for _number, cells in TABLES_WRITTEN[system])
    assert [key for key, count in keys.items() if count > 1 or not key] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_cell_is_no_longer_than_its_column(system: str) -> None:
    for mapped in shipped()[system].columns:
        width = mapped.column.width
        if width is not None and "DATE" not in mapped.column.type.upper():
            longest = max(len(cells[mapped.column.name]) for _number, cells in TABLES_WRITTEN[system])
            assert longest <= width or damaged_column(system, mapped.column.name), mapped.column.name


def damaged_column(system: str, column: str) -> bool:
    return system == "d1" and column in ("房屋情况", "出生年月", "联系电话")


def test_the_same_tables_are_written_every_time() -> None:
    assert {system: write(system) for system in SYSTEMS} == TABLES_WRITTEN


def test_rows_of_a_dated_system_are_older_than_its_delivery_and_of_many_days() -> None:
    days = [date.fromisoformat(cells["DJSJ"]) for _number, cells in TABLES_WRITTEN["p1"]]
    assert max(days) < TODAY
    assert (max(days) - min(days)).days > 365
    assert len(set(days)) > len(days) / 2


def test_one_row_in_twenty_of_the_spreadsheet_is_damaged() -> None:
    row = dict(TABLES_WRITTEN["d1"][0][1])
    found = Counter(damage.damaged(row, Random(seed))[1] for seed in range(20_000))
    assert (20_000 - found[""]) / 20_000 == pytest.approx(damage.DAMAGED, abs=0.005)
    assert set(found) - {""} == {kind.__name__ for kind in damage.KINDS}


def test_a_damaged_number_has_lost_its_digits_for_good() -> None:
    cells = dict(TABLES_WRITTEN["d1"][0][1])
    damage.scientific(cells, Random(1))
    assert cells["身份证号"] == "9.90101E+17"


def test_systems_differ_in_who_they_know_and_agree_on_whom_they_mean() -> None:
    people = sum(len(place.people) for place in WORLD)
    shares = {
        system: len({cells[column] for _number, cells in TABLES_WRITTEN[system]}) / people
        for system, column in {"p1": "SFZH", "p6": "identity_num", "c9": "CERTNO", "p5": "AAC147", "c6": "ZJHM"}.items()
    }
    assert shares["c6"] < shares["p5"] < shares["p1"] < shares["p6"]
    assert shares["c9"] > 0.85


@pytest.mark.parametrize("system", SYSTEMS)
def test_only_the_spreadsheet_has_cells_that_cannot_be_read(system: str) -> None:
    as_at = TODAY - timedelta(days=next(table.as_at for table in TABLES if table.system == system))
    mapping, standard, zone = shipped()[system], catalogue.standard(), ZoneInfo("Asia/Shanghai")
    faulty = [
        number
        for number, cells in TABLES_WRITTEN[system]
        if read_row(mapping, cells, standard, PLACES, as_at=as_at, zone=zone, area=ground.STREET).faults
    ]
    assert len(faulty) <= len(TABLES_WRITTEN[system]) * (0.08 if system == "d1" else 0)
    assert bool(faulty) == (system == "d1")
