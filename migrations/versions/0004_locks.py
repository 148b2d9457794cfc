"""First answers of repeatable mutations; confirmed addresses of candidates; policies that bind who acts and how."""

from app.migrating import run_sql

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in ("first_answers", "confirmed_addresses", "lookups", "policies", "functions", "board_search"):
        run_sql(f"0004_{part}.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
