"""First answers of repeatable mutations, attempts at claims, confirmed addresses, policies that bind who acts."""

from app.migrating import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PARTS = (
    "first_answers",
    "claim_attempts",
    "confirmed_addresses",
    "lookups",
    "policies",
    "functions",
    "board_search",
)


def upgrade() -> None:
    for part in _PARTS:
        run_sql(f"0004_{part}.sql")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
