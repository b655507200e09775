"""Alembic's own entry: runs the revisions on the connection that `migrate` holds, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
