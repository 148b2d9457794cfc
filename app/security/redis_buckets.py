"""Token buckets that all processes share, in Redis; while it is away each process goes on with its own."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.errors import Throttled
from app.security.buckets import KNOWN_FOR, Buckets, Budget, Kind, LocalBuckets, wait

SLOWEST = 0.25  # seconds that one exchange with Redis may take
AWAY_FOR = 1.0  # seconds for which a Redis that did not answer is not asked again
PREFIX = "rvs:bucket:"

logger = logging.getLogger("rvs.buckets")
T = TypeVar("T")

# In one go, by Redis's own clock: what processes read and write between each other is no race. Gives what is missing
# (nothing: taken), as a text, since Redis cuts a script's numbers to whole ones.
_SPEND = """
local size, rate, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = size
if held[1] then
    tokens = math.min(size, tonumber(held[1]) + math.max(0, now - tonumber(held[2])) * rate)
end
if tokens < cost then
    return tostring(cost - tokens)
end
tokens = math.min(size, tokens - cost)
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((size - tokens) / rate * 1000) + 1000)
return '0'
"""


class RedisBuckets:
    """The same budgets over all processes. No call takes longer than SLOWEST, whatever Redis does."""

    def __init__(
        self, url: str, budgets: Mapping[Kind, Budget], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._budgets, self._clock = budgets, clock
        self._local = LocalBuckets(budgets, clock)
        self._redis: Redis = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=SLOWEST,
            socket_connect_timeout=SLOWEST,
            decode_responses=True,
        )
        self._script = self._redis.register_script(_SPEND)
        self._away_until = float("-inf")

    async def spend(self, kind: Kind, key: str, cost: float = 1) -> None:
        budget = self._budgets[kind]

        async def shared() -> float:
            arguments = [budget.tokens, budget.per_second, cost]
            return float(await self._script(keys=[_name(kind, key)], args=arguments))

        missing = await self._asked(shared)
        if missing is None:
            await self._local.spend(kind, key, cost)
        elif missing > 0:
            raise Throttled(retry_after=wait(missing, budget))

    async def refund(self, kind: Kind, key: str, cost: float = 1) -> None:
        await self.spend(kind, key, -cost)  # the script fills no bucket beyond its size

    async def know(self, key: str) -> None:
        await self._local.know(key)
        await self._asked(lambda: self._redis.set(_name("known", key), "1", ex=KNOWN_FOR))

    async def knows(self, key: str) -> bool:
        found = await self._asked(lambda: self._redis.exists(_name("known", key)))
        return await self._local.knows(key) if not found else True

    async def close(self) -> None:
        await self._redis.aclose()

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T | None:
        """Redis's answer; None where there is none, and for a while after."""
        if self._clock() < self._away_until:
            return None
        try:
            async with asyncio.timeout(SLOWEST):
                return await ask()
        except (RedisError, OSError, TimeoutError) as error:
            if self._away_until == float("-inf"):
                logger.warning("Redis is away, each process counts for itself: %s", type(error).__name__)
            self._away_until = self._clock() + AWAY_FOR
            return None


def made(url: str | None, budgets: Mapping[Kind, Budget]) -> Buckets:
    """Shared ones where there is a Redis."""
    return LocalBuckets(budgets) if url is None else RedisBuckets(url, budgets)


def _name(kind: str, key: str) -> str:
    """Keys may hold e-mail addresses: Redis is told a digest."""
    return f"{PREFIX}{kind}:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
