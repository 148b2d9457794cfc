"""Fan-out: an organisation receives shares while 2,000 sockets of 200 users listen with the console's document.

Server, clients and writer are processes of their own; Redis carries the wake-ups. `measure` takes any server that
speaks graphql-transport-ws, so peers are measured by the same client and the same writer.

    python -m bench.bench_fanout [sockets]
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.database import Database
from app.embedded import EmbeddedPostgres
from app.events.broker import Wake
from app.events.redis_broker import RedisBroker
from app.events.work import work
from app.migrating import migrate, provision
from app.models import Organisation, Session, new_id
from app.models.enums import AccountKind
from app.viewer import SYSTEM
from tests.factories import Factory
from tests.redis_server import redis_url

ROOT = Path(__file__).parents[1]
USERS = 200
EVENTS = 20
"""In one go, each in a transaction of its own."""
ROUNDS = 4
CLIENTS = 1
"""Processes; the server should be what is busy."""

Publish = Callable[[int], Awaitable[None]]


@contextmanager
def clients(
    url: str, document: str, inits: Sequence[Mapping[str, Any]], sockets: int
) -> Iterator[list[subprocess.Popen[str]]]:
    """Subscribed client processes that share `sockets` evenly."""
    running = []
    for number in range(CLIENTS):
        order = {"url": url, "document": document, "inits": list(inits[number::CLIENTS]), "sockets": sockets // CLIENTS}
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "bench.fanout_client", json.dumps(order)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    try:
        for client in running:
            assert client.stdout is not None
            assert client.stdout.readline() == "ready\n"
        yield running
    finally:
        for client in running:
            client.kill()
            client.communicate()


def _tell(client: subprocess.Popen[str], order: Mapping[str, Any]) -> None:
    assert client.stdin is not None
    client.stdin.write(json.dumps(order) + "\n")
    client.stdin.flush()


def _read(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    return client.stdout.readline()


async def measure(
    name: str,
    url: str,
    document: str,
    inits: Sequence[Mapping[str, Any]],
    sockets: int,
    publish: Publish,
    *,
    events: int = EVENTS,
    rounds: int = ROUNDS,
) -> dict[str, Any]:
    """Deliveries a second while `events` arrive at once, and how late the last socket hears of a single one."""
    with clients(url, document, inits, sockets) as running:
        await asyncio.sleep(1)  # nothing tells when a subscription has begun
        done = 0
        rates, p50, p99 = [], [], []
        for number in [1, *[events] * rounds, *[1] * rounds]:
            done += number
            for client in running:
                _tell(client, {"deliveries": done, "sent_at": 0 if number > 1 else time.monotonic()})
            for client in running:
                assert await asyncio.to_thread(_read, client) == "expecting\n"
            began = time.monotonic()
            await publish(number)
            ended = [json.loads(await asyncio.to_thread(_read, client)) for client in running]
            if number > 1:
                rates.append(number * sockets / (max(each["ended_at"] for each in ended) - began))
            else:
                p50.append(max(each["p50"] for each in ended))
                p99.append(max(each["p99"] for each in ended))
    return {
        "server": name,
        "sockets": sockets,
        "users": len(inits),
        "deliveries_per_second": round(sorted(rates)[len(rates) // 2]),
        "p50_ms": round(sorted(p50)[len(p50) // 2] * 1000, 1),
        "p99_ms": round(sorted(p99)[len(p99) // 2] * 1000, 1),
    }


async def _people(database: Database) -> tuple[Organisation, list[dict[str, str]]]:
    """An organisation and its users' connection_init payloads."""
    now = datetime.now(UTC)
    async with database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        inits = []
        for _ in range(USERS):
            user = await make.user(organisation)
            row = Session(
                token_hash=new_id().bytes,
                kind=AccountKind.ORGANISATION,
                user_id=user.id,
                started_at=now,
                last_used_at=now,
                expires_at=now + timedelta(days=1),
                address="192.0.2.1",
            )
            session.add(row)
            inits.append({"authorization": f"Bearer {row.id}"})
        for _ in range(50):
            await make.share(organisation=organisation)
        await session.commit()
    return organisation, inits


async def _ours(database: Database, app_url: str, redis: str, sockets: int) -> dict[str, Any]:
    organisation, inits = await _people(database)
    address = "127.0.0.1:4711"
    server = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs yet
        [sys.executable, "-m", "tests.transports.serving", app_url, redis, address],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    broker = RedisBroker(redis)

    async def publish(number: int) -> None:
        for _ in range(number):
            async with work(database, broker, SYSTEM) as session:
                await Factory(session).share(organisation=organisation)
            broker.publish(Wake("organisation", organisation.id))

    try:
        return await measure("ours", f"ws://{address}/graphql", "console", inits, sockets, publish)
    finally:
        server.kill()
        server.wait()
        await broker.close()


def run(scale: float = 1.0) -> list[dict[str, Any]]:
    """`scale` 1: 2,000 sockets."""

    async def go(url: str, redis: str) -> dict[str, Any]:
        database = await Database.open(url)
        try:
            return await _ours(database, url, redis, int(2_000 * scale))
        finally:
            await database.close()

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rvs-bench-")))
        redis = stack.enter_context(redis_url())
        postgres = EmbeddedPostgres.start(folder / "pg", durable=False)
        stack.callback(postgres.stop)
        superuser = postgres.url("postgres", postgres.superuser)
        urls = provision(superuser, database="rvs_bench", password=sa.make_url(superuser).password)
        migrate(urls.owner)
        return [asyncio.run(go(urls.app, redis))]


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) / 2_000 if len(sys.argv) > 1 else 1.0):
        print(json.dumps(row))
