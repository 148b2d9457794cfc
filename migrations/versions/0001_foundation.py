"""Organisations, people, results, shares, verifications, events, sessions, work; and who may see what of them."""

from app.migrating import run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # search_terms() has to be there before the index over it, policies after the look-ups that they call.
    for part in ("functions", "tables", "lookups", "policies", "grants"):
        run_sql(f"0001_{part}.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
