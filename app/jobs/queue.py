"""Jobs: put in within the transaction of what they serve, so that either both are there or neither."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.events.broker import Wake
from app.events.log import wake
from app.models import Job, new_id


def enqueue(
    session: AsyncSession,
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    now: datetime,
    organisation_id: UUID | None = None,
) -> UUID:
    """A job of this kind (a handler's name), due at `now`. Without an organisation it is the system's own, and so has
    to be the transaction. Workers are woken after the commit."""
    job = Job(
        id=new_id(),
        kind=kind,
        arguments=arguments or {},
        organisation_id=organisation_id,
        run_at=now,
        created_at=now,
    )
    session.add(job)
    wake(session, Wake("job", job.id))
    return job.id


async def is_open(session: AsyncSession, kind: str) -> bool:
    """Whether a job of this kind waits or runs."""
    waiting = sa.select(col(Job.id)).where(col(Job.kind) == kind, sa.text("status IN ('QUEUED', 'RUNNING')")).limit(1)
    return await session.scalar(waiting) is not None
