"""Alembic's entrance: the upgrade brings its connection, and its transaction, along."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
