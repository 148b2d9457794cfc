"""Registration and staff, links and second factors, mail, keys, invitations, access ledger, audit trail, schedules."""

from app.migrating import run_sql

revision = "0002"
down_revision = "0001a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in ("tables", "changes", "functions", "lookups", "policies", "grants", "board", "ledger"):
        run_sql(f"0002_{part}.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
