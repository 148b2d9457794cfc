from collections.abc import AsyncIterator, Iterator

import pytest

from app.events.broker import Broker, LocalBroker
from app.events.redis_broker import RedisBroker
from tests.redis_server import RedisServer, own_redis, redis_url


@pytest.fixture(scope="session")
def any_redis() -> Iterator[str]:
    with redis_url() as url:
        yield url


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """This test's own: it may kill it."""
    with own_redis() as server:
        yield server


@pytest.fixture(params=["local", "redis"])
async def broker(request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    """Each test that takes it runs with both."""
    broker: Broker
    if request.param == "local":
        broker = LocalBroker()
    else:
        broker = RedisBroker(request.getfixturevalue("any_redis"), channel=f"rvs-{id(request)}")
    yield broker
    await broker.close()
