"""Alembic's entry: it runs on the connection, and in the transaction, that `shared.persistence.migrations` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()
