"""Alembic's entry: runs the revisions on the connection it is given, inside that connection's transaction."""

from alembic import context

from data_adapters.records.schema import METADATA

connection = context.config.attributes["connection"]
# SQLite can roll back table changes when the transaction was begun explicitly, as ours is
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
