"""The end of a session, by the one whose it is."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.errors import NotSignedIn
from app.events.broker import Wake
from app.events.log import wake
from app.models import Session
from app.viewer import Viewer


async def sign_out(session: AsyncSession, viewer: Viewer, *, now: datetime) -> datetime:
    """End the session that this request came with; when. The caller then tells `Sessions.forget` the token.

    Raises NotSignedIn where there is none, or it has ended meanwhile."""
    if viewer.session_id is None or viewer.id is None:
        raise NotSignedIn
    done = await session.execute(
        sa.update(Session)
        .where(col(Session.id) == viewer.session_id, col(Session.ended_at).is_(None))
        .values(ended_at=now)
        .returning(col(Session.id))
    )
    if done.first() is None:
        raise NotSignedIn
    wake(session, Wake("session", viewer.id))
    return now
