"""The system notes which shares have run out. (Whether one is active is read from the clock; this is for the log.)"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.own_share import tell
from app.models import Share
from app.models.enums import EventKind

BATCH = 500


async def expire_shares(session: AsyncSession, *, most: int = BATCH) -> int:
    """End the next shares whose time has run out, with an event each, in the order in which they ran out; how many.

    A share that somebody else holds (another worker, its candidate) is passed over: either it has ended then, or it is
    there next time. So each ends once, and has one event."""
    due = (
        sa.select(Share)
        .where(col(Share.ended_at).is_(None), col(Share.expires_at) <= sa.func.now())
        .order_by(col(Share.expires_at), col(Share.id))
        .limit(most)
        .with_for_update(key_share=True, skip_locked=True)
    )
    shares = (await session.scalars(due)).all()
    for share in shares:
        share.ended_at = share.expires_at
        tell(session, share, EventKind.SHARE_EXPIRED)
    await session.flush()
    return len(shares)
