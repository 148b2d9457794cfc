"""A primary user sends an invitation again."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import primary_of
from app.actions.people import acting_primary, held_organisation, invite, user_in
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, RefusalCode, Throttled
from app.models import User
from app.models.enums import UserStatus
from app.schema.ids import id_of
from app.settings import Settings
from app.viewer import Viewer

EVERY = timedelta(minutes=1)
"""Nobody's letter box is filled by somebody's impatience."""


async def resend_invitation(
    session: AsyncSession, viewer: Viewer, user_id: UUID, *, settings: Settings, now: datetime
) -> User:
    """The user, with a new link on the way; the old one works no longer.

    Raises NotSignedIn, Forbidden, NotFound, Conflict (ALREADY_MEMBER), Throttled."""
    primary_of(viewer)
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        await acting_primary(session, viewer, organisation)
        user = await user_in(session, organisation, user_id, "id")
        if user.status is UserStatus.ACTIVE:
            message = "This user has accepted the invitation already."
            raise Conflict(RefusalCode.ALREADY_MEMBER, message, path=["id"])
        if user.invited_at is not None and now < user.invited_at + EVERY:
            raise Throttled(retry_after=ceil((user.invited_at + EVERY - now).total_seconds()))
        user.invited_at = now
        await invite(session, user, organisation, settings=settings, now=now)
        note(session, "resendInvitation", subject_id=id_of("User", user.id))
    return user
