"""A city of people in an instance: real rows of one record copied by SQL, since an import of a million takes too long.

Each has a name, a number, a telephone and a door of its own, and eight facts of some age. They can be listed, found by
name, counted, and sent a task; what a record has besides (history, keys) nothing here reads, and is left out. Beside
them lie the records of `bench.product`, with tickets for whoever submits meanwhile.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from bench import people, product
from bench.people import Resident
from bench.product import DAY, OPERATOR
from formbuilder.app import create_app
from formbuilder.areas import service as areas
from formbuilder.areas.store import Area
from formbuilder.db import database
from formbuilder.demo.world import ground
from formbuilder.records.nameparts import parts_of

#: Everything lies in this district.
DISTRICT = ground.DISTRICT
#: Records with tickets: some are to be read, most to be submitted.
TICKETS = 6_000
#: What is held of each; the rest of the sixty fields is cut off, so that a million fits on a disk.
FACTS = (
    *("person_name", "id_type", "id_number", "marital_status", "education_level"),
    *("employment_status", "mobile_phone", "current_address"),
)
DERIVED = ("sex", "birth_date")
#: Facts are up to so many days old, in so many steps.
OLDEST, AGES = 800, 40
NAME, NUMBER, MOBILE, PLACE = "@name", "@number", "@mobile", "@place"
#: How it is filled: nobody else looks, and what is lost is made anew.
UNSAFE = ("journal_mode = off", "synchronous = off", "cache_size = -400000", "foreign_keys = off")
RECORD = (
    "insert into record"
    " (id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created, updated)"
    " values (?, 'person', 1, ?, ?, ?, ?, ?, 0, '', 1, 1)"
)
NAMED = "insert into named (no, record_id, entity, area_code, name) values (?, ?, 'person', ?, ?)"
LOOSE = "insert into loose values (?, ?, ?)"
IN_ORDER = (
    "insert into name_part (entity, part, area_code, no)"
    " select 'person', part, area_code, no from loose order by part, area_code, no"
)
COUNTED = (
    "insert into record_tally (entity, area_code, stripe, records) select entity, area_code, 0, count(*)"
    " from named where record_id like '0192%' group by entity, area_code"
    " on conflict do update set records = records + excluded.records"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The documents of a record, with places for what is each one's own."""

    data: str
    facts: str

    def of(self, person: Resident) -> tuple[Any, ...]:
        """A row of the table of records."""
        door = person.door
        data = self.data.replace(NAME, person.name).replace(NUMBER, person.number).replace(MOBILE, person.mobile)
        place = (door.code, door.grid.code)
        return (identity(person), data.replace(PLACE, door.text), self.facts, person.name, *place)


def identity(person: Resident) -> str:
    """The id of somebody's record."""
    return f"01920000-0000-7000-8000-{person.serial:012x}"


def build(folder: Path, count: int, tickets: int = TICKETS) -> None:
    """An instance with so many people; `bench.product.settings(folder)` opens it."""
    folder.mkdir()
    product.build(folder, tickets)
    app = create_app(product.settings(folder))
    with app.app_context():
        known = {code for code, _ in product.TREE} | set(product.GRIDS.values())
        tree = ground.areas(people.size_for(count))
        areas.add(OPERATOR, [Area(code, name, english) for code, name, english in tree if code not in known])
        database.engine.dispose()
    with closing(sqlite3.connect(folder / "product.db", isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = delete")
        for pragma in UNSAFE:
            connection.execute(f"pragma {pragma}")
        connection.execute("begin")
        fill(connection, count)
        connection.execute("commit")
        connection.execute("pragma journal_mode = wal")


def fill(connection: sqlite3.Connection, count: int) -> None:
    """Records, names and their parts as `formbuilder.records.searching` keeps them, and how many live where."""
    patterns, parts = list(made_from(connection)), cache(parts_of)
    [(last,)] = connection.execute("select coalesce(max(no), 0) + 1 from named")
    connection.execute("create temp table loose (part text, area_code text, no integer)")
    for _, found in groupby(people.residents(count), lambda person: person.door.grid):
        some = list(found)
        area = some[0].door.grid.code
        connection.executemany(RECORD, [patterns[person.serial % AGES].of(person) for person in some])
        connection.executemany(NAMED, [(last + one.serial, identity(one), area, one.name) for one in some])
        connection.executemany(
            LOOSE, [(part, area, last + person.serial) for person in some for part in parts(person.name)]
        )
    connection.execute(IN_ORDER)
    connection.execute("drop table loose")
    connection.execute(COUNTED)


def made_from(connection: sqlite3.Connection) -> Iterator[Pattern]:
    """A real record cut down, once for each age."""
    [(data, facts)] = connection.execute("select data, facts from record where name = '王芳' order by id limit 1")
    values, stamps = json.loads(data), json.loads(facts)
    own = {"person_name": NAME, "id_number": NUMBER, "mobile_phone": MOBILE, "current_address": {"text": PLACE}}
    held = {code: own.get(code, values[code]) for code in (*FACTS, *DERIVED) if code in values}
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    for step in range(AGES):
        older = step * (OLDEST // AGES) * DAY
        aged = {
            code: [n - older if isinstance(n, int) and n > DAY else n for n in stamps[code]]
            for code in FACTS
            if code in stamps
        }
        yield Pattern(text, json.dumps(aged, ensure_ascii=False, separators=(",", ":")))
