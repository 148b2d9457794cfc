"""The end of own sessions: of one, or of all others."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import end_all_sessions, holder_in, holder_of
from app.audit.entry import note
from app.database import elevated
from app.errors import NotFound
from app.events.broker import Wake
from app.events.log import wake
from app.models import Session
from app.security.tokens import is_session_token, token_hash
from app.viewer import Viewer


async def end_sessions(session: AsyncSession, viewer: Viewer, session_id: UUID | None, *, now: datetime) -> list[UUID]:
    """End this one; without an id all but the viewer's present one. Which ended.

    Raises NotSignedIn, Forbidden, NotFound where it is none of the viewer's, or has ended."""
    holder = holder_of(viewer)
    async with elevated(session, viewer):
        if session_id is None:
            ended = await end_all_sessions(session, holder, now=now, keep=viewer.session_id)
        else:
            statement = (
                sa.update(Session)
                .where(
                    col(Session.id) == session_id,
                    col(getattr(Session, holder.column)) == holder.id,
                    col(Session.ended_at).is_(None),
                )
                .values(ended_at=now)
                .returning(col(Session.id))
            )
            ended = list(await session.scalars(statement))
            wake(session, Wake("session", holder.id))
    if session_id is not None and not ended:
        raise NotFound(path=("input", "id"))
    note(session, "endSessions", subject_id=holder.api_id, count=len(ended))
    return ended


async def end_presented(session: AsyncSession, viewer: Viewer, token: str, *, now: datetime) -> None:
    """A browser that signs in gets a new session; the one whose cookie it still sends ends, whosever it was."""
    if not is_session_token(token):
        return
    async with elevated(session, viewer):
        row = await session.scalar(
            sa.update(Session)
            .where(col(Session.token_hash) == token_hash(token), col(Session.ended_at).is_(None))
            .values(ended_at=now)
            .returning(Session)
        )
    if row is not None and (holder := holder_in(row)) is not None:
        wake(session, Wake("session", holder.id))
