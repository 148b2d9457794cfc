"""What a verification is in the database: whether it is out of date, and how its list is filtered."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.models import Result
from app.projection.node import Ask, Clause, Group, Row
from app.schema.clauses import between, either, one_id_of, one_of
from app.statement_number import normalised

_ONE: ColumnElement[int] = sa.literal_column("1")


def is_changed_since(row: Row, ask: Ask) -> ColumnElement[bool]:
    """The result has a newer version than the check found."""
    result = ask.alias(Result)
    newer = sa.select(_ONE).where(result.c.id == row.c.result_id, result.c.version > row.c.result_version)
    return newer.correlate(row).exists()


def _search(row: Row, value: Any, ask: Ask) -> ColumnElement[bool] | None:
    """By what the number or the reference begins with. Blank: everything."""
    if not value.strip():
        return None
    number = ask.bind("number", sa.Text())
    reference = sa.func.lower(ask.bind("reference", sa.Text()))
    return sa.or_(
        # A search of hyphens alone is the beginning of every number, but of none that somebody looks for.
        sa.and_(number != sa.literal_column("''"), sa.func.starts_with(row.c.statement_number, number)),
        sa.func.starts_with(sa.func.lower(row.c.applicant_reference), reference),
    )


def _searched(value: Any, _asker: Any) -> dict[str, Any]:
    if len(value) > 200:
        raise BadInput("A search has at most 200 characters.")
    return {"number": normalised(value), "reference": value.strip()} if value.strip() else {}


def _user(row: Row, _ask: Ask) -> ColumnElement[Any]:
    return sa.case((row.c.actor_kind == sa.literal_column("'USER'"), row.c.actor_id))


FILTER = Group(
    {
        "search": Clause(_search, _searched),
        "outcomes": one_of(lambda row, _ask: row.c.outcome),
        "checkedAt": between(
            lambda row, _ask: row.c.checked_at, sa.DateTime(timezone=True), "from", "before", open_end=True
        ),
        "byUserIds": one_id_of(_user, "User"),
        "changedSince": either(is_changed_since),
    }
)
"""VerificationFilter."""
