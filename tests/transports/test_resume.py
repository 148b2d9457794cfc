"""Real server processes over one database and one Redis: whoever is killed, nobody misses or hears anything twice."""

import asyncio
import signal
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.database import Database
from app.events.redis_broker import RedisBroker
from tests.redis_server import RedisServer
from tests.transports.client import socket_to
from tests.transports.conftest import World, world_in
from tests.transports.serving import ServerProcess

pytestmark = pytest.mark.anyio


class Listener:
    """Connects, again and again, and keeps one cursor."""

    def __init__(self, world: World, servers: list[ServerProcess]) -> None:
        self._world, self._servers = world, servers
        self.heard: list[int] = []
        self.connections = 0
        self._changed = asyncio.Event()

    async def run(self) -> None:
        while True:
            server = self._servers[self.connections % len(self._servers)]
            self.connections += 1
            try:
                await self._listen(server.address)
            except (OSError, InvalidHandshake, ConnectionClosed):
                await asyncio.sleep(0.01)  # as any client waits before it tries again

    async def _listen(self, address: str) -> None:
        async with socket_to(address) as client:
            if await client.init(self._world.first.session_id) != {"type": "connection_ack"}:
                return
            await client.subscribe("1", "feed", after=self._world.after(self.heard[-1] if self.heard else 0))
            while isinstance(message := await client.next(), dict):
                data = message["payload"]["data"]
                if data["kind"] != "SEEN":
                    self.heard.append(int(data["cursor"].partition("-")[2]))
                self._changed.set()

    async def until(self, number: int) -> None:
        async with asyncio.timeout(20):
            while not self.heard or self.heard[-1] < number:
                self._changed.clear()
                await self._changed.wait()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_servers_and_redis_end_in_the_middle(
    fresh_database: Database, fresh_urls: Any, redis_server: RedisServer, how: signal.Signals
) -> None:
    world = await world_in(fresh_database, RedisBroker(redis_server.url))
    servers = [ServerProcess(fresh_urls.app, redis_server.url) for _ in range(2)]
    for server in servers:
        server.start()
    listener = Listener(world, servers)
    listening = asyncio.create_task(listener.run())
    happened = 0

    async def pour(count: int) -> None:
        nonlocal happened
        for _ in range(count):
            await world.happens(2)
            happened += 2

    await pour(5)
    await listener.until(happened)
    for turn in range(4):
        pouring = asyncio.create_task(pour(20))
        await listener.until(happened + 4)
        server = servers[(listener.connections - 1) % 2]
        await asyncio.to_thread(server.end, how)
        if turn == 1:
            redis_server.kill()
        await pouring
        await asyncio.to_thread(server.start)
        if turn == 2:
            redis_server.start()
        await listener.until(happened)

    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    for server in servers:
        await asyncio.to_thread(server.end)
    await world.broker.close()
    assert listener.heard == list(range(1, happened + 1))
    assert listener.connections >= 5


async def test_two_servers_tell_their_clients_at_once(
    fresh_database: Database, fresh_urls: Any, redis_server: RedisServer
) -> None:
    """Through Redis, whichever process wrote; each client hears each event once."""
    world = await world_in(fresh_database, RedisBroker(redis_server.url))
    servers = [ServerProcess(fresh_urls.app, redis_server.url) for _ in range(2)]
    listeners = [Listener(world, [server]) for server in servers]
    for server in servers:
        server.start()
    tasks = [asyncio.create_task(listener.run()) for listener in listeners]
    for number in range(1, 11):
        await world.happens()
        for listener in listeners:
            await listener.until(number)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for server in servers:
        await asyncio.to_thread(server.end)
    await world.broker.close()
    assert [listener.heard for listener in listeners] == [list(range(1, 11))] * 2
