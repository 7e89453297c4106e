"""Names are found by their characters, and records are counted by area.

Safe while the service runs: tables are added, none is changed. The names that are there are read and taken apart in
batches: a million take about a minute.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from formbuilder.db import BigKey, Code, Id
from formbuilder.records.nameparts import parts_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 5000


def upgrade() -> None:
    named, parts, tally = tables()
    connection = op.get_bind()
    number = 0
    for batch in batches(connection):
        rows = [
            {"no": number + n, "record_id": record_id, "entity": entity, "area_code": area, "name": name}
            for n, (record_id, entity, area, name) in enumerate(batch, 1)
        ]
        number += len(rows)
        connection.execute(named.insert(), rows)
        connection.execute(
            parts.insert(),
            sorted(
                ({**{c: row[c] for c in ("entity", "area_code", "no")}, "part": p} for row in rows for p in found(row)),
                key=lambda part: (part["entity"], part["part"], part["area_code"]),
            ),
        )
    connection.execute(
        tally.insert().from_select(
            ["entity", "area_code", "stripe", "records"],
            sa.select(named.c.entity, named.c.area_code, sa.literal(0), sa.func.count()).group_by(
                named.c.entity, named.c.area_code
            ),
        )
    )
    if connection.dialect.name == "postgresql" and number:
        connection.exec_driver_sql("select setval(pg_get_serial_sequence('named', 'no'), (select max(no) from named))")


def tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    named = op.create_table(
        "named",
        sa.Column("no", BigKey, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("entity", Code, nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_named")),
        sa.UniqueConstraint("record_id", name=op.f("uq_named_record_id")),
    )
    parts = op.create_table(
        "name_part",
        sa.Column("entity", Code, nullable=False),
        sa.Column("part", Code, nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("entity", "part", "area_code", "no", name=op.f("pk_name_part")),
        sqlite_with_rowid=False,
    )
    tally = op.create_table(
        "record_tally",
        sa.Column("entity", Code, nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("stripe", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "area_code", "stripe", name=op.f("pk_record_tally")),
        sqlite_with_rowid=False,
    )
    return named, parts, tally


def batches(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    """Records in the order of their ids, so many at a time: nothing of them stays in memory."""
    after = ""
    while rows := connection.execute(
        sa.text(
            "select id, entity, area_code, name from record where id > :after and merged_into = ''"
            " order by id limit :count"
        ),
        {"after": after, "count": BATCH},
    ).all():
        yield rows
        after = rows[-1][0]


def found(row: dict[str, Any]) -> frozenset[str]:
    return parts_of(row["name"])
