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
            if await process.stdout.readline() != READY:
                raise ChildEnded
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
    """One spare child at any time, while somebody wants one."""

    def __init__(self) -> None:
        self._spare: asyncio.Task[Child] | None = None

    def keep_ready(self, *, after: float = 0.0) -> None:
        """See to it that there is one."""
        if self._spare is None:
            self._spare = asyncio.create_task(_later(after))

    async def take(self) -> Child:
        """One that is ready; the caller ends it. Raises ChildEnded."""
        spare, self._spare = self._spare, None
        child = None
        if spare is not None:
            with contextlib.suppress(ChildEnded):
                child = await spare
        if child is not None and not child.is_alive:
            await child.end()
            child = None
        child = child or await Child.started()
        self.keep_ready(after=BREATH)
        return child

    async def close(self) -> None:
        """No spare any more."""
        spare, self._spare = self._spare, None
        if spare is None:
            return
        spare.cancel()
        with contextlib.suppress(asyncio.CancelledError, ChildEnded):
            await (await spare).end()


async def _later(after: float) -> Child:
    await asyncio.sleep(after)
    return await Child.started()
