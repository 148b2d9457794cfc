"""What the service need not keep goes, a batch a transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.jobs.running import Task
from app.models import Challenge, ClaimAttempt, FirstAnswer, Job, Mail, Session
from app.models.enums import JobStatus

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of a table, and for how long they are kept after the moment that `since` gives."""

    model: Any
    since: Any
    kept: timedelta
    status: JobStatus | None = None


#: docs/mail.md and docs/jobs.md have the same in words.
RULES = (
    Rule(Mail, col(Mail.finished_at), timedelta(days=30), JobStatus.DONE),
    Rule(Mail, col(Mail.finished_at), timedelta(days=90)),
    Rule(Job, col(Job.finished_at), timedelta(days=7), JobStatus.DONE),
    Rule(Job, col(Job.finished_at), timedelta(days=90)),
    Rule(Challenge, col(Challenge.expires_at), timedelta(days=1)),
    Rule(ClaimAttempt, col(ClaimAttempt.tried_at), timedelta(days=30)),
    Rule(FirstAnswer, col(FirstAnswer.created_at), timedelta(days=1)),
    Rule(Session, sa.func.least(col(Session.ended_at), col(Session.expires_at)), timedelta(days=30)),
)


async def prune(task: Task) -> None:
    """The handler."""
    for rule in RULES:
        gone = BATCH
        while gone == BATCH:
            async with task.step() as session:
                gone = await prune_by(session, rule)


async def prune_by(session: AsyncSession, rule: Rule) -> int:
    """Remove the next of what a rule lets go; how many."""
    old = sa.select(rule.model.id).where(rule.since < sa.func.now() - rule.kept)
    if rule.status is not None:
        old = old.where(rule.model.status == rule.status)
    old = old.limit(BATCH).with_for_update(skip_locked=True)
    statement = (
        sa.delete(rule.model)
        .where(rule.model.id.in_(old))
        .returning(rule.model.id)
        .execution_options(synchronize_session=False)
    )
    return len((await session.scalars(statement)).all())
