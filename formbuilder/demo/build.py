"""Builds the demo through the same use cases that people and systems use: areas, systems, rows, tasks, visits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from flask import current_app

from formbuilder import clock
from formbuilder.accounts import service as accounts
from formbuilder.areas import service as areas
from formbuilder.areas.store import Address, Area
from formbuilder.catalogue import store as catalogue
from formbuilder.config import Settings
from formbuilder.demo import examples, firms, people, rows, street, tasks
from formbuilder.demo.accounts import STAFF, WITH_TOKEN, a_password
from formbuilder.demo.examples import Cast
from formbuilder.demo.rows import Row
from formbuilder.demo.systems import systems
from formbuilder.permissions import CONSOLE, Actor, Role
from formbuilder.records import service as records
from formbuilder.records.rows import Row as SentRow
from formbuilder.systems import service as system_service
from formbuilder.tasks import service as task_service
from metadata.stamps import Instant, Span

PEOPLE = 300
SEED = 990101
DAY = 86_400_000
HOUR = 3_600_000
#: Every so many doors one is lived in; the others stand in the address library alone.
LIVED_IN = 4
TOKEN_DAYS = 366


@dataclass(frozen=True, slots=True)
class Built:
    """What somebody needs who wants to use the demo."""

    accounts: tuple[Mapping[str, str], ...]
    tokens: Mapping[str, str]
    examples: Mapping[str, str]


@dataclass
class Building:
    """The demo while it is being built."""

    now: Instant
    today: date
    chance: Random = field(default_factory=lambda: Random(SEED))
    actors: dict[str, Actor] = field(default_factory=dict)


def build(count: int = PEOPLE) -> Built:
    """Fill an empty, migrated instance in the app context that is open: the same street every time.

    :param count: people; with fewer than all of them the street ends earlier, at least forty play the examples
    """
    settings: Settings = current_app.extensions["settings"]
    now = clock.now() - HOUR  # so that what people did in the demo lies behind whoever opens it
    work = Building(now, clock.day_of(now, settings.timezone))
    catalogue.load_standard()
    passwords = open_accounts(work)
    lay_out_street()
    system_service.add(CONSOLE, systems())
    cast = settle_in(work, count)
    publish_tasks(work)
    shown = examples.act_out(cast, work.actors, now=now + HOUR // 2)
    return Built(
        accounts=tuple(
            {
                "role": staff.scope.role.value,
                "username": staff.username,
                "password": passwords[staff.username],
                "area": staff.scope.area,
                "department": staff.scope.department,
            }
            for staff in STAFF
        ),
        tokens=hand_out_tokens(work),
        examples=shown,
    )


def open_accounts(work: Building) -> dict[str, str]:
    """One account for each of the staff; their passwords, which are told only now."""
    passwords: dict[str, str] = {}
    for staff in STAFF:
        passwords[staff.username] = a_password()
        made = accounts.add(CONSOLE, staff.username, staff.scope, passwords[staff.username], now=work.now)
        work.actors[staff.username] = Actor(made.id, made.username, made.name, made.role, made.department, made.area)
    return passwords


def hand_out_tokens(work: Building) -> dict[str, str]:
    """A token for every system, and for those of the staff that programs may act for."""
    admin = work.actors["admin"]
    tokens: dict[str, str] = {}
    for system in systems():
        tokens[system.code] = accounts.add_token(admin, system=system.code, days=TOKEN_DAYS, now=work.now)[0]
    for username in WITH_TOKEN:
        tokens[username] = accounts.add_token(admin, username=username, days=TOKEN_DAYS, now=work.now)[0]
    return tokens


def lay_out_street() -> None:
    """Areas, and the address library: every building and every door."""
    tree = [Area(code, name, english) for code, name, english, _level in street.AREAS]
    tree += [Area(code, name, english) for code, name, english in street.grids()]
    library: list[Address] = []
    for building in street.buildings():
        library.append(Address(building.code, building.grid, building.text, building=building.number))
        for door in street.doors_of(building):
            library.append(
                Address(
                    door.code,
                    building.grid,
                    door.text,
                    building=building.number,
                    unit=f"{door.unit}单元",
                    room=door.room,
                )
            )
    for firm_address in firms.addresses(list(street.buildings())):
        library.append(firm_address)
    areas.add(CONSOLE, tree, library)


def settle_in(work: Building, count: int) -> Cast:
    """Buildings, dwellings, households, people and firms, as the systems send them."""
    buildings = list(street.buildings())
    doors = [door for building in buildings for door in street.doors_of(building)]
    lived_in = doors[::LIVED_IN]
    homes = list(people.invent(iter(lived_in), count, work.chance))
    by_door = {home.door: home for home in homes}
    building_ids = dict(
        zip(
            (building.code for building in buildings),
            send(work, (rows.building_row(building, serial) for serial, building in enumerate(buildings))),
            strict=True,
        )
    )
    dwelling_ids = dict(
        zip(
            lived_in,
            send(
                work,
                (rows.dwelling_row(door, building_ids[door.building.code], by_door.get(door)) for door in lived_in),
            ),
            strict=True,
        )
    )
    household_ids = send(work, (rows.household_row(home, dwelling_ids[home.door]) for home in homes))
    cast = examples.choose(homes)
    sent: list[Row] = []
    for home, household in zip(homes, household_ids, strict=True):
        for person in home.members:
            special = cast.special(person)
            sent += rows.person_rows(person, home, household, dwelling_ids[home.door], special, work.chance)
    ids = send(work, sent)
    cast.remember({str(row.cells["id_number"]): id_ for row, id_ in zip(sent, ids, strict=True)})
    cast.stranger = send(work, [examples.stranger(buildings)])[0]
    send(work, (rows.firm_row(firm) for firm in firms.invent(buildings, homes)))
    return cast


def send(work: Building, some: Iterable[Row]) -> list[str]:
    """Rows as their systems deliver them; the ids of their records, in the order of the rows."""
    ordered = list(some)
    found: dict[int, str] = {}
    for system in dict.fromkeys(row.system for row in ordered):
        places = [place for place, row in enumerate(ordered) if row.system == system]
        outcomes = records.merge_rows(
            integrator(system), [sent_row(ordered[place], work.now) for place in places], now=work.now
        )
        for place, outcome in zip(places, outcomes, strict=True):
            if outcome.faulty:
                told = ", ".join(f"{code}: {problem.say()}" for code, problem in outcome.faulty.items())
                raise RuntimeError(f"the demo's own row {ordered[place].key} is faulty: {told}")
            found[place] = outcome.record_id
    return [found[place] for place in range(len(ordered))]


def sent_row(row: Row, now: Instant) -> SentRow:
    """A row with its date: a whole day, so many days ago."""
    if row.age is None:
        return SentRow(row.cells, None, row.key, row.entity)
    begin = now - row.age * DAY
    return SentRow(row.cells, Span(begin, begin + DAY // 24), row.key, row.entity)


def integrator(system: str) -> Actor:
    """The token of a system, as whom its rows come."""
    found = next(one for one in systems() if one.code == system)
    return Actor(0, "", found.name, Role.INTEGRATOR, found.department, "", system)


def publish_tasks(work: Building) -> None:
    """Each department designs its tasks and publishes them."""
    at = work.now + HOUR // 4
    for draft in tasks.all_tasks(work.today):
        actor = work.actors[draft.department]
        made = task_service.make(actor, draft, now=at)
        task_service.publish(actor, made.id, revision=made.revision, now=at)


__all__ = ["Built", "build"]
