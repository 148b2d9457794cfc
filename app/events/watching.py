"""One row as it changes, to whoever wants to see: its present state at once, then each change, until it ends.

No event log stands behind it: wake-ups say that the row has changed, and where they are lost a look every second or so
does. States that nobody had room for are left out; the last one is always sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg

from app.errors import ApiError
from app.events.broker import Broker, Topic, Wake
from app.events.rights import Guard
from app.events.subscription import Sink
from app.viewer import Viewer

logger = logging.getLogger("rvs.events")


@dataclass(frozen=True, slots=True)
class State:
    """What is sent of a row."""

    text: str
    """The response's JSON."""
    last: bool = False
    """Whether the row does not change any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What the GraphQL engine makes of a document that subscribes to a row."""

    topic: Topic
    id: UUID
    """Of the wake-ups."""
    render: Callable[[], Awaitable[State]]
    """As things are now. Raises ApiErrors, which end the subscription; psycopg.OperationalError: tried again."""


class WatchFailed(ApiError):
    """This could not be sent: subscribe again."""

    code = "INTERNAL_ERROR"


class Watcher:
    """One subscription of one viewer to one row."""

    def __init__(self, viewer: Viewer, watched: Watched, sink: Sink, guard: Guard, *, poll: float) -> None:
        self.watched = watched
        self._viewer, self._sink, self._guard, self._poll = viewer, sink, guard, poll
        self._woken = asyncio.Event()
        self._left = False
        self.task = asyncio.create_task(self._run())

    def look(self) -> None:
        """The row may have changed."""
        self._woken.set()

    def leave(self) -> None:
        """Nothing is sent from now on."""
        self._left = True
        if self.task is not asyncio.current_task():
            self.task.cancel()

    async def _run(self) -> None:
        sent = None
        while True:
            self._woken.clear()
            try:
                await self._room()
                await self._guard.check([self._viewer])
                if self._left:  # refused just now
                    return
                state = await self.watched.render()
            except (psycopg.OperationalError, OSError) as error:
                logger.warning("A row that is watched cannot be read, trying again: %s", type(error).__name__)
            except ApiError as error:
                self._sink.fail(error)
                return
            except Exception:
                logger.exception("The state of a row could not be sent")
                self._sink.fail(WatchFailed())
                return
            else:
                if state.text != sent:
                    self._sink.send(state.text, None)
                    sent = state.text
                if state.last:
                    self._sink.complete()
                    return
            try:
                await asyncio.wait_for(self._woken.wait(), self._poll)
            except TimeoutError:
                continue

    async def _room(self) -> None:
        while not self._sink.roomy:
            there = asyncio.Event()
            self._sink.when_roomy(there.set)
            await there.wait()


class Watchers:
    """All of one process."""

    def __init__(self, broker: Broker, guard: Guard, *, poll: float = 1.5) -> None:
        """`poll`: seconds between looks, for when wake-ups are lost."""
        self._broker, self._guard, self._poll = broker, guard, poll
        self._watchers: set[Watcher] = set()

    def subscribe(self, viewer: Viewer, watched: Watched, sink: Sink) -> Watcher:
        """Send to `sink` until the row has ended, or the watcher leaves."""
        watcher = Watcher(viewer, watched, sink, self._guard, poll=self._poll)
        self._watchers.add(watcher)
        watcher.task.add_done_callback(lambda _task: self._watchers.discard(watcher))
        return watcher

    def hear(self, wake: Wake | None) -> None:
        """A broker's wake-up."""
        for watcher in self._watchers:
            if wake is None or (wake.topic == watcher.watched.topic and wake.id == watcher.watched.id):
                watcher.look()

    async def close(self) -> None:
        """Nothing is sent from now on."""
        tasks = [watcher.task for watcher in self._watchers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
