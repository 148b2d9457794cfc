"""Ended shares are found by the name in their line alone; cursors of the log are checked against it."""

from app.migrating import run_sql

revision = "0001a"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in ("search_of_ended_shares", "places_in_the_log"):
        run_sql(f"0001a_{part}.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
