"""Mails on shares and corrections: settings, cursors, windows. Rows of files say that they are out of date."""

from app.migrating import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("0007_notifications.sql")
    run_sql("0007_outdated_rows.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
