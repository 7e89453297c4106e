"""The product as it is measured: an instance with many alike records, and what wrk needs to read and submit them.

A person holds sixty fields, as W's household does. The task asks all sixty; eight of them are due, so the page is what
the product is for: eight inputs, and fifty-two values in the known strip. A submission answers the eight, and five of
them are new values, as in W. Of a third pool everything is due: the page of sixty inputs.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask
from uuid_utils import uuid7

from bench import sixty
from formbuilder import clock, db, migrations, tickets
from formbuilder.accounts import service as accounts
from formbuilder.accounts import signed_in
from formbuilder.accounts.people import Account, Scope
from formbuilder.app import create_app
from formbuilder.areas import service as areas
from formbuilder.areas.store import Address, Area
from formbuilder.catalogue import store as catalogue
from formbuilder.config import Settings
from formbuilder.db import Statement, database
from formbuilder.permissions import Actor, Role
from formbuilder.systems import service as systems
from formbuilder.systems.receiving.rows import Sent
from formbuilder.systems.store import System
from formbuilder.tasks import service as tasks
from formbuilder.tasks.drafts import Draft, Window
from formbuilder.visits import service as visits
from metadata.asked import Asked
from metadata.catalogue import Catalogue
from metadata.fields import Label
from metadata.forms import ALWAYS, Item
from metadata.stamps import Span
from renderer.page import Mode

OPERATOR = Actor(0, "console", "", Role.ADMINISTRATOR)
ZONE = ZoneInfo("Asia/Shanghai")
PASSWORD = "river stone lantern 4471"
DAY = 86_400_000
LONG = 3650
COMMUNITY = "990101001001"
TREE = (("99", "示范省"), ("9901", "云州市"), ("990101", "临江区"), ("990101001", "春晖街道"), (COMMUNITY, "望江社区"))
#: How many records each pool has beside its first: to read, to submit (each ticket once), to read with all sixty due.
POOLS = {"read": 0.03, "submit": 0.94, "all": 0.03}
GRIDS = {pool: f"{COMMUNITY}0{place}" for place, pool in enumerate(POOLS, start=1)}

_copy = Statement(
    "insert into record (id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created,"
    " updated)"
    " select :id, entity, revision, replace(data, :old, :new), facts, name, place, area_code, ended, merged_into,"
    " created, updated from record where id = :like"
)
_copy_key = Statement(
    "insert into record_key (record_id, entity, kind, normal, current, since)"
    " select :id, entity, kind, replace(normal, :old, :new), current, since from record_key where record_id = :like"
)
_copy_assignment = Statement(
    "insert into assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason, attempts,"
    " next_on, blind) select :id, task_id, round, form_id, area_code, sent, reference, state, reason, attempts,"
    " next_on, blind from assignment where record_id = :like"
)


@dataclass(frozen=True, slots=True)
class First:
    """The record of a pool that all others of it are copies of."""

    id: str
    number: str


def settings(folder: Path) -> Settings:
    """An instance in a folder, on SQLite, with no limit that load could meet."""
    return Settings(
        data=folder,
        database_url=f"sqlite:///{folder / 'product.db'}",
        secret_key="the bench measures and keeps nothing secret",
        timezone=ZONE,
        port=8000,
        secure_cookies=False,
        submits_per_minute=10_000_000,
    )


def build(folder: Path, count: int) -> dict[str, str]:
    """Make the instance and wrk's files in a folder; the environment in which `bench.product_app` serves it."""
    app = create_app(settings(folder))
    with app.app_context():
        migrations.upgrade(database.engine)
        worker = fill(app, folder, count)
        with app.test_request_context():
            signed_in.forget()
        write_session(folder, worker)
        database.engine.dispose()
    return {"BENCH_PRODUCT": str(folder)}


def fill(app: Flask, folder: Path, count: int) -> Actor:
    """Everything through use cases, but for the copies; the worker who reads and submits."""
    now = clock.now()
    catalogue.load_standard()
    worker = actor_of(accounts.add(OPERATOR, "worker", Scope("网格员", Role.WORKER, area=COMMUNITY), PASSWORD, now=now))
    tree = [Area(code, name) for code, name in TREE] + [Area(code, pool) for pool, code in GRIDS.items()]
    doors = [Address(f"{COMMUNITY}{place:013d}", grid, f"望江路{place}号") for place, grid in enumerate(GRIDS.values())]
    areas.add(OPERATOR, tree, doors)
    firsts = send_first(doors)
    publish()
    with db.transaction(writing=True):
        ids = {
            pool: copy(first, round(count * POOLS[pool]), place) for place, (pool, first) in enumerate(firsts.items())
        }
    asked = visits.open(worker, firsts["submit"].id, now=clock.now()).page
    due = {item.code for item in asked.inputs}
    assert due == {*sixty.CHANGED, *sixty.CONFIRMED}, due
    assert {item.mode for item in asked.inputs} == {Mode.VERIFY}
    (folder / "product.read").write_text("\n".join(ids["read"]))
    (folder / "product.submit").write_text(one_for_each(asked.asked, ids["submit"]))
    (folder / "product.form").write_text(answered())
    (folder / "all").mkdir(exist_ok=True)
    (folder / "all" / "product.read").write_text("\n".join(ids["all"]))
    return worker


def actor_of(account: Account) -> Actor:
    """Somebody who is signed in."""
    return Actor(account.id, account.username, account.name, account.role, account.department, account.area)


def the_worker() -> Actor:
    """The worker of an instance that was built."""
    with db.transaction(writing=False):
        row = Statement("select id from account where username = 'worker'").row()
    assert row is not None
    return Actor(row[0], "worker", "网格员", Role.WORKER, area=COMMUNITY)


def send_first(doors: list[Address]) -> dict[str, First]:
    """One row for each pool, a month old, with all sixty fields."""
    standard = the_standard()
    fields = frozenset(field.code for field in sixty.fields(standard))
    systems.add(OPERATOR, [System("b1", "基准", "Bench", "jd", "district", "person", fields)])
    program = Actor(0, "", "基准", Role.INTEGRATOR, "jd", "", "b1")
    now = clock.now()
    rows = [
        Sent(sixty.values(standard, place, door.text), Span(now - 30 * DAY, now - 30 * DAY + 1), f"b{place}")
        for place, door in enumerate(doors)
    ]
    outcomes = systems.send(program, rows, now=now)
    assert not any(outcome.faulty for outcome in outcomes), outcomes
    return {
        pool: First(outcome.record_id, sixty.number(place))
        for place, (pool, outcome) in enumerate(zip(POOLS, outcomes, strict=True))
    }


def the_standard() -> Catalogue:
    """The catalogue of this instance."""
    with db.transaction(writing=False):
        return catalogue.present()


def publish() -> None:
    """One task of which eight of sixty items are due, and one of which all are."""
    now = clock.now()
    today = clock.day_of(now, ZONE)
    due = {*sixty.CHANGED, *sixty.CONFIRMED}
    codes = [field.code for field in sixty.fields(the_standard())]
    for title, grids, always in (
        ("六十项中八项到期", [GRIDS["read"], GRIDS["submit"]], due),
        ("六十项全部到期", [GRIDS["all"]], set(codes)),
    ):
        draft = Draft(
            title=Label(title, ""),
            department="jd",
            entity="person",
            items=tuple(Item(code, freshness_days=ALWAYS if code in always else LONG) for code in codes),
            areas=tuple(grids),
            window=Window(today.isoformat(), (today + timedelta(days=30)).isoformat()),
            purpose="基准测试",
            basis="无",
        )
        made = tasks.make(OPERATOR, draft, now=now)
        tasks.publish(OPERATOR, made.id, revision=made.revision, now=now)


def copy(first: First, count: int, place: int) -> list[str]:
    """Copies of a record, each with an identity number of its own: their ids. (Their history is left out.)"""
    ids = [str(uuid7()) for _ in range(count)]
    rows = [
        {"id": id_, "like": first.id, "old": first.number, "new": sixty.number(1000 + place + len(POOLS) * serial)}
        for serial, id_ in enumerate(ids)
    ]
    for statement in (_copy, _copy_key):
        statement.many(rows)
    _copy_assignment.many([{"id": row["id"], "like": row["like"]} for row in rows])
    return ids


def one_for_each(asked: Asked, ids: list[str]) -> str:
    """A line for each record: its id and its ticket. All are of one length, so that one can be found by its number."""
    lines = [f"{id_} {tickets.sign(replace(asked, record=id_))}\n" for id_ in ids]
    assert len({len(line) for line in lines}) == 1
    return "".join(lines)


def answered() -> str:
    """The form as a browser sends it, but for ticket, csrf token and key, and with `@` in values that are to be new."""
    answers = dict.fromkeys(sixty.CONFIRMED, "confirm")
    for code in sixty.CHANGED:
        answers |= {code: "change", f"{code}_value": sixty.NEW[code]}
    return urlencode({**answers, "note": "", "outcome": ""}, safe="@")


def write_session(folder: Path, worker: Actor) -> None:
    """A real session of the worker: its cookie, and the token of its forms."""
    secret = accounts.begin_session(worker, "zh", now=clock.now())
    with db.transaction(writing=False):
        row = Statement("select csrf from session").row()
    assert row is not None
    (folder / "product.cookie").write_text(f"session={secret}")
    (folder / "product.csrf").write_text(row[0])


__all__ = ["build", "settings"]
