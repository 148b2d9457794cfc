"""A row that one worker has for a while. Each claim has an attempt number, and every later write carries it: a worker
that was stalled until somebody else took over changes nothing any more.

The clock is the database's, one for all machines. The verbs commit nothing; False: the lease is lost.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.models import Job, Mail
from app.models.enums import JobStatus

Leased = TypeVar("Leased", Job, Mail)


@dataclass(frozen=True, slots=True)
class Hold:
    """What proves that a row is in one's hands."""

    model: type[Job] | type[Mail]
    id: UUID
    attempt: int

    @classmethod
    def of(cls, row: Job | Mail) -> "Hold":
        """Of a row that `claim` gave."""
        return cls(type(row), row.id, row.attempt)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how long is waited in between."""

    first: timedelta
    longest: timedelta
    tries: int

    def delay(self, attempt: int) -> timedelta:
        """After the attempt-th try: twice as long each time, give or take a quarter, so that not all come at once."""
        doubled: timedelta = self.first * float(2 ** min(attempt - 1, 30))
        return min(doubled, self.longest) * random.uniform(0.75, 1.25)  # noqa: S311


async def claim(
    session: AsyncSession,
    model: type[Leased],
    *,
    lease: timedelta,
    kinds: list[str] | None = None,
    where: sa.ColumnElement[bool] | None = None,
) -> Leased | None:
    """The next row that is due, or whose worker let its lease run out; others look past it meanwhile. `where`: of
    those, in the words of an index where there is one for it."""
    rows = await claim_some(session, model, most=1, lease=lease, kinds=kinds, where=where)
    return rows[0] if rows else None


async def claim_some(
    session: AsyncSession,
    model: type[Leased],
    *,
    most: int,
    lease: timedelta,
    kinds: list[str] | None = None,
    where: sa.ColumnElement[bool] | None = None,
) -> list[Leased]:
    """The next few."""
    queued = col(model.status) == JobStatus.QUEUED
    abandoned = (col(model.status) == JobStatus.RUNNING) & (col(model.lease_until) < sa.func.now())
    conditions: list[sa.ColumnElement[bool]] = [
        sa.literal_column("status IN ('QUEUED', 'RUNNING')", sa.Boolean()),  # as the index says it
        col(model.run_at) <= sa.func.now(),
        queued | abandoned,
    ]
    if kinds is not None:
        conditions.append(col(model.kind) == sa.any_(sa.literal(kinds, sa.ARRAY(sa.String))))
    if where is not None:
        conditions.append(where)
    next_ones = (
        sa.select(col(model.id))
        .where(*conditions)
        .order_by(col(model.run_at), col(model.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = await session.scalars(
        sa.update(model)
        # An array, made once: as a sub-query it could run again for each row, and lock more each time.
        .where(col(model.id) == sa.any_(sa.func.array(next_ones.scalar_subquery(), type_=sa.ARRAY(sa.Uuid))))
        .values(status=JobStatus.RUNNING, attempt=col(model.attempt) + 1, lease_until=sa.func.now() + lease)
        .returning(model)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(rows, key=lambda row: (row.run_at, row.id))


async def heartbeat(session: AsyncSession, hold: Hold, *, lease: timedelta) -> bool:
    """The worker lives: it has the row for another while."""
    return await _write(session, hold, lease_until=sa.func.now() + lease)


async def keep(session: AsyncSession, hold: Hold) -> bool:
    """Nobody else takes the row until this transaction ends, however long it is."""
    statement = sa.select(col(hold.model.id)).where(*_held(hold)).with_for_update(read=True, key_share=True)
    return await session.scalar(statement) is not None


async def done(session: AsyncSession, hold: Hold, **values: Any) -> bool:
    """It is finished. `values`: what else changes in the row."""
    return await _end(session, hold, JobStatus.DONE, failure=None, **values)


async def retry(session: AsyncSession, hold: Hold, failure: str, delay: timedelta) -> bool:
    """Once more, later."""
    return await _write(
        session,
        hold,
        status=JobStatus.QUEUED,
        lease_until=None,
        run_at=sa.func.now() + delay,
        failure=failure,
    )


async def release(session: AsyncSession, hold: Hold) -> bool:
    """It was not begun: others may have it, and no try is lost."""
    return await _write(session, hold, status=JobStatus.QUEUED, lease_until=None, attempt=hold.attempt - 1)


async def drop(session: AsyncSession, hold: Hold) -> bool:
    """It need not be done any more."""
    return await _end(session, hold, JobStatus.CANCELLED, failure=None)


async def bury(session: AsyncSession, hold: Hold, failure: str, **values: Any) -> bool:
    """Into the dead letters: nobody tries again."""
    return await _end(session, hold, JobStatus.FAILED, failure=failure, **values)


async def _end(session: AsyncSession, hold: Hold, status: JobStatus, **values: Any) -> bool:
    return await _write(session, hold, status=status, lease_until=None, finished_at=sa.func.now(), **values)


async def _write(session: AsyncSession, hold: Hold, **values: Any) -> bool:
    statement = (
        sa.update(hold.model)
        .where(*_held(hold))
        .values(**values)
        .returning(col(hold.model.id))
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


def _held(hold: Hold) -> tuple[sa.ColumnElement[bool], ...]:
    model = hold.model
    return (
        col(model.id) == hold.id,
        col(model.attempt) == hold.attempt,
        col(model.status) == JobStatus.RUNNING,
    )
