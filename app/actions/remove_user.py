"""A primary user removes somebody, or withdraws an invitation."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import primary_of
from app.actions.people import acting_primary, held_organisation, keep_a_primary, rights_changed, user_in
from app.audit.entry import note
from app.database import elevated
from app.models import Challenge, SecondFactor, Session, User
from app.schema.ids import id_of
from app.security.links import withdraw_links
from app.viewer import Viewer


async def remove_user(session: AsyncSession, viewer: Viewer, user_id: UUID, *, now: datetime) -> User:
    """The user, whose name stays beside what was done under it. Sessions, links and sign-ins under way end; sockets are
    closed by the wake-up. One may remove oneself.

    Raises NotSignedIn, Forbidden, NotFound, Conflict (LAST_PRIMARY)."""
    primary_of(viewer)
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        await acting_primary(session, viewer, organisation)
        user = await user_in(session, organisation, user_id, "id")
        await keep_a_primary(session, organisation, user, "id")
        user.removed_at = now
        await _shut_out(session, user, now)
        rights_changed(session, user.id)
        note(session, "removeUser", subject_id=id_of("User", user.id))
    return user


async def _shut_out(session: AsyncSession, user: User, now: datetime) -> None:
    await withdraw_links(session, now=now, user_id=user.id)
    open_sessions = sa.update(Session).where(col(Session.user_id) == user.id, col(Session.ended_at).is_(None))
    await session.execute(open_sessions.values(ended_at=now).execution_options(synchronize_session=False))
    for kept in (Challenge, SecondFactor):
        statement = sa.delete(kept).where(col(kept.user_id) == user.id)
        await session.execute(statement.execution_options(synchronize_session=False))
