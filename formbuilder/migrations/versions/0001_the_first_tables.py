"""The first tables.

Safe while the service runs: there is no older version.
"""

import sqlalchemy as sa
from alembic import op

from formbuilder.db import Code, Document, Id

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("department", sa.String(length=20), nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("disabled", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "address",
        sa.Column("code", Code, nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("normal", sa.String(length=200), nullable=False),
        sa.Column("building", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_address")),
    )
    op.create_index(op.f("ix_address_area_code"), "address", ["area_code"], unique=False)
    op.create_index(op.f("ix_address_normal"), "address", ["normal"], unique=False)
    op.create_table(
        "area",
        sa.Column("code", Code, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("parent", Code, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_index(op.f("ix_area_parent"), "area", ["parent"], unique=False)
    op.create_table(
        "aside",
        sa.Column("id", Id, nullable=False),
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("body", Document(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aside")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "catalogue_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_revision")),
    )
    op.create_table(
        "codelist",
        sa.Column("code", sa.String(length=63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_codelist")),
    )
    op.create_table(
        "field",
        sa.Column("code", sa.String(length=63), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_field")),
    )
    op.create_index(op.f("ix_field_entity"), "field", ["entity"], unique=False)
    op.create_index(op.f("ix_field_owner"), "field", ["owner"], unique=False)
    op.create_table(
        "history",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("made_on", Id, nullable=False),
        sa.Column("field", sa.String(length=63), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("line", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("through", sa.String(length=10), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("claim", Document(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "revision", "position", name=op.f("pk_history")),
    )
    op.create_table(
        "open_claim",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("field", sa.String(length=63), nullable=False),
        sa.Column("route", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("claim", Document(), nullable=False),
        sa.Column("closed_by", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record_id", "id", name=op.f("pk_open_claim")),
    )
    op.create_index(op.f("ix_open_claim_id"), "open_claim", ["id"], unique=False)
    op.create_index(
        "ix_open_claim_of_owner",
        "open_claim",
        ["owner", "received"],
        unique=False,
        sqlite_where=sa.text("closed_by = '' and route = 'proposal'"),
        postgresql_where=sa.text("closed_by = '' and route = 'proposal'"),
    )
    op.create_index(
        "ix_open_claim_waiting",
        "open_claim",
        ["route", "area_code"],
        unique=False,
        sqlite_where=sa.text("closed_by = ''"),
        postgresql_where=sa.text("closed_by = ''"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fields", Document(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "parked",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("submission_id", Id, nullable=False),
        sa.Column("field", sa.String(length=63), nullable=False),
        sa.Column("answer", Document(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record_id", "id", name=op.f("pk_parked")),
    )
    op.create_index(op.f("ix_parked_id"), "parked", ["id"], unique=False)
    op.create_index(
        "ix_parked_waiting",
        "parked",
        ["area_code", "received"],
        unique=False,
        sqlite_where=sa.text("settled is null"),
        postgresql_where=sa.text("settled is null"),
    )
    op.create_table(
        "record",
        sa.Column("id", Id, nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", Document(), nullable=False),
        sa.Column("facts", Document(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", Code, nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("merged_into", Id, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_record_revision_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(
        op.f("ix_record_entity_area_code_name_id"), "record", ["entity", "area_code", "name", "id"], unique=False
    )
    op.create_index(op.f("ix_record_entity_name"), "record", ["entity", "name"], unique=False)
    op.create_index(op.f("ix_record_entity_place"), "record", ["entity", "place"], unique=False)
    op.create_table(
        "record_key",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("normal", sa.String(length=200), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "kind", "normal", name=op.f("pk_record_key")),
    )
    op.create_index(op.f("ix_record_key_entity_kind_normal"), "record_key", ["entity", "kind", "normal"], unique=False)
    op.create_index(
        "uq_record_key_current",
        "record_key",
        ["entity", "kind", "normal"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "submission",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("signed", sa.String(length=400), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", Document(), nullable=False),
        sa.Column("phone_time", sa.String(length=40), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "id", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_record_id_ticket"), "submission", ["record_id", "ticket"], unique=False)
    op.create_table(
        "submission_key",
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("submission_id", Id, nullable=False),
        sa.Column("receipt", Document(), nullable=False),
        sa.PrimaryKeyConstraint("holder", "key", name=op.f("pk_submission_key")),
    )
    op.create_table(
        "system",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("fields", Document(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_system")),
    )
    op.create_index(op.f("ix_system_department"), "system", ["department"], unique=False)
    op.create_table(
        "system_row",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("row_key", sa.String(length=200), nullable=False),
        sa.Column("cells", Document(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "system", name=op.f("pk_system_row")),
    )
    op.create_index(op.f("ix_system_row_row_key"), "system_row", ["row_key"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=20), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("draft", Document(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_department"), "task", ["department"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(account_id is null) <> (system = '')", name=op.f("ck_api_token_acts_for_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_table(
        "field_version",
        sa.Column("code", sa.String(length=63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("change", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["field.code"], name=op.f("fk_field_version_code_field")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_field_version")),
    )
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Document(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_form_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("task_id", "version", name=op.f("uq_form_task_id_version")),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_session_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("record_id", Id, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("area_code", Code, nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_until", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.String(length=10), nullable=False),
        sa.Column("blind", Document(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'done', 'refused', 'ended', 'withdrawn', 'missed')",
            name=op.f("ck_assignment_state_known"),
        ),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_assignment_form_id_form")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_assignment_taken_by_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_assignment_task_id_task")),
        sa.PrimaryKeyConstraint("record_id", "task_id", "round", name=op.f("pk_assignment")),
    )
    op.create_index(
        op.f("ix_assignment_area_code_state_record_id"), "assignment", ["area_code", "state", "record_id"], unique=False
    )
    op.create_index(
        op.f("ix_assignment_task_id_area_code_state"), "assignment", ["task_id", "area_code", "state"], unique=False
    )
    # ### end Alembic commands ###
