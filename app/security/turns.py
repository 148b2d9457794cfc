"""Who comes in a crowd goes on in turn, so that a hundred who want one thing do not keep everybody else waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import Throttled

RETRY_AFTER = 5
"""Seconds."""


class Turns:
    """So many go on at once, the others wait: first come, first served."""

    def __init__(self, at_once: int = 1, most: int | None = None) -> None:
        """Where `most` are here already, those who have a turn among them, one more is refused."""
        self._free, self._most = asyncio.Semaphore(at_once), most
        self.here = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for it, and have it for as long as the context. Raises Throttled."""
        if self._most is not None and self.here >= self._most:
            raise Throttled(retry_after=RETRY_AFTER)
        self.here += 1
        try:
            async with self._free:
                yield
        finally:
            self.here -= 1

    async def step(self) -> None:
        """Wait for a turn that lasts until the event loop has seen to all else that is due."""
        async with self.turn():
            await asyncio.sleep(0)


def sign_ins() -> Turns:
    """Those of sign-ins: while one password is hashed, the account of the next is looked up. All the rest wait before
    the database hears of them: a hundred look-ups at once would stand before everybody's pages."""
    return Turns(2, most=200)
