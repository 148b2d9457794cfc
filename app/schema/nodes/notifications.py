"""Settings of mails: one's own, and to primary users their colleagues'."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.errors import ForbiddenField
from app.models import Notification, User
from app.models.enums import UserRole
from app.projection.node import Ask, Node, One, Row


def _of_user(parent: Row, row: Row, ask: Ask) -> list[ColumnElement[bool]]:
    """`own()` refuses the statement where a row is not the viewer's own (see accounts.py)."""
    if ask.asker.role is UserRole.PRIMARY:
        return [row.c.user_id == parent.c.id]
    if ask.shared:  # a payload for all users of an organisation has no room for one's own
        raise ForbiddenField
    return [row.c.user_id == sa.func.own(parent.c.id)]


def _language(row: Row, ask: Ask) -> ColumnElement[str]:
    user = ask.alias(User)
    own: Any = sa.select(user.c.language).where(user.c.id == row.c.user_id).correlate(row).scalar_subquery()
    return sa.func.coalesce(row.c.language, own)


def _while_it_lasts(column: str) -> Any:
    return lambda row, _ask: sa.case((row.c.resumes_at > sa.func.now(), row.c[column]))


NOTIFICATIONS = Node(Notification, columns={"language": _language, "pausedUntil": _while_it_lasts("paused_until")})
NOTIFICATIONS_OF_USER = One(_of_user)
