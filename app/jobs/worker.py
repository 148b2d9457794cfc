"""The worker's loop: each line takes its turns while there is something, then waits for a wake-up or a moment."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from app.events.broker import Broker, Topic, Wake

POLL = 2.0
"""Seconds after which a line looks by itself: wake-ups may be lost, and what is tried again has none."""
DRAIN = 20.0
"""Seconds that what has begun may take when the worker ends."""

logger = logging.getLogger("rvs.jobs")


class Line(Protocol):
    """Work of one kind, done one after the other."""

    topic: Topic | None
    """What it is woken by."""

    async def turn(self) -> bool:
        """Do one thing; False: there is nothing (more) to do now."""

    async def close(self) -> None:
        """Let go what it keeps between turns."""


class Worker:
    """Works on all lines at once until it is stopped."""

    def __init__(self, broker: Broker, lines: Sequence[Line], *, poll: float = POLL, drain: float = DRAIN) -> None:
        self._broker, self._poll, self._drain = broker, poll, drain
        self._woken = [(line, asyncio.Event()) for line in lines]
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Begin nothing new; `run` returns when what has begun is done."""
        self._stop.set()
        self._hear(None)

    async def run(self) -> None:
        """Until it is stopped. What takes too long then is cancelled: another worker does it."""
        with self._broker.listen(self._hear):
            tasks = [asyncio.create_task(self._work(line, woken)) for line, woken in self._woken]
            try:
                await self._stop.wait()
                await asyncio.wait(tasks, timeout=self._drain)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for line, _ in self._woken:
                    await line.close()

    async def _work(self, line: Line, woken: asyncio.Event) -> None:
        while not self._stop.is_set():
            woken.clear()
            if await self._turn(line) or self._stop.is_set():
                continue
            try:
                async with asyncio.timeout(self._poll):
                    await woken.wait()
            except TimeoutError:
                continue

    async def _turn(self, line: Line) -> bool:
        try:
            return await line.turn()
        except Exception:  # the database is away, or a bug: the row's lease runs out, and it is tried again
            logger.exception("A turn of %s failed", type(line).__name__)
            return False

    def _hear(self, wake: Wake | None) -> None:
        for line, woken in self._woken:
            if wake is None or wake.topic == line.topic:
                woken.set()


@asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[None]:
    """The worker runs beside what is done within."""
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await running
