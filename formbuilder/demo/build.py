"""Builds the demo through the use cases that people and systems use: areas, mappings, deliveries, tasks, visits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import current_app

from formbuilder import clock
from formbuilder.accounts import service as accounts
from formbuilder.areas import service as areas
from formbuilder.areas.store import Address, Area
from formbuilder.catalogue import store as catalogue
from formbuilder.config import Settings
from formbuilder.demo import examples, tasks
from formbuilder.demo.accounts import STAFF, WITH_TOKEN, a_password
from formbuilder.demo.deliveries import Delivery, deliveries
from formbuilder.demo.world import ground
from formbuilder.demo.world.sizes import COMMUNITY, Size
from formbuilder.permissions import CONSOLE, Actor, Role
from formbuilder.systems import importing
from formbuilder.systems import service as system_service
from formbuilder.systems.importing import Progress
from formbuilder.tasks import arriving
from formbuilder.tasks import service as task_service
from metadata.catalogue import standard
from metadata.mappings import shipped
from metadata.stamps import Instant

HOUR = 3_600_000
TOKEN_DAYS = 366
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What somebody needs who wants to use the demo."""

    accounts: tuple[Mapping[str, str], ...]
    tokens: Mapping[str, str]
    examples: Mapping[str, str]


@dataclass
class Building:
    """The demo while it is being built. `tell`: hears what is being made and how many more rows were."""

    size: Size
    now: Instant
    today: date
    tell: Tell
    actors: dict[str, Actor] = field(default_factory=dict)


def build(size: Size = COMMUNITY, tell: Tell = lambda system, rows: None) -> Built:
    """Fill an empty, migrated instance in the app context that is open: the same world every time."""
    settings: Settings = current_app.extensions["settings"]
    now = clock.now() - HOUR  # so that what people did in the demo lies behind whoever opens it
    work = Building(size, now, clock.day_of(now, settings.timezone), tell)
    catalogue.load_standard()
    passwords = open_accounts(work)
    lay_out(size)
    system_service.load_shipped(CONSOLE, now=now)
    for delivery in deliveries(size, shipped(), standard(), work.today):
        take_in(work, delivery)
    cast = examples.take_calls(size, examples.find(size), work.actors["secretary"], now=now)
    tell("tasks", 0)
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
    for system in system_service.every(CONSOLE):
        tokens[system.code] = accounts.add_token(admin, system=system.code, days=TOKEN_DAYS, now=work.now)[0]
    for username in WITH_TOKEN:
        tokens[username] = accounts.add_token(admin, username=username, days=TOKEN_DAYS, now=work.now)[0]
    return tokens


def lay_out(size: Size) -> None:
    """Areas, and the address library: every building, every door and every shop, grid by grid."""
    areas.add(CONSOLE, [Area(code, name, english) for code, name, english in ground.areas(size)])
    for grid in ground.lived_in(size):
        library: list[Address] = []
        for building in ground.buildings_of(grid):
            number = building.number
            library.append(Address(building.code, grid.code, building.text, building=number))
            library += [
                Address(door.code, grid.code, door.text, building=number, unit=f"{door.unit}单元", room=door.room)
                for door in ground.doors_of(building)
            ]
            library += [
                Address(shop.code, grid.code, shop.text, building=number, room=shop.number)
                for shop in ground.shops_of(building)
            ]
        areas.add(CONSOLE, [], library)


def take_in(work: Building, delivery: Delivery) -> Progress:
    """One delivery through the import, as the token of its system would send it."""
    told = 0

    def tell(progress: Progress) -> None:
        nonlocal told
        work.tell(delivery.system, progress.rows - told)
        told = progress.rows

    return importing.take_in(
        integrator(delivery.system),
        delivery.system,
        delivery.rows,
        now=work.now,
        as_at=delivery.as_at,
        name=delivery.name,
        tell=tell,
    )


def integrator(code: str) -> Actor:
    """The token of a system, as whom its rows come."""
    system = system_service.see(CONSOLE, code)
    return Actor(0, "", system.name, Role.INTEGRATOR, system.department, "", code)


def publish_tasks(work: Building) -> None:
    """Each department designs its tasks and publishes them."""
    at = work.now + HOUR // 4
    area = ground.STREET if work.size.streets == 1 else ground.DISTRICT
    for draft in tasks.all_tasks(work.today, area):
        actor = work.actors[draft.department]
        made = task_service.make(actor, draft, now=at)
        arriving.send_all(actor, task_service.publish(actor, made.id, revision=made.revision, now=at))


__all__ = ["Built", "build", "integrator"]
