"""Tables as the code has them and as the migrations make them are the same."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from formbuilder import db, migrations
from formbuilder.db import in_transaction
from formbuilder.models import Base

#: What is kept of one record. (A rule that spans records has a table of its own, and its own key.)
OF_A_RECORD = {"record_key", "history", "open_claim", "parked", "system_row"}


def test_models_and_migrations_agree(app: Flask) -> None:
    with db.transaction(writing=False):
        context = MigrationContext.configure(in_transaction().layer(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_newest_step() -> None:
    assert ScriptDirectory.from_config(migrations.configure()).get_heads() == [migrations.newest()]


def test_each_step_says_why_it_is_safe() -> None:
    for step in ScriptDirectory.from_config(migrations.configure()).walk_revisions():
        assert step.longdoc or len(step.doc) > 20, step.revision


def test_a_table_that_belongs_to_a_record_leads_with_its_id() -> None:
    for table in Base.metadata.sorted_tables:
        if "record_id" in table.columns and table.primary_key.columns and table.name in OF_A_RECORD:
            assert next(iter(table.primary_key.columns)).name == "record_id", table.name


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            if not isinstance(constraint, sa.PrimaryKeyConstraint):
                assert constraint.name, table.name
