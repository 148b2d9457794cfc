"""Mail to all of the board's staff."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.folding import display_name
from app.mail.messages import Message
from app.mail.outbox import Recipient, post
from app.models import Staff


async def tell_staff(session: AsyncSession, message: Message, *, now: datetime) -> None:
    """Post it to each, in their languages. As the system."""
    for staff in await session.scalars(sa.select(Staff).where(col(Staff.removed_at).is_(None)).order_by(col(Staff.id))):
        reader = Recipient(staff.email, display_name(staff.family_name, staff.given_name), staff.language)
        post(session, message, reader, now=now)
