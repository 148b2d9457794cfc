import asyncio

import pytest

from app.transports.outbox import MOST_CHARACTERS, MOST_FRAMES, ROOMY, Outbox

pytestmark = pytest.mark.anyio


class Pipe:
    """Takes texts while it is open."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.overflows = 0
        self.open = asyncio.Event()
        self.outbox = Outbox(self._write, self._overflow)

    async def _write(self, text: str) -> None:
        await self.open.wait()
        self.written.append(text)

    def _overflow(self) -> None:
        self.overflows += 1
        self.outbox.end(drop=True)


async def test_frames_are_written_in_order_until_the_end() -> None:
    pipe = Pipe()
    pipe.open.set()
    running = asyncio.create_task(pipe.outbox.run())
    for number in range(5):
        pipe.outbox.put("<", str(number), ">")
        await asyncio.sleep(0)
    pipe.outbox.put("", "last", "")
    pipe.outbox.end()
    pipe.outbox.put("", "too late", "")
    await running
    assert pipe.written == ["<0>", "<1>", "<2>", "<3>", "<4>", "last"]


async def test_what_is_too_much_overflows_once_and_is_dropped() -> None:
    pipe = Pipe()
    running = asyncio.create_task(pipe.outbox.run())
    for _ in range(MOST_FRAMES + 10):
        pipe.outbox.put("", "x", "")
    assert pipe.overflows == 1
    pipe.open.set()
    await running
    assert pipe.written == []


async def test_one_frame_may_be_of_any_size_but_not_a_second() -> None:
    pipe = Pipe()
    pipe.outbox.put("", "x" * (MOST_CHARACTERS + 1), "")
    assert pipe.overflows == 0
    pipe.outbox.put("", "x", "")
    assert pipe.overflows == 1


async def test_room_is_told_of_once_and_at_the_end() -> None:
    pipe, later = Pipe(), asyncio.Event()
    told: list[str] = []
    pipe.outbox.when_roomy(lambda: told.append("at once"))
    for _ in range(ROOMY + 2):
        pipe.outbox.put("", "x", "")
    assert not pipe.outbox.roomy
    pipe.outbox.when_roomy(lambda: told.append("later"))
    pipe.outbox.when_roomy(later.set)
    assert told == ["at once"]
    pipe.open.set()
    running = asyncio.create_task(pipe.outbox.run())
    await asyncio.wait_for(later.wait(), 10)
    assert told == ["at once", "later"]
    for _ in range(ROOMY + 2):
        pipe.outbox.put("", "x", "")
    pipe.outbox.when_roomy(lambda: told.append("end"))
    pipe.outbox.end(drop=True)
    await running
    assert told == ["at once", "later", "end"]


async def test_a_frame_that_begins_to_wait_is_finished_by_the_task_before_the_next() -> None:
    pipe = Pipe()
    running = asyncio.create_task(pipe.outbox.run())
    await asyncio.sleep(0)  # idle from now on
    for number in range(3):
        pipe.outbox.put("", str(number), "")
    assert pipe.written == []
    pipe.open.set()
    pipe.outbox.put("", "3", "")
    pipe.outbox.end()
    await running
    assert pipe.written == ["0", "1", "2", "3"]


async def test_an_idle_connection_gets_its_frame_without_a_turn_of_the_event_loop() -> None:
    pipe = Pipe()
    pipe.open.set()
    running = asyncio.create_task(pipe.outbox.run())
    await asyncio.sleep(0)
    pipe.outbox.put("", "0", "")
    assert pipe.written == ["0"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_wait_that_is_cancelled_or_fails_says_so() -> None:
    for end in (asyncio.CancelledError, BrokenPipeError):
        waited: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        outbox = Outbox(lambda text, waited=waited: _until(waited), lambda: None)  # type: ignore[misc]
        running = asyncio.create_task(outbox.run())
        await asyncio.sleep(0)
        outbox.put("", "0", "")
        await asyncio.sleep(0)
        if end is BrokenPipeError:
            waited.set_exception(end())
        else:
            running.cancel()
        with pytest.raises(end):
            await running


async def _until(waited: asyncio.Future[None]) -> None:
    await waited


async def test_a_peer_that_is_gone_ends_the_outbox() -> None:
    async def gone(text: str) -> None:
        raise BrokenPipeError

    outbox = Outbox(gone, lambda: None)
    running = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)
    outbox.put("", "0", "")
    await asyncio.wait_for(running, 10)
