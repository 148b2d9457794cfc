"""Mails on shares and corrections: settings, cursors, windows."""

from app.migrating import run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("0007_notifications.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
