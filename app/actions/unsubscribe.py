"""Mails are switched off by the link in one: whoever has the link may, signed in or not, and may nothing else."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.update_notifications import held_settings
from app.audit.entry import note
from app.database import elevated
from app.mail.windows import take_back
from app.models import User
from app.models.enums import DigestKind, NotificationFrequency
from app.schema.ids import id_of
from app.viewer import Viewer

_OFF = NotificationFrequency.OFF


async def unsubscribe(session: AsyncSession, viewer: Viewer, user_id: UUID, kind: DigestKind, *, now: datetime) -> None:
    """No more mails of this kind to this user, nor those that wait unsent. Again: no change. Raises NotFound."""
    async with elevated(session, viewer):
        chosen = await held_settings(session, user_id)
        is_on = chosen.corrections if kind is DigestKind.CORRECTIONS else chosen.frequency is not _OFF
        if not is_on:
            return
        await take_back(session, user_id, kind)
        if kind is DigestKind.SHARES:
            chosen.frequency, chosen.next_at = _OFF, None
        else:
            chosen.corrections, chosen.corrections_at = False, None
        chosen.chosen_at = chosen.chosen_at or now
        note(session, "unsubscribe", subject_id=id_of("User", user_id), organisation_id=chosen.organisation_id)


async def is_subscriber(session: AsyncSession, user_id: UUID) -> bool:
    """Whether this is still somebody's account. As the system."""
    known = sa.select(col(User.id)).where(col(User.id) == user_id, col(User.removed_at).is_(None))
    return await session.scalar(known) is not None
