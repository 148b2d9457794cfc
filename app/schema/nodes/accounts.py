"""What accounts of all kinds have: sessions and a second factor. Own only: `own()` (migrations) refuses in the
statement itself, so that a list of colleagues is no list of empty lists."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.errors import ForbiddenField
from app.models import SecondFactor, Session, Staff
from app.projection.node import Ask, Column, ListOf, Node, PerUser, Row
from app.schema.ids import PREFIXES
from app.schema.nodes.base import ONE
from app.schema.nodes.people import display_name

_SESSION: ColumnElement[Any] = sa.bindparam("viewer_session", type_=sa.Uuid())

SESSION = Node(
    Session,
    prefix=PREFIXES["Session"],
    columns={
        "isCurrent": PerUser(lambda row, _ask: sa.func.coalesce(row.c.id == _SESSION, sa.false())),
    },
)


def own_columns(holder: str) -> dict[str, Column | PerUser]:
    """hasSecondFactor and recoveryCodesLeft of a row of accounts; `holder` is the column that names it elsewhere."""

    def factor(row: Row, ask: Ask) -> Any:
        table = ask.alias(SecondFactor)
        return table, sa.and_(table.c[holder] == row.c.id, table.c.confirmed_at.is_not(None))

    def has(row: Row, ask: Ask) -> ColumnElement[bool]:
        _, is_used = factor(row, ask)
        return _own(row, sa.select(ONE).where(is_used).correlate(row).exists(), sa.false())

    def left(row: Row, ask: Ask) -> ColumnElement[int]:
        table, is_used = factor(row, ask)
        count = sa.select(sa.func.cardinality(table.c.recovery_hashes)).where(is_used).correlate(row).scalar_subquery()
        return _own(row, sa.func.coalesce(count, sa.literal_column("0")), sa.literal_column("0"))

    return {"hasSecondFactor": PerUser(has), "recoveryCodesLeft": PerUser(left)}


def own_sessions_of(holder: str) -> ListOf:
    """Sessions of a row of accounts that have not ended."""

    def rows(row: Row, ask: Ask) -> sa.Select[Any]:
        if ask.shared:  # a payload for all users of an organisation has no room for one's own
            raise ForbiddenField
        table = ask.alias(Session)
        return (
            sa.select(*table.c)
            .where(
                table.c[holder] == sa.func.own(row.c.id),
                table.c.ended_at.is_(None),
                table.c.expires_at > sa.func.now(),
            )
            .order_by(table.c.last_used_at.desc(), table.c.id.desc())
        )

    return ListOf(rows)


def _own(row: Row, value: ColumnElement[Any], otherwise: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value, where the row is the viewer's own; else the statement is refused (`otherwise` is never seen)."""
    return sa.case((sa.func.own(row.c.id).is_not(None), value), else_=otherwise)


STAFF = Node(
    Staff,
    prefix=PREFIXES["Staff"],
    columns={"displayName": lambda row, _ask: display_name(row), **own_columns("staff_id")},
    many={"sessions": own_sessions_of("staff_id")},
)
