"""The primary users of an organisation, and mail to all of them."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.folding import display_name
from app.mail.messages import Message
from app.mail.outbox import Recipient, post
from app.models import Organisation, User
from app.models.enums import OrganisationStatus, UserRole, UserStatus


async def tell_primary_users(session: AsyncSession, organisation_id: UUID, message: Message, *, now: datetime) -> None:
    """Post it to each, in their languages; to nobody where the organisation is suspended. As the system."""
    users = (
        sa.select(User)
        .join(Organisation, col(Organisation.id) == col(User.organisation_id))
        .where(
            col(User.organisation_id) == organisation_id,
            col(Organisation.status) == OrganisationStatus.APPROVED,
            col(User.role) == UserRole.PRIMARY,
            col(User.status) == UserStatus.ACTIVE,
            col(User.removed_at).is_(None),
        )
        .order_by(col(User.id))
    )
    for user in await session.scalars(users):
        recipient = Recipient(user.email, display_name(user.family_name, user.given_name), user.language)
        post(session, message, recipient, now=now)
