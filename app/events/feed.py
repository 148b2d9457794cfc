"""An organisation's log as it grows, for all its subscribers in this process."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self
from uuid import UUID

import psycopg

from app.database import Database
from app.errors import CursorExpired, CursorInvalid
from app.events.broker import Broker, Wake
from app.events.delivery import Delivery
from app.events.page import BEYOND, Page, heads, page
from app.events.rights import Guard
from app.events.subscription import Seen, Sink, Subscriber, Subscription
from app.events.watching import Watched, Watcher, Watchers
from app.models.enums import EventKind
from app.viewer import Viewer

PAGE = 64
AGAIN = 0.5
"""Seconds until the next attempt after the database was away."""
PATIENCE = 2.0
"""Seconds that a closing feed is given."""

logger = logging.getLogger("rvs.events")


class Feed:
    """One log. Newcomers catch up together beside the live ones, then join them, without a seam between."""

    def __init__(self, organisation_id: UUID, database: Database, delivery: Delivery) -> None:
        self.organisation_id = organisation_id
        self._database, self._delivery = database, delivery
        self.live: set[Subscriber] = set()
        self._joining: set[Subscriber] = set()
        self._admitted: set[Subscriber] = set()
        self._noticed: set[Subscriber] = set()
        self.position = 0
        """Of the live ones; only the holder of the lock moves it or adds to them."""
        self._closing = False
        self._lock = asyncio.Lock()
        self._grown, self._joined = asyncio.Event(), asyncio.Event()
        self._tasks = (
            asyncio.create_task(self._repeat(self._grown, self._follow)),
            asyncio.create_task(self._repeat(self._joined, self._catch_up)),
        )

    @property
    def is_empty(self) -> bool:
        return not self.live and not self._joining

    def join(self, subscriber: Subscriber) -> None:
        self._joining.add(subscriber)
        self._joined.set()

    def leave(self, subscriber: Subscriber) -> None:
        for those in (self.live, self._joining, self._admitted, self._noticed):
            those.discard(subscriber)

    def look(self) -> None:
        """There may be new events."""
        self._grown.set()

    def notice_seen(self, user_id: UUID | None = None) -> None:
        """This user marked shares as seen; None: anybody may have."""
        for each in self.live | self._joining:
            if each.viewer.id is not None and user_id in (None, each.viewer.id):
                self._noticed.add(each)
        self._grown.set()

    async def close(self) -> None:
        """What is being read is waited for: a connection cut off in the middle would be lost to the pool."""
        self._closing = True
        self._grown.set()
        self._joined.set()
        await asyncio.wait(self._tasks, timeout=PATIENCE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _repeat(self, signal: asyncio.Event, step: Callable[[], Awaitable[bool]]) -> None:
        """Run `step` at each signal, as often as it says that there is more."""
        while not self._closing:
            signal.clear()
            try:
                while not self._closing and await step():
                    pass
            except (psycopg.OperationalError, OSError) as error:
                logger.warning("The event log cannot be read, trying again: %s", error)
                asyncio.get_running_loop().call_later(AGAIN, signal.set)
            except Exception:
                logger.exception("The feed of an organisation stumbled, trying again")
                asyncio.get_running_loop().call_later(AGAIN, signal.set)
            await signal.wait()

    async def _page(self, after: int, subscribers: set[Subscriber]) -> Page:
        kinds = frozenset[EventKind]().union(*(each.subscription.kinds for each in subscribers))
        return await page(self._database, self.organisation_id, after, kinds, PAGE)

    async def _follow(self) -> bool:
        """One page to the live ones."""
        async with self._lock:
            if not self.live:
                return False
            subscribers = set(self.live)
            found = await self._page(self.position, subscribers)
            await self._deliver(found, subscribers)
            self.position = found.position
            await self._tell_seen()
            return found.position < found.last

    async def _tell_seen(self) -> None:
        concerned = self._noticed & self.live
        seen = Seen(self.organisation_id, self.position)
        await self._delivery.deliver(self.organisation_id, [seen], concerned)
        self._noticed -= concerned

    async def _catch_up(self) -> bool:
        """One page to the newcomers; those who have arrived where the live ones are join them."""
        cohort = {each for each in self._joining if each.sink.roomy}
        if not cohort:
            for each in self._joining:
                each.sink.when_roomy(self._joined.set)
            return False
        started = [each.position for each in cohort if each.position is not None]
        found = await self._page(min(started, default=BEYOND), cohort)
        self._admit(cohort, found)
        cohort &= self._joining
        await self._deliver(found, cohort)
        if arrived := {each for each in cohort if (each.position or 0) >= found.last}:
            await self._go_live(arrived & self._joining)
        return bool(self._joining)

    def _admit(self, cohort: set[Subscriber], found: Page) -> None:
        """Check the cursors against the log; those without one begin at its end."""
        for each in cohort & self._joining:
            if each.position is None:
                each.position = found.last
            elif each.position < found.pruned:
                each.fail(CursorExpired())
            elif each.position > found.last and each not in self._admitted:
                each.fail(CursorInvalid())
            self._admitted.add(each)

    async def _go_live(self, cohort: set[Subscriber]) -> None:
        """While the live ones wait, send what they had meanwhile: a page or so."""
        async with self._lock:
            if not self.live:
                self.position = min((each.position or 0 for each in cohort), default=0)
            while behind := {each for each in cohort if (each.position or 0) < self.position and not each.left}:
                after = min(each.position or 0 for each in behind)
                await self._deliver(await self._page(after, behind), behind)
            self.live |= cohort & self._joining
            self._joining -= self.live
            self._admitted -= self.live
        self._grown.set()

    async def _deliver(self, found: Page, subscribers: set[Subscriber]) -> None:
        await self._delivery.deliver(self.organisation_id, found.events, subscribers)
        for each in subscribers:
            each.position = max(each.position or 0, found.position)


class Feeds:
    """The feeds of one process: each begins with its first subscriber and ends with its last."""

    def __init__(self, database: Database, broker: Broker, guard: Guard, *, poll: float = 1.5) -> None:
        """`poll`: seconds between looks at the heads of all logs, for when wake-ups are lost."""
        self._database, self._broker, self._poll = database, broker, poll
        self._delivery = Delivery(database, guard)
        self._watchers = Watchers(broker, guard, poll=poll)
        self._feeds: dict[UUID, Feed] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        await self._watchers.close()
        await asyncio.gather(*(feed.close() for feed in self._feeds.values()), *self._ending)

    def subscribe(
        self, viewer: Viewer, subscription: Subscription | Watched, sink: Sink, *, address: str | None = None
    ) -> Subscriber | Watcher:
        """Send to `sink`, which is at `address`, until the subscriber leaves or fails, or the row that it watches has
        ended. Raises CursorInvalid."""
        if isinstance(subscription, Watched):
            return self._watchers.subscribe(viewer, subscription, sink)
        subscriber = Subscriber(viewer, subscription, sink, self._leave, address)
        feed = self._feeds.get(subscription.organisation_id)
        if feed is None:
            feed = Feed(subscription.organisation_id, self._database, self._delivery)
            self._feeds[subscription.organisation_id] = feed
        feed.join(subscriber)
        return subscriber

    def _leave(self, subscriber: Subscriber) -> None:
        feed = self._feeds[subscriber.subscription.organisation_id]
        feed.leave(subscriber)
        if feed.is_empty:
            del self._feeds[feed.organisation_id]
            task = asyncio.create_task(feed.close())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def _hear(self, wake: Wake | None) -> None:
        self._watchers.hear(wake)
        if wake is None:
            for feed in self._feeds.values():
                feed.notice_seen()
        elif wake.topic == "organisation":
            if wake.id in self._feeds:
                self._feeds[wake.id].look()
        elif wake.topic == "viewer":
            for feed in self._feeds.values():
                feed.notice_seen(wake.id)

    async def _run(self) -> None:
        with self._broker.listen(self._hear):
            while True:
                await asyncio.sleep(self._poll)
                if not self._feeds:
                    continue
                try:
                    for organisation_id, last in (await heads(self._database, self._feeds)).items():
                        feed = self._feeds.get(organisation_id)
                        if feed is not None and last > feed.position:
                            feed.look()
                except (psycopg.Error, OSError) as error:
                    logger.warning("The heads of the event logs cannot be read: %s", error)
                except Exception:
                    logger.exception("The watch over open streams stumbled; it goes on")
