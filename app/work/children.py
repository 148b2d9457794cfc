"""Processes that make files, started beforehand: loading all that they need takes longer than most files."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from pathlib import Path

import app
from app.exports.order import Order, Word, heard

MODULE = "app.exports.child"
READY = b"ready\n"
GRACE = 3.0
"""Seconds that one is given to take its unfinished file away."""
STARTED_WITHIN = 60.0
"""Seconds; one that hangs would hold up all downloads of its worker."""
BREATH = 0.5
"""Seconds after one is taken until the next is started: a short job is done by then."""


class ChildEnded(Exception):
    """The process ended without a word: it was killed, or ran out of memory."""


class Child:
    """One process; it does one thing."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def started(cls) -> "Child":
        """Ready for an order. Raises ChildEnded."""
        root = str(Path(app.__file__).parents[1])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", MODULE),
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        child = cls(process)
        try:
            assert process.stdout is not None
            async with asyncio.timeout(STARTED_WITHIN):
                if await process.stdout.readline() != READY:
                    raise ChildEnded
        except TimeoutError:
            await child.end()
            raise ChildEnded from None
        except BaseException:
            await child.end()
            raise
        return child

    @property
    def pid(self) -> int:
        """Of the process and its group."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """As far as is known."""
        return self._process.returncode is None

    async def words(self, order: Order) -> AsyncGenerator[Word, None]:
        """What it tells while it does it. Raises ChildEnded where that does not end with a last word."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with contextlib.suppress(ConnectionError):  # it says so by its end
            stdin.write(order.line())
            await stdin.drain()
        last = False
        while line := await stdout.readline():
            word = heard(line)
            last = not isinstance(word, int)
            yield word
        if not last:
            raise ChildEnded

    async def end(self) -> None:
        """However far it is. Nothing of it is left."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), GRACE)
                break
        transport = self._process._transport  # type: ignore[attr-defined]
        transport.close()


class Children:
    """One spare child at any time, while somebody wants one. Starting one is never broken off: nobody would know of the
    process then."""

    def __init__(self) -> None:
        self._spare: asyncio.Task[Child | None] | None = None
        self._turn = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._closed = False

    def keep_ready(self, *, after: float = 0.0) -> None:
        """See to it that there is one."""
        if self._spare is None and not self._closed:
            self._hurry.clear()
            self._spare = asyncio.create_task(self._started(after))

    async def take(self) -> Child:
        """One that is ready; the caller ends it. Raises ChildEnded."""
        async with self._turn:
            for _ in range(2):
                self.keep_ready()
                if (child := await self._taken()) is None:
                    break
                self.keep_ready(after=BREATH)
                if child.is_alive:
                    return child
                await child.end()  # it was killed while it waited
        raise ChildEnded

    async def close(self) -> None:
        """No spare any more."""
        self._closed = True
        with contextlib.suppress(ChildEnded):
            if (child := await self._taken()) is not None:
                await child.end()

    async def _taken(self) -> Child | None:
        """The spare, once it is ready; it is nobody else's then."""
        spare = self._spare
        if spare is None:
            return None
        self._hurry.set()
        try:
            return await asyncio.shield(spare)
        finally:
            if spare.done():
                self._spare = None

    async def _started(self, after: float) -> Child | None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), after)
        return None if self._closed else await Child.started()
