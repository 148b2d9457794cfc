"""Registrations whose e-mail address nobody confirmed in time come to their end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.messages import translated
from app.models import Application, Link
from app.models.enums import ApplicationStatus, Language, LinkPurpose

#: Told to the applicant, in whose language it stands in the row (as staff's reasons do).
REASON = "The e-mail address was not confirmed in time. Please register again."
STATE_SHOWN = timedelta(days=90)
_in_language = sa.case(
    (col(Application.language) == Language.JA, translated(REASON, Language.JA)), else_=translated(REASON, Language.EN)
)


async def expire_registrations(session: AsyncSession, *, now: datetime) -> int:
    """Refuse, as nobody's decision, what is unconfirmed and has no link any more that could confirm it; how many. As
    the system; run by schedule, every hour or so."""
    confirmable = sa.exists().where(
        col(Link.application_id) == col(Application.id),
        col(Link.purpose) == LinkPurpose.CONFIRM_EMAIL,
        col(Link.withdrawn_at).is_(None),
        col(Link.expires_at) > now,
    )
    ended = await session.scalars(
        sa.update(Application)
        .where(col(Application.status) == ApplicationStatus.UNCONFIRMED, ~confirmable)
        .values(status=ApplicationStatus.REFUSED, decided_at=now, reason=_in_language)
        .returning(col(Application.id))
        .execution_options(synchronize_session=False)
    )
    ids = list(ended)
    await show_state_until(session, ids, now + STATE_SHOWN)
    return len(ids)


async def show_state_until(session: AsyncSession, application_ids: Sequence[UUID], moment: datetime) -> None:
    """The links to the state of these registrations work until then; as the system."""
    await session.execute(
        sa.update(Link)
        .where(
            col(Link.application_id) == sa.any_(sa.literal(list(application_ids), sa.ARRAY(sa.Uuid))),
            col(Link.purpose) == LinkPurpose.REGISTRATION,
            col(Link.withdrawn_at).is_(None),
        )
        .values(expires_at=moment)
        .execution_options(synchronize_session=False)
    )
