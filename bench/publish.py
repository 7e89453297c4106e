"""A task is published to everybody, set-wise, while a worker submits; beside a raw INSERT .. SELECT of as many rows."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bench import city, product
from bench.figures import HOME, Figure
from bench.product import OPERATOR, ZONE
from formbuilder import clock
from formbuilder.app import create_app
from formbuilder.db import PRAGMAS, database
from formbuilder.tasks import arriving
from formbuilder.tasks import service as tasks
from formbuilder.tasks.drafts import Draft, Window
from metadata.fields import Label
from metadata.forms import Item

#: Items of the task, and after how many days each must be verified again.
ITEMS = {"mobile_phone": 180, "marital_status": 365, "employment_status": 180, "education_level": 1000}
#: Seconds that the worker submits alone before, for comparison.
ALONE = 2.0
RAW = (
    "insert into raw_assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason,"
    " attempts, next_on, blind, closed)"
    " select id, 1, 1, 1, area_code, 1, '2026-01-01', 'open', '', 0, '', '[]', null from record"
    f" where entity = 'person' and area_code >= '{city.DISTRICT}' and area_code < '{city.DISTRICT}~'"
)


def measure(folder: Path) -> Iterator[Figure]:
    """Publish to the whole district."""
    before = by_hand(folder)
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.submitter", str(folder)],
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    if worker.stdout.readline() != "ready\n":
        raise RuntimeError("the submitter did not start")
    time.sleep(ALONE)
    sent, began, ended = publish(folder)
    worker.communicate()
    rate = sent / (ended - began)
    yield Figure(f"publish to {sent:,} records", rate, "rows/s", "raw INSERT .. SELECT", (before + by_hand(folder)) / 2)
    waits = json.loads((folder / "waits.json").read_text())
    alone = [ms for at, ms in waits if at + ms / 1000 < began]
    meanwhile = [ms for at, ms in waits if at < ended and at + ms / 1000 > began]
    yield Figure("longest wait of a submission before", max(alone), "ms")
    yield Figure("longest wait of a submission meanwhile", max(meanwhile), "ms", goal="aim <= 100")


def publish(folder: Path) -> tuple[int, float, float]:
    """A task for everybody in the district: how many records it was sent, from when to when."""
    now = clock.now()
    today = clock.day_of(now, ZONE)
    draft = Draft(
        title=Label("全区核实", ""),
        department="jd",
        entity="person",
        items=tuple(Item(code, freshness_days=days) for code, days in ITEMS.items()),
        areas=(city.DISTRICT,),
        window=Window(today.isoformat(), (today + timedelta(days=30)).isoformat()),
        purpose="基准测试",
        basis="无",
    )
    app = create_app(product.settings(folder))
    with app.app_context():
        made = tasks.make(OPERATOR, draft, now=now)
        began = time.time()
        arriving.send_all(OPERATOR, tasks.publish(OPERATOR, made.id, revision=made.revision, now=now))
        ended = time.time()
        database.engine.dispose()
    with closing(sqlite3.connect(folder / "product.db")) as connection:
        [(sent,)] = connection.execute("select count(*) from assignment where task_id = ?", (made.id,))
    return int(sent), began, ended


def by_hand(folder: Path) -> float:
    """Rows a second of the same insert into a table with the same indexes, without what the product does besides."""
    with closing(sqlite3.connect(folder / "product.db", isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}")
        found = connection.execute("select sql from sqlite_master where tbl_name = 'assignment' and type <> 'trigger'")
        for statement in [sql for (sql,) in found if sql]:
            connection.execute(statement.replace("assignment", "raw_assignment"))
        began = time.perf_counter()
        rows = connection.execute(RAW).rowcount
        seconds = time.perf_counter() - began
        connection.execute("drop table raw_assignment")
    return rows / seconds
