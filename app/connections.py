"""The connections that read, and who has to wait for one: first come, first served.

psycopg's pool makes and replaces them. Those that are here are handed on without it: from one read to the next within
the same turn of the event loop, so that PostgreSQL does not wait for Python (docs/performance.md)."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from app.wire import Connection, Read, Values, Wire

Pool = AsyncConnectionPool[Connection]

PATIENCE = 30.0
"""Seconds to wait for a connection."""
BUSY = 3
"""Reads under way, beyond which others wait for one of these connections rather than wake another: a backend that has
just worked has its caches warm, and eight in turn take a third more of the processor for each page than one does."""
STRETCH = 0.005
"""Seconds after which who waits gets another connection all the same: those at work have something slow to do."""
OLDEST = 3_600.0
"""Seconds after which a connection is replaced."""


class Connections:
    """At most `size` of the pool's, which nobody else takes from."""

    def __init__(self, pool: Pool, size: int) -> None:
        self._pool, self.size = pool, size
        self._loop = asyncio.get_running_loop()
        self._free: list[Wire] = []
        self._here: set[Wire] = set()
        self._coming = 0
        self._closed = False
        self._wanted: deque[Read] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stretching: asyncio.TimerHandle | None = None

    async def text(self, *statements: tuple[str, Values]) -> bytes | None:
        """Run the statements as one read-only transaction; the last one's first column of its first row, as UTF-8.

        Raises psycopg's errors; where the caller is cancelled, the statement's connection is closed."""
        read = Read(self._loop, statements)
        self._want(read)
        try:
            answer: bytes | None = await read.answer
            return answer
        except asyncio.CancelledError:
            read.served()
            if read.wire is not None:
                read.wire.abandon(read)
            raise

    async def take(self) -> Wire:
        """One for a transaction of several statements; to be given back. Raises PoolTimeout."""
        wish = Read(self._loop, None)
        self._want(wish)
        try:
            wire: Wire = await wish.answer
            return wire
        except asyncio.CancelledError:
            if not wish.answer.cancelled() and wish.answer.done() and wish.answer.exception() is None:
                self.give(wish.answer.result())
            raise

    def give(self, wire: Wire) -> None:
        """Back from `take`. One in an unknown state is discarded."""
        if wire.is_sound:
            wire.watch()
            self._next(wire)
        else:
            wire.close()

    async def close(self) -> None:
        """Let all go, and send away who waits."""
        self._closed = True
        while self._wanted:
            self._wanted.popleft().failed(psycopg.OperationalError("the connections are closed"))
        for wire in list(self._here):
            if wire in self._free:
                self._here.discard(wire)
                self._spawn(self._pool.putconn(wire.leave()))
            else:
                wire.close()
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _want(self, read: Read) -> None:
        busy = len(self._here) - len(self._free)
        if self._free and (busy < BUSY or read.statements is None):
            self._hand(self._free.pop(), read)
            return
        read.patience = self._loop.call_later(PATIENCE, read.failed, PoolTimeout("no connection became free"))
        self._wanted.append(read)
        if busy < BUSY or read.statements is None:
            self._grow()
        elif self._stretching is None:
            self._stretching = self._loop.call_later(STRETCH, self._stretch)

    def _stretch(self) -> None:
        """Who has waited for long gets another connection."""
        self._stretching = None
        now = self._loop.time()
        while self._wanted and (self._wanted[0].answer.done() or now - self._wanted[0].since >= STRETCH):
            if not self._free:
                self._grow()
                break
            read = self._wanted.popleft()
            if read.served():
                self._hand(self._free.pop(), read)
        if self._wanted:
            self._stretching = self._loop.call_later(STRETCH, self._stretch)

    def _next(self, wire: Wire) -> None:
        """It has nothing to do, or is lost."""
        if wire.lost:
            self._here.discard(wire)
            if wire in self._free:
                self._free.remove(wire)
            self._spawn(self._pool.putconn(wire.connection))
            self._grow()
            return
        now = self._loop.time()
        if now - wire.since > OLDEST:
            wire.close()
            return
        too_many = len(self._here) - len(self._free) > BUSY
        wanted = self._wanted
        while wanted:
            read = wanted[0]
            if too_many and read.statements is not None and now - read.since < STRETCH and not read.answer.done():
                break
            wanted.popleft()
            if read.served():
                self._hand(wire, read)
                return
        self._free.append(wire)

    def _hand(self, wire: Wire, read: Read) -> None:
        if read.statements is None:
            wire.leave()
            read.answer.set_result(wire)
        else:
            wire.begin(read)

    def _grow(self) -> None:
        """Ask the pool for one more, where somebody waits and there may be one."""
        if len(self._wanted) > self._coming and len(self._here) + self._coming < self.size and not self._closed:
            self._coming += 1
            self._spawn(self._arrive())

    async def _arrive(self) -> None:
        try:
            connection = await self._pool.getconn()
        except psycopg.Error as error:
            self._coming -= 1
            if self._wanted:
                self._wanted.popleft().failed(error)
            self._grow()
            return
        self._coming -= 1
        wire = Wire(connection, self._next)
        self._here.add(wire)
        if self._closed:
            wire.close()
        else:
            self._next(wire)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
