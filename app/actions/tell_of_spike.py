"""Staff are told where somebody tries many dates of birth: once a day for an organisation."""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.staff import tell_staff
from app.audit.entry import Who, entry
from app.database import elevated
from app.mail.messages import GuessingSpike
from app.models import AuditEntry, Organisation
from app.schema.ids import id_of
from app.viewer import SYSTEM, Viewer

ACTION = "guessingSpike"


async def tell_of_spike(session: AsyncSession, viewer: Viewer, now: datetime) -> None:
    """Of the viewer's organisation, which has just used up a budget of wrong answers. It is done in the transaction of
    the answer that used it up, under the lock of the organisation's guesses: one at a time."""
    if viewer.organisation_id is None:
        raise ValueError("only an organisation's own people verify")
    async with elevated(session, viewer):
        if await _told_today(session, viewer.organisation_id, now):
            return
        told = entry(Who(SYSTEM), ACTION, id_of("Organisation", viewer.organisation_id), viewer.organisation_id)
        told.occurred_at = now
        session.add(told)
        name = await session.scalar(
            sa.select(col(Organisation.name)).where(col(Organisation.id) == viewer.organisation_id)
        )
        await tell_staff(session, GuessingSpike(organisation=name or ""), now=now)


async def _told_today(session: AsyncSession, organisation_id: UUID, now: datetime) -> bool:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    told = sa.exists().where(
        col(AuditEntry.organisation_id) == organisation_id,
        col(AuditEntry.action) == ACTION,
        col(AuditEntry.occurred_at) >= midnight,
    )
    return bool(await session.scalar(sa.select(told)))
