"""What alembic runs for each command; app.migrating hands it the open connection."""

from alembic import context

from app.models import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
