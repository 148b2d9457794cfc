"""A worker's line of mails that are to be planned. Several workers share them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.database import Database
from app.events.broker import Broker, Topic
from app.events.work import work
from app.jobs.worker import POLL
from app.mail.planning import earliest, look, plan
from app.models.enums import DigestKind
from app.viewer import SYSTEM


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Planner:
    """Plans what is due; where something is due before the next look, waits for just that moment."""

    topic: Topic | None = None
    """By the clock: mails gather for longer than a look is apart."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        gather: timedelta,
        *,
        now: Callable[[], datetime] = utc_now,
        poll: float = POLL,
    ) -> None:
        self._database, self._broker, self._gather, self._now, self._poll = database, broker, gather, now, poll

    async def turn(self) -> bool:
        """Plan the next batch; False: nothing is due, nor soon."""
        async with work(self._database, self._broker, SYSTEM) as session:
            some = await look(session, self._gather)
        for kind in DigestKind:
            async with work(self._database, self._broker, SYSTEM) as session:
                some = await plan(session, kind, now=self._now(), gather=self._gather) > 0 or some
        return some or await self._comes_soon()

    async def close(self) -> None:
        """Nothing is kept between turns."""

    async def _comes_soon(self) -> bool:
        async with work(self._database, self._broker, SYSTEM) as session:
            due = await earliest(session)
        if due is None or (left := (due - self._now()).total_seconds()) > self._poll:
            return False
        await asyncio.sleep(max(left, 0.01))
        return True
