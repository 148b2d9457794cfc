"""How a share stands: conditions on a row of `share`, under any name. Expiry is read from the clock."""

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement, FromClause


def is_revoked(share: FromClause) -> ColumnElement[bool]:
    """The candidate took it back."""
    return share.c.revoked_at.is_not(None)


def is_expired(share: FromClause) -> ColumnElement[bool]:
    """Its time is over, and it was not taken back before."""
    over = sa.or_(share.c.ended_at.is_not(None), share.c.expires_at <= sa.func.now())
    return sa.and_(share.c.revoked_at.is_(None), sa.func.coalesce(over, sa.false()))


def is_active(share: FromClause) -> ColumnElement[bool]:
    """It permits."""
    unlimited = sa.or_(share.c.expires_at.is_(None), share.c.expires_at > sa.func.now())
    return sa.and_(share.c.ended_at.is_(None), unlimited)
