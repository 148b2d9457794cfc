import asyncio
import socket
import time
from uuid import UUID

import pytest
from redis.asyncio import Redis

from app.events.broker import Broker, Wake
from app.events.redis_broker import CHANNEL, RedisBroker
from tests.redis_server import RedisServer

pytestmark = pytest.mark.anyio

ONE, TWO = UUID(int=1), UUID(int=2)


class Ear:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[Wake | None] = []
        self._changed = asyncio.Event()

    def __call__(self, wake: Wake | None) -> None:
        self.heard.append(wake)
        self._changed.set()

    @property
    def wakes(self) -> list[Wake]:
        return [wake for wake in self.heard if wake is not None]

    async def hears(self, wake: Wake | None) -> None:
        async with asyncio.timeout(10):
            while wake not in self.heard:
                self._changed.clear()
                await self._changed.wait()


async def subscribed(url: str, channel: str, number: int) -> None:
    """Wait until so many listen on the channel: what was published before is lost to them."""
    async with asyncio.timeout(10), Redis.from_url(url) as redis:
        while dict(await redis.pubsub_numsub(channel)) != {channel.encode(): number}:  # noqa: ASYNC110 - in Redis
            await asyncio.sleep(0)


async def test_every_listener_hears_every_wake_up_in_order_until_it_stops_listening(broker: Broker) -> None:
    first, second = Ear(), Ear()
    with broker.listen(first):
        with broker.listen(second):
            broker.publish(Wake("organisation", ONE, 17))
            broker.publish(Wake("job", TWO))
        broker.publish(Wake("viewer", ONE))

    wakes = [Wake("organisation", ONE, 17), Wake("job", TWO), Wake("viewer", ONE)]
    assert (first.wakes, second.wakes) == (wakes, wakes[:2])


async def test_redis_carries_wake_ups_to_other_processes_and_not_back(any_redis: str) -> None:
    here, there = RedisBroker(any_redis, channel="test"), RedisBroker(any_redis, channel="test")
    ear, own = Ear(), Ear()
    with there.listen(ear), here.listen(own):
        await subscribed(any_redis, "test", 2)
        for number in range(1_200):
            here.publish(Wake("organisation", ONE, number))
        there.publish(Wake("session", TWO))
        await ear.hears(Wake("organisation", ONE, 1_199))
        await own.hears(Wake("session", TWO))

        assert [wake.number for wake in ear.wakes if wake.topic == "organisation"] == list(range(1_200))
        assert len(own.wakes) == 1_201
    await here.close()
    await there.close()


async def test_nonsense_on_the_channel_is_passed_over(any_redis: str) -> None:
    here, there = RedisBroker(any_redis, channel="test"), RedisBroker(any_redis, channel="test")
    ear = Ear()
    with there.listen(ear):
        await subscribed(any_redis, "test", 1)
        for text in ("", "a b", "a organisation no-uuid 1", f"a organisation {ONE} x", "\0" * 9):
            await here._redis.publish("test", text)
        here.publish(Wake("job", ONE))
        await ear.hears(Wake("job", ONE))
    assert ear.wakes == [Wake("job", ONE)]
    await here.close()
    await there.close()


async def test_after_a_killed_redis_is_back_listeners_are_told_that_they_may_have_missed_something(
    redis_server: RedisServer,
) -> None:
    here, there = RedisBroker(redis_server.url), RedisBroker(redis_server.url)
    ear = Ear()
    with there.listen(ear):
        await subscribed(redis_server.url, CHANNEL, 1)
        redis_server.kill()
        here.publish(Wake("job", ONE))  # lost, and nobody waits for it
        assert ear.heard == []
        redis_server.start()
        await ear.hears(None)
        assert ear.heard == [None]
        here.publish(Wake("job", TWO))
        await ear.hears(Wake("job", TWO))
        assert ear.wakes == [Wake("job", TWO)]
    await here.close()
    await there.close()


async def test_a_redis_that_accepts_and_says_nothing_holds_nobody_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        broker = RedisBroker(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        ear = Ear()
        started = time.monotonic()
        with broker.listen(ear):
            for number in range(20_000):
                broker.publish(Wake("organisation", ONE, number))
        assert len(ear.wakes) == 20_000
        await broker.close()
        assert time.monotonic() - started < 5


async def test_closing_sends_what_is_still_to_be_sent(any_redis: str) -> None:
    here, there = RedisBroker(any_redis, channel="test"), RedisBroker(any_redis, channel="test")
    ear = Ear()
    with there.listen(ear):
        await subscribed(any_redis, "test", 1)
        here.publish(Wake("job", ONE))
        await here.close()
        await ear.hears(Wake("job", ONE))
    await there.close()
