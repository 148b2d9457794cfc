"""What is to be done again and again: a row says when next, and a job does it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.database import Database
from app.events.broker import Broker, Topic
from app.events.work import work
from app.jobs.queue import enqueue, is_open
from app.models import Schedule
from app.viewer import SYSTEM


@dataclass(frozen=True, slots=True)
class Every:
    """A kind of job, and how often."""

    kind: str
    interval: timedelta

    def after(self, last: datetime, now: datetime) -> datetime:
        """The next moment: what was missed while no worker ran is not made up for."""
        return last + self.interval * ((now - last) // self.interval + 1)


class Schedules:
    """A worker's line of schedules: those whose kind somebody can do. Several workers share them."""

    topic: Topic | None = None

    def __init__(self, database: Database, broker: Broker, schedule: Sequence[Every], known: Collection[str]) -> None:
        self._database, self._broker = database, broker
        self._every = {every.kind: every for every in schedule if every.kind in known}
        self._entered = False

    async def turn(self) -> bool:
        """Put in the job of one that is due; False: none is. Where the last one is not done yet, none is added."""
        now = datetime.now(UTC)
        async with work(self._database, self._broker, SYSTEM) as session:
            if not self._entered and self._every:
                rows = [{"name": kind, "next_run_at": now} for kind in self._every]
                await session.execute(insert(Schedule).values(rows).on_conflict_do_nothing())
            due = await session.scalar(
                sa.select(Schedule)
                .where(
                    col(Schedule.name) == sa.any_(sa.literal(list(self._every), sa.ARRAY(sa.String))),
                    col(Schedule.next_run_at) <= now,
                )
                .order_by(col(Schedule.next_run_at))
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if due is not None:
                due.next_run_at = self._every[due.name].after(due.next_run_at, now)
                if not await is_open(session, due.name):
                    enqueue(session, due.name, now=now)
        self._entered = True
        return due is not None

    async def close(self) -> None:
        """Nothing is kept between turns."""
