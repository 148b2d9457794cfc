"""Somebody leaves the exam board's staff."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.audit.entry import note
from app.errors import NotFound
from app.events.broker import Wake
from app.events.log import wake
from app.models import Challenge, SecondFactor, Session, Staff
from app.security.links import withdraw_links


async def remove_staff(session: AsyncSession, email: str, *, now: datetime) -> Staff:
    """The account is closed: its sessions end, its links work no more; its name stays beside what was done under it.
    As the system; `email` is folded. Raises NotFound."""
    staff = await session.scalar(
        sa.select(Staff).where(col(Staff.email) == email, col(Staff.removed_at).is_(None)).with_for_update()
    )
    if staff is None:
        raise NotFound
    staff.removed_at, staff.password_hash = now, None
    await session.execute(
        sa.update(Session)
        .where(col(Session.staff_id) == staff.id, col(Session.ended_at).is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    await withdraw_links(session, now=now, staff_id=staff.id)
    for kept in (Challenge, SecondFactor):  # who comes back begins anew: also with the authenticator, if it was lost
        statement = sa.delete(kept).where(col(kept.staff_id) == staff.id)
        await session.execute(statement.execution_options(synchronize_session=False))
    await session.flush()
    wake(session, Wake("session", staff.id))
    note(session, "removeStaff", subject_id=f"stf_{staff.id}")
    return staff
