"""Systems' tables come in and go out: mappings, deliveries, rows by their own key; history in one row a revision.

Stop the service for this step: history is written anew in another shape, which an older version cannot read, and what
had last passed between us and a system is forgotten once, for it was kept in other words. A row that comes again then
counts as new, and agrees with what it said before. It reads and writes history in batches; nothing of it is lost.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from formbuilder.db import BigKey, Code, Document, Id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 2000
COMMON = ("source", "by", "through", "received", "observed", "ticket", "number")
SELDOM = ("note", "said", "shown", "closes", "echo")


def upgrade() -> None:
    systems()
    op.add_column("outbox", sa.Column("mark", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("mark", server_default=None)
    op.create_index(
        "ix_outbox_mark",
        "outbox",
        ["mark"],
        unique=False,
        sqlite_where=sa.text("mark > 0"),
        postgresql_where=sa.text("mark > 0"),
    )
    history()


def systems() -> None:
    """Tables of mappings and deliveries; what last passed, by the system's own key of a row."""
    with op.batch_alter_table("system") as system:
        for name, kind in (
            ("mapping_version", sa.Integer()),
            ("feed", sa.BigInteger()),
            ("feed_mark", sa.BigInteger()),
        ):
            system.add_column(sa.Column(name, kind, nullable=False, server_default="0"))
        system.add_column(sa.Column("feed_digest", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("system") as system:
        for name in ("mapping_version", "feed", "feed_mark", "feed_digest"):
            system.alter_column(name, server_default=None)
    op.create_table(
        "mapping",
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("system", "version", name=op.f("pk_mapping")),
    )
    op.drop_table("system_row")
    op.create_table(
        "system_row",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("row_key", sa.String(length=200), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("main", Id, nullable=False),
        sa.Column("cells", Document(), nullable=False),
        sa.Column("ours", Document(), nullable=False),
        sa.Column("dated", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("delivery", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("feed", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "system", "row_key", name=op.f("pk_system_row")),
    )
    op.create_index(op.f("ix_system_row_system_row_key"), "system_row", ["system", "row_key"], unique=False)
    op.create_index(op.f("ix_system_row_system_feed"), "system_row", ["system", "feed"], unique=False)
    op.create_index(
        "ix_system_row_given",
        "system_row",
        ["system", "digest"],
        unique=False,
        sqlite_where=sa.text("row_key = main"),
        postgresql_where=sa.text("row_key = main"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("as_at", sa.String(length=10), nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("mapping_version", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("counts", Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_system_digest"), "delivery", ["system", "digest"], unique=False)
    op.create_table(
        "delivery_row",
        sa.Column("delivery", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=200), nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cells", Document(), nullable=False),
        sa.Column("told", Document(), nullable=False),
        sa.PrimaryKeyConstraint("delivery", "number", name=op.f("pk_delivery_row")),
    )
    op.create_index(
        "ix_delivery_row_waiting",
        "delivery_row",
        ["delivery"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_delivery_row_record_id"), "delivery_row", ["record_id"], unique=False)


def history() -> None:
    """One row for each revision of a record, instead of one for each claim."""
    op.execute("alter table history rename to history_line")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter index pk_history rename to pk_history_line")
    made = op.create_table(
        "history",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_on", Id, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("entry", Document(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "revision", name=op.f("pk_history")),
    )
    after: tuple[str, int] = ("", 0)
    while entries := [entry_of(record, number, lines) for record, number, lines in revisions(after)]:
        op.bulk_insert(made, entries)
        after = (entries[-1]["record_id"], entries[-1]["revision"])
    op.drop_table("history_line")


def revisions(after: tuple[str, int]) -> Iterator[tuple[str, int, list[Any]]]:
    """The next revisions after one, each with its lines in order."""
    rows = op.get_bind().execute(
        sa.text(
            "select l.record_id, l.revision, l.made_on, l.received, l.claim from history_line l join"
            " (select distinct record_id, revision from history_line where (record_id, revision) > (:record, :number)"
            " order by record_id, revision limit :count) n on n.record_id = l.record_id and n.revision = l.revision"
            " order by l.record_id, l.revision, l.position"
        ),
        {"record": after[0], "number": after[1], "count": BATCH},
    )
    for (record, number), lines in groupby(rows, key=lambda row: (row[0], row[1])):
        yield record, number, list(lines)


def entry_of(record: str, number: int, lines: Sequence[Any]) -> dict[str, Any]:
    """One row of the new table, of the lines of one revision."""
    claims = [orjson.loads(line[4]) if isinstance(line[4], str) else line[4] for line in lines]
    common = {key: claims[0][key] for key in COMMON if key in claims[0]}
    return {
        "record_id": record,
        "revision": number,
        "made_on": lines[0][2],
        "received": lines[0][3],
        "entry": {**common, "lines": [line_of(claim, common) for claim in claims]},
        "salt": "",
    }


def line_of(claim: dict[str, Any], common: dict[str, Any]) -> list[Any]:
    """One claim as the list that `metadata.historydocuments` describes."""
    outcome, row, *route = claim["effect"]
    blank = {"ticket": "", "number": 0}
    more = {
        key: claim.get(key, blank.get(key))
        for key in COMMON
        if (key in claim or key in common) and claim.get(key) != common.get(key)
    }
    if route or claim.get("closes"):
        more["id"] = claim["id"]
    if route:
        more["route"] = route[0]
    more |= {key: claim[key] for key in SELDOM if claim.get(key)}
    verdict = 0 if claim["verdict"] == "change" else claim["verdict"]
    line = [claim["field"], outcome, row, claim["flags"], claim["field_version"], verdict, more or 0]
    return [*line, claim["value"]] if "value" in claim else line
