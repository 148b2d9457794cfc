"""Frames on their way to one connection: bounded, and written in order.

Where nothing waits a frame is written at once; else one task writes (of a thousand deliveries it writes none, as long
as peers read: a third more deliveries a second than through the task alone).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from app.transports.eager import Rest, begin

MOST_FRAMES = 256
MOST_CHARACTERS = 4 << 20
ROOMY = MOST_FRAMES // 4

Write = Callable[[str], Coroutine[Any, Any, None]]
"""Raises OSError where the peer is gone."""


class Outbox:
    """Texts are kept in parts, as the middle one is shared by many connections."""

    def __init__(self, write: Write, overflowed: Callable[[], None]) -> None:
        """`overflowed` is called once there is too much; what is put after that is dropped."""
        self._write, self._overflowed = write, overflowed
        self._frames: deque[tuple[str, str, str]] = deque()
        self._characters = 0
        self._ended = False
        self._begun: Rest | None = None
        self._idle: asyncio.Future[None] | None = None
        self._when_roomy: set[Callable[[], None]] = set()

    @property
    def roomy(self) -> bool:
        return len(self._frames) <= ROOMY and self._characters <= MOST_CHARACTERS // 4

    def when_roomy(self, call: Callable[[], None]) -> None:
        """Call once as soon as there is room, or the connection ends."""
        if self.roomy or self._ended:
            call()
        else:
            self._when_roomy.add(call)

    def put(self, before: str, text: str, after: str) -> None:
        """Never waits. A single frame may have any size."""
        if self._ended:
            return
        if self._idle is not None:
            self._write_now(before + text + after)
            return
        frames = self._frames
        if frames and (len(frames) >= MOST_FRAMES or self._characters + len(text) > MOST_CHARACTERS):
            self._overflowed()
            return
        frames.append((before, text, after))
        self._characters += len(text)

    def end(self, *, drop: bool = False) -> None:
        """Nothing more comes: `run` returns once all is written; with `drop` what waits is not."""
        self._ended = True
        if drop:
            self.clear()
        self._wake()
        self._tell_roomy()

    def clear(self) -> None:
        """Drop what waits."""
        self._frames.clear()
        self._characters = 0

    async def run(self) -> None:
        """Write until the end. Raises OSError where the peer is gone."""
        frames, write = self._frames, self._write
        while True:
            if self._begun is not None:
                begun, self._begun = self._begun, None
                await begun
            while frames:
                before, text, after = frames.popleft()
                self._characters -= len(text)
                await write(before + text + after)
                if self._when_roomy and self.roomy:
                    self._tell_roomy()
            if self._ended:
                return
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle

    def _write_now(self, frame: str) -> None:
        try:
            self._begun = begin(self._write(frame))
        except OSError:  # the peer is gone
            self.end(drop=True)
        if self._begun is not None:
            self._wake()

    def _wake(self) -> None:
        """The task goes on; until it is idle again frames have to queue."""
        idle, self._idle = self._idle, None
        if idle is not None and not idle.done():
            idle.set_result(None)

    def _tell_roomy(self) -> None:
        calls, self._when_roomy = self._when_roomy, set()
        for call in calls:
            call()
