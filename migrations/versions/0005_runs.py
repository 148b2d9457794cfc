"""Runs of downloads: when one began, and which of its rows are out of date."""

from app.migrating import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("0005_runs.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
