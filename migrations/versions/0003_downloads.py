"""Templates and downloads."""

from app.migrating import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("0003_downloads.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
