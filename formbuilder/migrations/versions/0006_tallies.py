"""Status and burden are counted as they change: triggers keep tallies in the transaction that changes what they count.

Safe while the service runs: tables and triggers are added, the old version's statements set them off just the same.
PostgreSQL lets writers wait while what is there is counted: some seconds for a million assignments.

A later step that makes one of the counted tables anew on SQLite (`batch_alter_table`) drops its triggers: it must call
`count_on_sqlite` of this module again. `doctor` and a test notice.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op
from flask import current_app

from formbuilder.db import Code

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Writers at the same time write in different stripes, and do not wait for each other; stripes add up.
STRIPES = 8
STRIPE = f"pg_backend_pid() % {STRIPES}"
#: Done at once, because nothing was due (R10), is told apart from done by somebody.
STATE = "case when {r}.state = 'done' and {r}.closed = {r}.sent then 'known' else {r}.state end"


@dataclass(frozen=True)
class Counted:
    """How many rows of a table there are by some keys. `{r}` stands for the row, in keys and in `which`."""

    table: str
    tally: str
    keys: dict[str, str]
    which: str
    #: The columns that a change of the count hangs on.
    watched: tuple[str, ...]
    #: Changes come one by one, of rows that are wide: on PostgreSQL each is looked at by itself, and costs nothing
    #: where the count stays. Else all rows of a statement are counted together.
    one_by_one: bool = False

    def names(self) -> str:
        return ", ".join(self.keys)

    def values(self, row: str) -> str:
        return ", ".join(expression.format(r=row) for expression in self.keys.values())

    def of(self, row: str) -> str:
        return self.which.format(r=row)

    @property
    def places(self) -> str:
        """The keys by their number in a select."""
        return ", ".join(str(place + 1) for place in range(len(self.keys)))

    @property
    def upsert(self) -> str:
        """What happens where the tally has such a row already."""
        return f"on conflict ({self.names()}, stripe) do update set number = {self.tally}.number + excluded.number"


COUNTED = (
    Counted(
        "assignment",
        "assignment_tally",
        {"task_id": "{r}.task_id", "area_code": "{r}.area_code", "state": STATE},
        "true",
        ("task_id", "area_code", "state", "sent", "closed"),
    ),
    Counted(
        "open_claim",
        "claim_tally",
        {"area_code": "{r}.area_code", "route": "{r}.route", "owner": "{r}.owner"},
        "{r}.closed_by = ''",
        ("area_code", "route", "owner", "closed_by"),
    ),
    Counted(
        "system_row",
        "coverage_tally",
        {
            "system": "{r}.system",
            "area_code": "coalesce((select a.area_code from record a where a.id = {r}.record_id), '')",
        },
        "({r}.main = {r}.record_id and not {r}.gone)",
        ("record_id", "system", "main", "gone"),
        one_by_one=True,
    ),
)


def upgrade() -> None:
    tables()
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for counted in COUNTED:
        (count_on_postgresql if on_postgresql else count_on_sqlite)(counted)
        op.execute(
            f"insert into {counted.tally} ({counted.names()}, stripe, number)"
            f" select {counted.values('r')}, 0, count(*) from {counted.table} r where {counted.of('r')}"
            f" group by {counted.places}"
        )
    (move_on_postgresql if on_postgresql else move_on_sqlite)()
    inputs(op.get_bind())


def tables() -> None:
    tally("assignment_tally", task_id=sa.Integer(), area_code=Code, state=sa.String(length=10))
    tally("claim_tally", area_code=Code, route=sa.String(length=10), owner=sa.String(length=20))
    tally("coverage_tally", system=sa.String(length=32), area_code=Code)
    op.create_table(
        "input_tally",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("field", sa.String(length=63), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("stripe", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "area_code", "field", "tasks", "stripe", name=op.f("pk_input_tally")),
        sqlite_with_rowid=False,
    )


def tally(name: str, **keys: sa.types.TypeEngine[Any]) -> None:
    """A table of numbers by some keys."""
    op.create_table(
        name,
        *(sa.Column(key, kind, autoincrement=False, nullable=False) for key, kind in keys.items()),
        sa.Column("stripe", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, "stripe", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def count_on_sqlite(counted: Counted) -> None:
    """Row by row: SQLite knows no other triggers, and carries one out in a microsecond."""

    def change(row: str, by: int) -> str:
        return (
            f"insert into {counted.tally} ({counted.names()}, stripe, number)"
            f" select {counted.values(row)}, 0, {by} where {counted.of(row)} {counted.upsert};"
        )

    name, table = f"{counted.table}_counted", counted.table
    op.execute(f"create trigger {name}_in after insert on {table} begin {change('new', 1)} end")
    op.execute(f"create trigger {name}_out after delete on {table} begin {change('old', -1)} end")
    same = " and ".join(f"old.{column} is new.{column}" for column in counted.watched)
    op.execute(
        f"create trigger {name}_anew after update of {', '.join(counted.watched)} on {table} when not ({same})"
        f" begin {change('old', -1)} {change('new', 1)} end"
    )


def count_on_postgresql(counted: Counted) -> None:
    """All rows of a statement together; keys are taken in their order, so that two writers do not wait for each other
    in a circle.
    """
    table = counted.table

    def change(parts: str) -> str:
        return (
            f"insert into {counted.tally} ({counted.names()}, stripe, number)"
            f" select {counted.names()}, {STRIPE}, sum(n) from ({parts}) d"
            f" group by {counted.places} having sum(n) <> 0 order by {counted.places} {counted.upsert};"
        )

    def rows(source: str, by: int) -> str:
        named = ", ".join(f"{value.format(r='r')} as {key}" for key, value in counted.keys.items())
        return f"select {named}, {by} as n from {source} r where {counted.of('r')}"

    def row(which: str, by: int) -> str:
        named = ", ".join(f"{value.format(r=which)} as {key}" for key, value in counted.keys.items())
        return f"select {named}, {by} as n where {counted.of(which)}"

    anew = [row("new", 1), row("old", -1)] if counted.one_by_one else [rows("new_rows", 1), rows("old_rows", -1)]
    op.execute(
        f"create function count_{table}() returns trigger language plpgsql as $$ begin"
        f" if tg_op = 'INSERT' then {change(rows('new_rows', 1))}"
        f" elsif tg_op = 'DELETE' then {change(rows('old_rows', -1))}"
        f" else {change(' union all '.join(anew))} end if; return null; end $$"
    )
    way = f"for each statement execute function count_{table}()"
    op.execute(f"create trigger counted_in after insert on {table} referencing new table as new_rows {way}")
    op.execute(f"create trigger counted_out after delete on {table} referencing old table as old_rows {way}")
    if counted.one_by_one:
        columns = ", ".join(counted.watched)
        was, now_is = (", ".join(f"{which}.{column}" for column in counted.watched) for which in ("old", "new"))
        op.execute(
            f"create trigger counted_anew after update of {columns} on {table} for each row"
            f" when (({was}) is distinct from ({now_is})) execute function count_{table}()"
        )
    else:
        op.execute(
            f"create trigger counted_anew after update on {table}"
            f" referencing old table as old_rows new table as new_rows {way}"
        )


#: The rows of systems that are of a record which has moved: in its new area, and no more in its old one.
MOVED = (
    "insert into coverage_tally (system, area_code, stripe, number)"
    " select s.system, {row}.area_code, {stripe}, {sign}count(*) from system_row s"
    " where s.record_id = new.id and s.main = s.record_id and not s.gone group by s.system order by s.system"
    " on conflict (system, area_code, stripe) do update set number = coverage_tally.number + excluded.number;"
)


def moved(stripe: str) -> str:
    return " ".join(MOVED.format(row=row, sign=sign, stripe=stripe) for row, sign in (("old", "-"), ("new", "")))


def move_on_sqlite() -> None:
    op.execute(
        "create trigger record_moved after update of area_code on record"
        f" when old.area_code <> new.area_code begin {moved('0')} end"
    )


def move_on_postgresql() -> None:
    op.execute(
        "create function count_moved_record() returns trigger language plpgsql as $$"
        f" begin {moved(STRIPE)} return null; end $$"
    )
    op.execute(
        "create trigger moved after update of area_code on record for each row"
        " when (old.area_code is distinct from new.area_code) execute function count_moved_record()"
    )


def inputs(connection: sa.Connection) -> None:
    """What was asked until now, from the claims of each visit."""
    forms = {id_: document["form"] for id_, document in read(connection, "select id, document from form")}
    kinds = {code: found["type"] for code, found in read(connection, "select code, document from field_version")}
    zone = current_app.extensions["settings"].timezone
    count: Counter[tuple[str, str, str, str]] = Counter()
    typed: Counter[tuple[str, str, str, str]] = Counter()
    visits = (
        "select s.received, s.record_id, s.id, s.ticket, s.number, s.signed, coalesce(r.area_code, '')"
        " from submission s left join record r on r.id = s.record_id order by s.record_id, s.id"
    )
    for received, record, submission, ticket, number, signed, area in connection.execute(sa.text(visits)).all():
        day = datetime.fromtimestamp(received / 1000, zone).date().isoformat()
        asked = [forms[form] for form in forms_of(signed) if form in forms]
        for field, verdict, value in said(connection, record, submission, (ticket, number, received)):
            tasks = sorted({form["task"] for form in asked if field in {item["field"] for item in form["items"]}})
            kind = kinds.get(field, "")
            taps = kind == "code" or (kind == "codes" and not (isinstance(value, list) and len(value) > 1))
            key = (day, area, field, ",".join(map(str, tasks)))
            count[key] += 1
            typed[key] += verdict == "change" and not taps
    rows = [
        dict(zip(("day", "area_code", "field", "tasks"), key, strict=True))
        | {"stripe": 0, "asked": number, "typed": typed[key]}
        for key, number in sorted(count.items())
    ]
    if rows:
        table = sa.table("input_tally", *(sa.column(name) for name in rows[0]))
        connection.execute(table.insert(), rows)


def forms_of(signed: str) -> tuple[int, ...]:
    """The forms that stood on the page of a ticket."""
    from metadata import asked

    return asked.decode(base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4))[:-16]).forms


def said(
    connection: sa.Connection, record: str, submission: str, name: tuple[str, int, int]
) -> Iterator[tuple[str, str, Any]]:
    """Field, verdict and value of each answer of a visit, of the parked ones too: each field once."""
    found: dict[str, tuple[str, Any]] = {}
    for received, entry in read(
        connection, "select received, entry from history where record_id = :record order by revision", record=record
    ):
        for field, _outcome, _row, _flags, _version, verdict, more, *value in entry["lines"]:
            held = {**entry, **(more or {})}
            mine = (held.get("ticket", ""), held.get("number", 0), held.get("received", received)) == name
            if mine and held["through"] == "visit" and not held.get("echo"):
                found[field] = (verdict or "change", value[0] if value else None)
    parked = "select field, answer from parked where record_id = :record and submission_id = :submission"
    for field, answer in read(connection, parked, record=record, submission=submission):
        if "verdict" in answer:
            found[field] = (answer["verdict"], answer.get("value"))
    yield from ((field, verdict, value) for field, (verdict, value) in found.items())


def read(connection: sa.Connection, sql: str, **params: object) -> Iterator[tuple[Any, Any]]:
    """Two columns, of which the second is a document."""
    for first, document in connection.execute(sa.text(sql), params).all():
        yield first, orjson.loads(document) if isinstance(document, str) else document
