"""Token buckets: the same behaviour in one process, in Redis, and while Redis is away."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from app.errors import Throttled
from app.security import buckets as module
from app.security.buckets import (
    BUDGETS,
    Buckets,
    Budget,
    Kind,
    LocalBuckets,
    admit_mutation,
    budgets,
    source,
    spend_all,
)
from app.security.redis_buckets import AWAY_FOR, SLOWEST, RedisBuckets, made
from app.viewer import Viewer, ViewerKind, anonymous
from tests.redis_server import RedisServer, own_redis

pytestmark = pytest.mark.anyio

#: An hour of quiet restores one and a half tokens of this: within a test, none.
SLOW = {kind: Budget(3, 1.5) for kind in Kind}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    with own_redis() as server:
        yield server


@pytest.fixture(params=["local", "redis"])
async def slow(request: pytest.FixtureRequest, redis_server: RedisServer) -> AsyncIterator[Buckets]:
    """Of three tokens each, empty for this test alone (its keys are its own)."""
    found = made(None if request.param == "local" else redis_server.url, SLOW)
    yield found
    await found.close()


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    return f"{request.node.name}@example.org"


async def spent(buckets: Buckets, key: str, times: int, kind: Kind = Kind.CLAIM) -> list[int]:
    """Of each attempt: 0, or the seconds to wait."""
    seen = []
    for _ in range(times):
        try:
            await buckets.spend(kind, key)
            seen.append(0)
        except Throttled as refusal:
            seen.append(refusal.retry_after)
    return seen


async def test_a_bucket_has_so_many_tokens_and_says_when_the_next_comes(slow: Buckets, key: str) -> None:
    seen = await spent(slow, key, 4)

    assert seen[:3] == [0, 0, 0]
    assert 2_395 <= seen[3] <= 2_400


async def test_a_refused_attempt_takes_nothing_and_a_large_one_waits_longer(slow: Buckets, key: str) -> None:
    await slow.spend(Kind.CLAIM, key, 2)
    with pytest.raises(Throttled) as refusal:
        await slow.spend(Kind.CLAIM, key, 3)
    assert 4_795 <= refusal.value.retry_after <= 4_800

    assert await spent(slow, key, 1) == [0]


async def test_a_refund_gives_back_and_fills_no_bucket_beyond_its_size(slow: Buckets, key: str) -> None:
    await spent(slow, key, 3)
    await slow.refund(Kind.CLAIM, key)
    assert [wait > 0 for wait in await spent(slow, key, 2)] == [False, True]

    await slow.refund(Kind.CLAIM, key, 100)
    assert [wait > 0 for wait in await spent(slow, key, 4)] == [False, False, False, True]


async def test_kinds_and_keys_have_buckets_of_their_own(slow: Buckets, key: str) -> None:
    await spent(slow, key, 3)

    assert await spent(slow, key + "2", 1) == [0]
    assert await spent(slow, key, 1, Kind.REGISTRATION) == [0]


async def test_many_at_once_are_counted_one_by_one(slow: Buckets, key: str) -> None:
    seen = await asyncio.gather(*(spent(slow, key, 1) for _ in range(50)))

    assert [wait for (wait,) in seen].count(0) == 3


async def test_of_several_all_or_none_are_taken(slow: Buckets, key: str) -> None:
    await spent(slow, key, 3, Kind.REGISTRATION)
    for _ in range(5):
        with pytest.raises(Throttled):
            await spend_all(slow, [(Kind.CLAIM, key), (Kind.REGISTRATION, key)])

    assert await spent(slow, key, 3) == [0, 0, 0]


async def test_a_known_source_stays_known(slow: Buckets, key: str) -> None:
    assert not await slow.knows(key)
    await slow.know(key)

    assert await slow.knows(key)


async def test_time_restores() -> None:
    clock = Clock()
    local = LocalBuckets(BUDGETS, clock)
    assert await spent(local, "a", 6, Kind.SIGN_IN_PAIR) == [0, 0, 0, 0, 0, 180]

    clock.now += 179.5
    assert await spent(local, "a", 1, Kind.SIGN_IN_PAIR) == [1]
    clock.now += 0.5
    assert await spent(local, "a", 2, Kind.SIGN_IN_PAIR) == [0, 180]
    clock.now += 24 * 3_600
    assert await spent(local, "a", 6, Kind.SIGN_IN_PAIR) == [0, 0, 0, 0, 0, 180]


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 10)
    local = LocalBuckets(SLOW)
    for number in range(50):
        await local.spend(Kind.CLAIM, str(number))
        await local.know(str(number))

    assert (len(local._buckets), len(local._known)) == (10, 10)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_ipv6_line_is_one_source(address: str, where: str) -> None:
    assert source(address) == where


async def test_mutations_cost_the_viewer_and_the_organisation_or_else_the_address() -> None:
    local = LocalBuckets(budgets(10))
    one, other = (Viewer(ViewerKind.USER, id=UUID(int=number), organisation_id=UUID(int=9)) for number in (1, 2))
    for _ in range(10):
        await admit_mutation(local, one, "192.0.2.1")
    with pytest.raises(Throttled) as refusal:
        await admit_mutation(local, one, "192.0.2.1")
    assert refusal.value.retry_after == 6
    await admit_mutation(local, other, "192.0.2.1")
    for _ in range(2):
        await admit_mutation(local, anonymous(), "192.0.2.1")
    with pytest.raises(Throttled):
        await admit_mutation(local, anonymous(), "192.0.2.1")
    await admit_mutation(local, anonymous(), "192.0.2.2")
    for number in range(39):  # of 50 an organisation has; the one refused cost it nothing
        await admit_mutation(local, Viewer(ViewerKind.USER, UUID(int=100 + number), UUID(int=9)), None)
    with pytest.raises(Throttled):
        await admit_mutation(local, Viewer(ViewerKind.USER, UUID(int=200), UUID(int=9)), None)


async def test_processes_share_what_redis_holds(redis_server: RedisServer, key: str) -> None:
    one, other = RedisBuckets(redis_server.url, SLOW), RedisBuckets(redis_server.url, SLOW)
    await spent(one, key, 2)
    await other.know(key)

    assert [wait > 0 for wait in await spent(other, key, 2)] == [False, True]
    assert await one.knows(key)
    await one.close()
    await other.close()


async def test_without_redis_each_counts_for_itself_at_once_and_shares_again_when_it_is_back(key: str) -> None:
    clock = Clock()
    with own_redis() as server:
        shared = RedisBuckets(server.url, SLOW, clock=clock)
        await spent(shared, key, 3)
        server.kill()

        before = time.monotonic()
        assert [wait > 0 for wait in await spent(shared, key, 4)] == [False, False, False, True]
        assert time.monotonic() - before < 2 * SLOWEST

        server.start()  # empty: what it held is gone, and this process's own buckets too are no longer asked
        assert [wait > 0 for wait in await spent(shared, key, 1)] == [True]
        clock.now += AWAY_FOR
        assert [wait > 0 for wait in await spent(shared, key, 4)] == [False, False, False, True]
        await shared.close()


async def test_a_redis_that_stalls_costs_a_quarter_of_a_second_once(key: str) -> None:
    with socket.socket() as stalled:
        stalled.bind(("127.0.0.1", 0))
        stalled.listen()  # and never answers
        shared = RedisBuckets(f"redis://127.0.0.1:{stalled.getsockname()[1]}/0", SLOW, clock=Clock())

        before = time.monotonic()
        assert [wait > 0 for wait in await spent(shared, key, 4)] == [False, False, False, True]
        assert time.monotonic() - before < 2 * SLOWEST + 0.5
        await shared.close()
