"""Names are found by their characters, and records are counted by area.

Safe while the service runs: tables are added, none is changed. The names that are there are read and taken apart in
batches; their parts are written in the order in which they lie, which a million of them need to be quick.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from formbuilder.db import BigKey, Code, Id, to_json
from formbuilder.records.nameparts import parts_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 5000
NAMED = (
    "insert into named (no, record_id, entity, area_code, name)"
    " select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(?)"
)
NAMED_POSTGRESQL = (
    "insert into named (no, record_id, entity, area_code, name)"
    " select cast(v ->> 0 as bigint), v ->> 1, v ->> 2, v ->> 3, v ->> 4"
    " from jsonb_array_elements(cast(%s as jsonb)) v"
)
PARTS = (
    "insert into part_found (entity, part, area_code, no)"
    " select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?)"
)
PARTS_POSTGRESQL = (
    "insert into part_found (entity, part, area_code, no)"
    " select v ->> 0, v ->> 1, v ->> 2, cast(v ->> 3 as bigint) from jsonb_array_elements(cast(%s as jsonb)) v"
)


def upgrade() -> None:
    named, tally = tables()
    connection = op.get_bind()
    put_named, put_parts = (
        (NAMED, PARTS) if connection.dialect.name == "sqlite" else (NAMED_POSTGRESQL, PARTS_POSTGRESQL)
    )
    connection.exec_driver_sql(
        "create temporary table part_found (entity varchar(32), part varchar(32), area_code varchar(32), no bigint)"
    )
    number = 0
    for batch in batches(connection):
        rows = [(number + n, *row) for n, row in enumerate(batch, 1)]
        number += len(rows)
        connection.exec_driver_sql(put_named, (to_json(rows),))
        found = [(entity, part, area, no) for no, _id, entity, area, name in rows for part in parts_of(name)]
        connection.exec_driver_sql(put_parts, (to_json(found),))
    connection.exec_driver_sql(
        "insert into name_part (entity, part, area_code, no) select entity, part, area_code, no from part_found"
        " order by 1, 2, 3, 4"
    )
    connection.exec_driver_sql("drop table part_found")
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


def tables() -> tuple[sa.Table, sa.Table]:
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
    op.create_table(
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
    return named, tally


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
