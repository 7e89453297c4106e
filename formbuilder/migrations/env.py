"""Runs the steps on the connection that `upgrade` hands over."""

from alembic import context

from formbuilder.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transaction_per_migration=False,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
