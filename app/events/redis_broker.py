"""Wake-ups through Redis pub/sub, for several processes. While Redis is away they are lost, and nobody waits for it."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast
from uuid import UUID, uuid4

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.events.broker import Hear, LocalBroker, Topic, Wake

CHANNEL = "rvs"
SLOWEST = 1.0  # seconds that one exchange with Redis may take
SILENCE = 4.0  # seconds after which a connection that answers no ping is given up
SHORTEST_BACKOFF, LONGEST_BACKOFF = 0.05, 1.0
MOST_UNSENT = 10_000
BATCH = 500

logger = logging.getLogger("rvs.events")


class RedisBroker:
    """Own listeners hear at once, without Redis; those of other processes through it."""

    def __init__(self, url: str, *, channel: str = CHANNEL) -> None:
        # No retries inside redis-py: it would reconnect without a word, and what was published meanwhile is gone.
        self._redis = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=SLOWEST,
            socket_connect_timeout=SLOWEST,
            decode_responses=True,
        )
        self._channel, self._name = channel, uuid4().hex
        self._local = LocalBroker()
        self._unsent: deque[str] = deque(maxlen=MOST_UNSENT)
        self._sender: asyncio.Task[None] | None = None
        self._listener: asyncio.Task[None] | None = None
        self._closed = False

    def publish(self, wake: Wake) -> None:
        self._local.publish(wake)
        if self._closed:
            return
        self._unsent.append(_text(self._name, wake))
        if self._sender is None:
            self._sender = asyncio.create_task(self._send())

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        with self._local.listen(hear):
            if self._listener is None and not self._closed:
                self._listener = asyncio.create_task(self._listen())
            yield

    async def close(self) -> None:
        self._closed = True
        if self._sender is not None:
            await asyncio.wait([self._sender], timeout=SLOWEST)
        tasks = [task for task in (self._sender, self._listener) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._redis.aclose()

    async def _send(self) -> None:
        """Ends when nothing is left: what Redis does not take is dropped, pollers will see it."""
        try:
            while self._unsent:
                batch = [self._unsent.popleft() for _ in range(min(BATCH, len(self._unsent)))]
                with suppress(RedisError, OSError):
                    async with self._redis.pipeline(transaction=False) as pipeline:
                        for text in batch:
                            pipeline.publish(self._channel, text)
                        await pipeline.execute()
        finally:
            self._sender = None

    async def _listen(self) -> None:
        backoff, again = SHORTEST_BACKOFF, False
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(self._channel)
                    backoff = SHORTEST_BACKOFF
                    await self._hear(pubsub, again=again)
            except (RedisError, OSError) as error:
                if backoff == SHORTEST_BACKOFF:
                    logger.warning("Redis is away, the log is polled: %s", error)
            again = True
            await asyncio.sleep(backoff * random.uniform(0.5, 1))  # noqa: S311 - spreads reconnections
            backoff = min(backoff * 2, LONGEST_BACKOFF)

    async def _hear(self, pubsub: PubSub, *, again: bool) -> None:
        """Until the connection is lost, which raises."""
        clock = asyncio.get_running_loop().time
        heard = clock()
        while True:
            message = await pubsub.get_message(timeout=SILENCE / 4)
            if message is None:
                if clock() - heard > SILENCE:
                    raise RedisTimeout
                await pubsub.ping()
                continue
            heard = clock()
            if message["type"] == "subscribe" and again:
                self._local.tell(None)  # what was published meanwhile is gone
            elif message["type"] == "message":
                sender, wake = _wake(message["data"])
                if sender != self._name and wake is not None:
                    self._local.tell(wake)


class RedisTimeout(RedisError):
    """Redis answers no ping."""


def _text(sender: str, wake: Wake) -> str:
    return f"{sender} {wake.topic} {wake.id} {'' if wake.number is None else wake.number}"


def _wake(text: str) -> tuple[str, Wake | None]:
    """Sender and what it sent; None where another version of this programme sent what this one does not know."""
    try:
        sender, topic, uuid, number = text.split(" ")
        return sender, Wake(cast(Topic, topic), UUID(uuid), int(number) if number else None)
    except ValueError:
        return "", None
