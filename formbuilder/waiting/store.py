"""Rows that wait, with the records that they may be of, as they lie in the tables of deliveries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, from_json, to_json
from metadata.stamps import Instant
from metadata.values import JSONObject

_WAITING = (
    "select w.delivery, w.number, w.cells, w.told, d.system, d.as_at, d.received, d.area_code from delivery_row w"
    " join delivery d on d.id = w.delivery where w.state = 'waiting'"
)
_IN_AREA = "(r.area_code >= :area and r.area_code < :area_end or r.area_code = :placeless)"
#: A record that was joined to another is where that is (R19a).
_LEADS = "join record r on r.id = coalesce(nullif(l.merged_into, ''), l.id)"
_MAY_BE = (
    "exists (select 1 from json_each(w.told) t, json_each(t.value, '$.params.records') c"
    f" join record l on l.id = c.value {_LEADS} where {_IN_AREA})"
)
_MAY_BE_POSTGRESQL = (
    "exists (select 1 from jsonb_array_elements(w.told) t"
    " cross join lateral jsonb_array_elements_text(t -> 'params' -> 'records') c"
    f" join record l on l.id = c {_LEADS} where {_IN_AREA})"
)
_LED = f"select l.id, r.id, r.name, r.area_code from record l {_LEADS} where l.id in "
_led = Statement(
    f"{_LED} (select value from json_each(:ids))",
    postgresql=f"{_LED} (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)
_of_area = Statement(
    f"{_WAITING} and {_MAY_BE} order by w.delivery, w.number limit :count",
    postgresql=f"{_WAITING} and {_MAY_BE_POSTGRESQL} order by w.delivery, w.number limit :count",
)
_count = Statement(
    f"select count(*) from delivery_row w where w.state = 'waiting' and {_MAY_BE}",
    postgresql=f"select count(*) from delivery_row w where w.state = 'waiting' and {_MAY_BE_POSTGRESQL}",
)
_one = Statement(f"{_WAITING} and w.delivery = :delivery and w.number = :number")
_states = Statement("select state from delivery_row where delivery = :delivery and number = :number")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits. `alike`: the records that it may be of; `cells`: column → cell, word for word.

    `area`: where its delivery is of, if that was said.
    """

    delivery: int
    number: int
    cells: Mapping[str, Any]
    alike: tuple[str, ...]
    system: str
    as_at: str
    received: Instant
    area: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a row may be of: itself, or the one that it was joined to."""

    id: str
    name: str
    area: str


def candidates(ids: Iterable[str]) -> dict[str, Candidate]:
    """The records that these ids lead to, by id."""
    return {one: Candidate(*led) for one, *led in _led.rows(ids=to_json(sorted(set(ids))))}


def of_area(where: Mapping[str, str], *, count: int) -> list[WaitingRow]:
    """Rows that may be of a record of an area, the oldest first.

    :param where: `area`, `area_end`, `placeless`
    """
    return [_read(*row) for row in _of_area.rows(**where, count=count)]


def count_of_area(where: Mapping[str, str]) -> int:
    """How many rows may be of a record of an area."""
    row = _count.row(**where)
    return int(row[0]) if row else 0


def find(delivery: int, number: int) -> WaitingRow | None:
    """One row, if it waits."""
    row = _one.row(delivery=delivery, number=number)
    return _read(*row) if row else None


def is_there(delivery: int, number: int) -> bool:
    """Whether there is such a row, waiting or not."""
    return _states.row(delivery=delivery, number=number) is not None


def _read(
    delivery: int, number: int, cells: object, told: object, system: str, as_at: str, received: Instant, area: str
) -> WaitingRow:
    said: list[JSONObject] = from_json(told)
    alike = [record for one in said if one["code"] == "row.alike" for record in one["params"]["records"]]
    return WaitingRow(delivery, number, from_json(cells), tuple(alike), system, as_at, received, area)
