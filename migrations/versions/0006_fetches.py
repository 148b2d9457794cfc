"""Fetches of downloads: what they disclose."""

from app.migrating import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("0006_fetches.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
