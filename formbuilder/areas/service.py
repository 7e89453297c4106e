"""What people and programs do with areas and addresses: read them, and import them from CSV."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from formbuilder import audit
from formbuilder.areas import store
from formbuilder.areas.places import LEVELS, parent_of
from formbuilder.areas.problems import BadRow, NoSuchAddress
from formbuilder.areas.store import Address, Area
from formbuilder.permissions import Actor, Verb
from formbuilder.use_case import use_case
from metadata import divisions

#: Columns by which the two kinds of file are told apart.
AREA_COLUMNS = frozenset({"code", "name"})
ADDRESS_COLUMNS = frozenset({"code", "text", "area_code"})


@use_case(Verb.SEE_AREAS)
def under(actor: Actor, code: str = "") -> list[Area]:
    """The areas directly below one, by code; below '' the provinces. Empty where it has none or is not known."""
    return store.below(code)


@use_case(Verb.SEE_AREAS)
def find(actor: Actor, text: str, *, after: str = "", count: int = 50) -> list[Address]:
    """Addresses whose text contains what was written, inside the actor's area, at most `count`, by code."""
    return store.find_addresses(text, within=actor.area, after=after, count=count)


@use_case(Verb.SEE_AREAS)
def address(actor: Actor, code: str) -> Address:
    """One address of the library.

    :raises NoSuchAddress: the library does not know it
    """
    found = store.address(code)
    if found is None or not found.area_code.startswith(actor.area):
        raise NoSuchAddress(code=code)
    return found


@use_case(Verb.IMPORT_AREAS)
def import_file(
    actor: Actor, lines: Iterable[str], *, told: Callable[[int], None] = lambda count: None
) -> Mapping[str, int]:
    """Areas (columns code, name[, level, name_en]) or addresses (code, text, area_code[, building, unit, room]).

    What is there already gets its new name or place. `told` is called with the rows read so far.

    :returns: how many `areas` and `addresses` were read
    :raises BadRow: a row that cannot be used; nothing is imported then
    """
    table = csv.DictReader(lines)
    columns = frozenset(name.strip().lstrip("\ufeff") for name in table.fieldnames or ())
    table.fieldnames = [name.strip().lstrip("\ufeff") for name in table.fieldnames or ()]
    if columns >= ADDRESS_COLUMNS:
        counts = {"areas": 0, "addresses": _import_addresses(table, told)}
    elif columns >= AREA_COLUMNS:
        counts = {"areas": _import_areas(table, told), "addresses": 0}
    else:
        raise BadRow(row=1, reason="the columns code and name, or code, text and area_code are needed")
    audit.remember("areas", areas=counts["areas"], addresses=counts["addresses"])
    return counts


def _import_areas(table: Iterable[dict[str, str]], told: Callable[[int], None]) -> int:
    new: dict[str, Area] = {}
    for number, row in enumerate(table, start=2):
        area = Area(_cell(row, "code"), _cell(row, "name"), _cell(row, "name_en"))
        if len(area.code) not in LEVELS or not area.code.isascii() or not area.code.isdigit():
            raise BadRow(row=number, reason=f"an area's code has 2, 4, 6, 9, 12 or 14 digits, not “{area.code}”")
        if not area.name:
            raise BadRow(row=number, reason="the name is empty")
        if (level := _cell(row, "level")) and level != area.level:
            raise BadRow(row=number, reason=f"{area.code} is a {area.level} by its length, not a {level}")
        new[area.code] = area
        told(number - 1)
    present = store.names()
    for code in list(new):
        for above in _ancestors(code):
            if above in new or above in present:
                continue
            division = divisions.shipped().get(above.ljust(6, "0")) if len(above) <= 6 else None
            if division is None:
                raise BadRow(row=1, reason=f"{code} lies in {above}, which is neither in the file nor known")
            new[above] = Area(above, division.name)
    store.put_areas(list(new.values()))
    return len(new)


def _ancestors(code: str) -> Iterator[str]:
    while code := parent_of(code):
        yield code


def _import_addresses(table: Iterable[dict[str, str]], told: Callable[[int], None], *, batch: int = 1000) -> int:
    count, waiting = 0, list[Address]()
    known_areas = store.names()
    for number, row in enumerate(table, start=2):
        found = Address(*(_cell(row, name) for name in ("code", "area_code", "text", "building", "unit", "room")))
        if not found.code or not found.text:
            raise BadRow(row=number, reason="code and text are needed")
        if found.area_code not in known_areas:
            raise BadRow(row=number, reason=f"no area has the code “{found.area_code}”")
        waiting.append(found)
        count += 1
        if len(waiting) == batch:
            store.put_addresses(waiting)
            waiting.clear()
            told(count)
    store.put_addresses(waiting)
    told(count)
    return count


def _cell(row: Mapping[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


@use_case(Verb.IMPORT_AREAS)
def add(actor: Actor, areas: Sequence[Area], addresses: Sequence[Address] = ()) -> None:
    """Areas and addresses as values, for a demo that makes its own."""
    store.put_areas(areas)
    store.put_addresses(addresses)
    audit.remember(areas=len(areas), addresses=len(addresses))
