"""Areas and addresses in the database; names of areas are few and are kept in each process for a minute."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app

from formbuilder import clock
from formbuilder.areas.models import AddressRow, AreaRow
from formbuilder.areas.places import LENGTHS, LEVELS, normal_of, parent_of
from formbuilder.db import Statement, database, to_json
from metadata import divisions
from metadata.stamps import Instant
from metadata.values import Value

#: How long a process trusts the names that it has read.
TRUSTED_MS = 60_000
_CACHE = "area_names"
_WORDS = "area_words"


@dataclass(frozen=True, slots=True)
class Area:
    """One node of the tree."""

    code: str
    name: str
    name_en: str = ""

    @property
    def level(self) -> str:
        return LEVELS.get(len(self.code), "grid")

    def get_name(self, language: str) -> str:
        """Its name in `zh` or `en`; Chinese where there is no English."""
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Address:
    """One place of the library."""

    code: str
    area_code: str
    text: str
    building: str = ""
    unit: str = ""
    room: str = ""


_place_by_code = Statement("select code, area_code from address where code = :code")
_places_by_text = Statement("select code, area_code from address where normal = :normal limit 2")
_places_by_codes = Statement(
    "select code, area_code from address where code in (select value from json_each(:codes))",
    postgresql="select code, area_code from address where code in"
    " (select jsonb_array_elements_text(cast(:codes as jsonb)))",
)
_places_by_texts = Statement(
    "select normal, min(code), min(area_code), count(*) from address"
    " where normal in (select value from json_each(:texts)) group by normal",
    postgresql="select normal, min(code), min(area_code), count(*) from address where normal in"
    " (select jsonb_array_elements_text(cast(:texts as jsonb))) group by normal",
)
_BUILDINGS = (
    "select door.code, coalesce(min(house.code), '') from address door left join address house"
    " on house.area_code = door.area_code and house.building = door.building and house.building <> ''"
    " and house.unit = '' and house.room = '' where door.code in {} and door.room <> ''"
    " group by door.code having count(house.code) < 2"
)
_buildings_of = Statement(
    _BUILDINGS.format("(select value from json_each(:codes))"),
    postgresql=_BUILDINGS.format("(select jsonb_array_elements_text(cast(:codes as jsonb)))"),
)
_doors = Statement(
    "select area_code, building, unit, room, min(code), count(*) from address"
    " where area_code in (select value from json_each(:areas))"
    " and building in (select value from json_each(:buildings))"
    " and room in (select value from json_each(:rooms)) group by area_code, building, unit, room",
    postgresql="select area_code, building, unit, room, min(code), count(*) from address"
    " where area_code in (select jsonb_array_elements_text(cast(:areas as jsonb)))"
    " and building in (select jsonb_array_elements_text(cast(:buildings as jsonb)))"
    " and room in (select jsonb_array_elements_text(cast(:rooms as jsonb))) group by area_code, building, unit, room",
)
_address = Statement("select code, area_code, text, building, unit, room from address where code = :code")
_found = Statement(
    "select code, area_code, text, building, unit, room from address"
    " where normal like :part escape '!' and area_code >= :area and area_code < :area_end and code > :after"
    " order by code limit :count"
)
_areas = Statement("select code, name, name_en from area order by code")
_areas_below = Statement("select code, name, name_en from area where parent = :parent order by code")
_put_area = Statement(
    "insert into area (code, name, name_en, level, parent) values (:code, :name, :name_en, :level, :parent)"
    " on conflict (code) do update set name = excluded.name, name_en = excluded.name_en"
)
_put_address = Statement(
    "insert into address (code, area_code, text, normal, building, unit, room)"
    " values (:code, :area_code, :text, :normal, :building, :unit, :room)"
    " on conflict (code) do update set area_code = excluded.area_code, text = excluded.text,"
    " normal = excluded.normal, building = excluded.building, unit = excluded.unit, room = excluded.room"
)


def place_of(address: Value) -> tuple[str, str]:
    """The code and the area of an address: by its code, else where exactly one known address has its text (R12).

    `address` is `{"text", "code"?}` or a code alone; ("", "") where the library does not know it, or knows several.
    """
    code, text = (address, "") if isinstance(address, str) else _parts(address)
    if code and (row := _place_by_code.row(code=code)):
        return row[0], row[1]
    for normal in _readings(text) if text else ():
        rows = _places_by_text.rows(normal=normal)
        if len(rows) == 1:
            return rows[0][0], rows[0][1]
        if rows:
            break
    return "", ""


def places_of(addresses: Sequence[Value]) -> list[tuple[str, str]]:
    """The same of many addresses, in order, by two statements."""
    parts = [(address, "") if isinstance(address, str) else _parts(address) for address in addresses]
    by_code = {row[0]: (row[0], row[1]) for row in _places_by_codes.rows(codes=to_json(sorted({c for c, _ in parts})))}
    readings = {text: list(_readings(text)) for code, text in parts if text and code not in by_code}
    wanted = sorted({reading for several in readings.values() for reading in several})
    by_text = {row[0]: row[1:] for row in _places_by_texts.rows(texts=to_json(wanted))} if wanted else {}
    found = {text: _first(readings[text], by_text) for text in readings}
    return [by_code.get(code) or found.get(text, ("", "")) for code, text in parts]


def _first(readings: Sequence[str], by_text: Mapping[str, Sequence[Any]]) -> tuple[str, str]:
    """The place of the first reading that anything has; none where several places have it."""
    row = next((by_text[reading] for reading in readings if reading in by_text), None)
    return (row[0], row[1]) if row is not None and row[2] == 1 else ("", "")


def buildings_of(doors: Collection[str]) -> dict[str, str]:
    """Door → the building that it is in, both by their codes; '' where the library does not say. What has no room is no
    door, and is missing."""
    return dict(_buildings_of.rows(codes=to_json(sorted(doors)))) if doors else {}


def doors_of(doors: Collection[tuple[str, str, str, str]]) -> dict[tuple[str, str, str, str], str]:
    """Doors that are known by area, building, unit and room, in the library's words → their codes, where one fits."""
    if not doors:
        return {}
    areas, buildings, _units, rooms = (to_json(sorted(set(part))) for part in zip(*doors, strict=True))
    rows = _doors.rows(areas=areas, buildings=buildings, rooms=rooms)
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows if row[5] == 1}


def _parts(address: Value) -> tuple[str, str]:
    if not isinstance(address, dict):
        return "", ""
    return str(address.get("code", "")), str(address.get("text", ""))


def _readings(text: str) -> Iterator[str]:
    """The text, then the text without the names of areas before it, which people write or leave off."""
    yield (rest := normal_of(text))
    words = _area_words(names())
    while shorter := next((rest.removeprefix(n) for n in words.get(rest[:1], ()) if rest.startswith(n)), ""):
        yield (rest := shorter)


def _area_words(known: Mapping[str, Area]) -> Mapping[str, Sequence[str]]:
    """First character → names of areas in normal form; made once for each reading of the names."""
    kept: tuple[Mapping[str, Area], Mapping[str, Sequence[str]]] | None = current_app.extensions.get(_WORDS)
    if kept is not None and kept[0] is known:
        return kept[1]
    words: dict[str, list[str]] = {}
    for area in known.values():
        if area.level != "grid" and (word := normal_of(area.name)):
            words.setdefault(word[0], []).append(word)
    current_app.extensions[_WORDS] = (known, words)
    return words


def names() -> Mapping[str, Area]:
    """All areas of the instance by code (not the country's divisions), at most a minute old."""
    now = clock.now()
    cached: tuple[Instant, Mapping[str, Area]] | None = current_app.extensions.get(_CACHE)
    if cached and now - cached[0] < TRUSTED_MS:
        return cached[1]
    found = {code: Area(code, name, name_en) for code, name, name_en in _areas.rows()}
    if found:
        current_app.extensions[_CACHE] = (now, found)
    return found


def name_of(code: str, language: str = "zh") -> str:
    """The name of an area, from the shipped divisions too; the code itself where none is known."""
    if area := names().get(code):
        return area.get_name(language)
    division = divisions.shipped().get(code.ljust(6, "0")) if len(code) <= 6 else None
    return division.name if division else code


def path_of(code: str, language: str = "zh") -> list[str]:
    """The names from the street down to an area: 春晖街道, 望江社区, 第一网格."""
    return [name_of(code[:n], language) for n in LENGTHS if 9 <= n <= len(code)]


def below(parent: str) -> list[Area]:
    """The areas directly below one; below '' the provinces. Counties and above also from the shipped divisions."""
    local = [Area(code, name, name_en) for code, name, name_en in _areas_below.rows(parent=parent)]
    have = {area.code for area in local}
    shipped = (Area(_short(d.code), d.name) for d in _divisions_below(parent))
    return sorted([*local, *(area for area in shipped if area.code not in have)], key=lambda area: area.code)


def _divisions_below(parent: str) -> tuple[divisions.Division, ...]:
    return divisions.shipped().below(parent.ljust(6, "0") if parent else "") if len(parent) < 6 else ()


def _short(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def known(code: str) -> bool:
    """Whether the instance or the shipped divisions have an area of this code."""
    return code in names() or (len(code) in (2, 4, 6) and divisions.shipped().known(code.ljust(6, "0")))


def address(code: str) -> Address | None:
    """One address of the library."""
    row = _address.row(code=code)
    return Address(*row) if row else None


def find_addresses(text: str, *, within: str = "", after: str = "", count: int = 50) -> list[Address]:
    """Addresses whose text contains what was written, by code, after a code already seen."""
    part = normal_of(text)
    for sign in "!%_":
        part = part.replace(sign, "!" + sign)
    rows = _found.rows(part=f"%{part}%", area=within, area_end=within + "~", after=after, count=count)
    return [Address(*row) for row in rows]


def put_areas(areas: Sequence[Area]) -> None:
    """Add areas, or give those that are there their new names."""
    _put_area.many(
        [
            {"code": a.code, "name": a.name, "name_en": a.name_en, "level": a.level, "parent": parent_of(a.code)}
            for a in areas
        ]
    )
    current_app.extensions.pop(_CACHE, None)


def put_addresses(addresses: Sequence[Address]) -> None:
    """Add addresses, or say anew where those that are there lie."""
    rows = [
        {
            **{"code": a.code, "area_code": a.area_code, "text": a.text, "normal": normal_of(a.text)},
            **{"building": a.building, "unit": a.unit, "room": a.room},
        }
        for a in addresses
    ]
    _put_address.many(rows)


def count_addresses() -> int:
    """How many places the library knows."""
    return database.session.scalar(sa.select(sa.func.count()).select_from(AddressRow)) or 0


def all_areas() -> Sequence[AreaRow]:
    """Every area of the instance, by code."""
    return database.session.scalars(sa.select(AreaRow).order_by(AreaRow.code)).all()
