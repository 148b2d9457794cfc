"""A candidate takes a permission back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.own_share import own_share, tell
from app.models import Share
from app.models.enums import EventKind
from app.viewer import Viewer

NOT_UNDONE = (
    "Who has your statement number and date of birth can still verify this result: each time it is verified, your"
    " access ledger says by whom."
)
"""Told with the answer."""


async def revoke_share(session: AsyncSession, viewer: Viewer, share_id: UUID, *, now: datetime) -> Share:
    """End the share at once. One that has ended already, either way, stays as it is: no event.

    Raises NotSignedIn, Forbidden, NotFound."""
    share, ended = await own_share(session, viewer, share_id, now)
    if ended is None:
        share.revoked_at = share.ended_at = now
        await session.flush()
        tell(session, share, EventKind.SHARE_REVOKED)
    return share
