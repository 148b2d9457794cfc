"""Jobs, one after the other. What a kind of job does is a handler, given from above."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.events.broker import Broker, Topic
from app.events.work import work
from app.jobs import lease
from app.jobs.lease import Hold, Patience
from app.logs import said
from app.models import Job
from app.viewer import SYSTEM

LEASE = timedelta(seconds=30)
TIDYING = 5.0
"""Seconds that a handler is given to tidy up in, when its worker ends."""
PATIENCE = Patience(first=timedelta(seconds=5), longest=timedelta(hours=1), tries=8)

logger = logging.getLogger("rvs.jobs")


class LeaseLost(Exception):
    """Somebody else has this job by now."""


class GivenUp(Exception):
    """What a handler raises when trying again would not help; its words stand in the dead letter."""


class TryAgain(Exception):
    """What a handler raises when trying again may help, and why is known; its words stand in the row."""


class Task:
    """A job in hand."""

    def __init__(self, database: Database, broker: Broker, job: Job) -> None:
        self.database, self.broker, self.hold = database, broker, Hold.of(job)
        self.arguments: Mapping[str, Any] = job.arguments
        self.organisation_id = job.organisation_id
        self.finished = False

    @asynccontextmanager
    async def step(self, *, last: bool = False) -> AsyncIterator[AsyncSession]:
        """A transaction of the system's, committed at its end if the job is still in these hands; else LeaseLost, and
        nothing was written. With `last` the job is done with it: its effect comes about exactly once."""
        async with work(self.database, self.broker, SYSTEM) as session:
            if not await lease.keep(session, self.hold):
                raise LeaseLost
            yield session
            if last:
                await session.flush()
                await lease.done(session, self.hold)
        self.finished = self.finished or last


Handler = Callable[[Task], Awaitable[None]]
Ended = Callable[[AsyncSession, Job, str, bool], Awaitable[None]]
"""What becomes of that which a job serves where the job has failed: in the transaction that says so, with the failure's
words, and whether it will be tried again."""


async def nothing_more(_session: AsyncSession, _job: Job, _failure: str, _again: bool) -> None:
    """For jobs that serve nothing that anybody looks at."""


class Jobs:
    """A worker's line of jobs: those that it has handlers for."""

    topic: Topic | None = "job"

    def __init__(
        self,
        database: Database,
        broker: Broker,
        handlers: Mapping[str, Handler],
        *,
        lease: timedelta = LEASE,
        patience: Patience = PATIENCE,
        ended: Ended = nothing_more,
    ) -> None:
        self._database, self._broker, self._handlers = database, broker, handlers
        self._lease, self._patience, self._ended = lease, patience, ended

    async def turn(self) -> bool:
        """Do the next job; False: there is none."""
        async with work(self._database, self._broker, SYSTEM) as session:
            job = await lease.claim(session, Job, lease=self._lease, kinds=list(self._handlers))
        if job is None:
            return False
        if job.attempt > self._patience.tries:
            await self._end(job, "Its workers ended while they did it.", again=False)
        else:
            await self._do(job)
        return True

    async def close(self) -> None:
        """Nothing is kept between jobs."""

    async def _do(self, job: Job) -> None:
        task = Task(self._database, self._broker, job)
        doing = asyncio.ensure_future(self._handlers[job.kind](task))
        beating = asyncio.create_task(self._beat(task.hold, doing))
        try:
            await doing
            if not task.finished:
                async with task.step(last=True):
                    pass
        except LeaseLost:
            logger.warning("Job %s (%s): somebody else has it by now", job.id, job.kind)
        except asyncio.CancelledError:
            if not beating.done():  # it is the worker that ends: the next one goes on at once
                doing.cancel()
                await asyncio.wait((doing,), timeout=TIDYING)  # what it has begun it takes away before another begins
                await self._end(job, "Its worker ended.", again=True, delay=timedelta())
                raise
            logger.warning("Job %s (%s): stalled, somebody else has it by now", job.id, job.kind)
        except GivenUp as error:
            await self._end(job, str(error), again=False)
        except TryAgain as error:
            logger.warning("Job %s (%s), attempt %d: %s", job.id, job.kind, job.attempt, error)
            await self._end(job, str(error), again=job.attempt < self._patience.tries)
        except Exception as error:
            logger.exception("Job %s (%s), attempt %d", job.id, job.kind, job.attempt)
            await self._end(job, said(error), again=job.attempt < self._patience.tries)
        finally:
            beating.cancel()

    async def _beat(self, hold: Hold, doing: "asyncio.Future[None]") -> None:
        """Until the job is done; stops it where the lease is lost."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                async with work(self._database, self._broker, SYSTEM) as session:
                    held = await lease.heartbeat(session, hold, lease=self._lease)
            except SQLAlchemyError as error:
                logger.warning("Job %s: no heartbeat, %s", hold.id, said(error))
                continue
            if not held and not doing.done():
                doing.cancel()
                return

    async def _end(self, job: Job, failure: str, *, again: bool, delay: timedelta | None = None) -> None:
        hold = Hold.of(job)
        async with work(self._database, self._broker, SYSTEM) as session:
            if again:
                later = self._patience.delay(hold.attempt) if delay is None else delay
                held = await lease.retry(session, hold, failure, later)
            else:
                held = await lease.bury(session, hold, failure)
            if held:
                await self._ended(session, job, failure, again)
