"""Fan-out: what 2,000 open dashboards cost, the product beside plain Strawberry and Mercurius.

The client and the measure are bench_fanout's; the servers, the data and the writer are the same for all. A share is
written as a candidate's action writes it; then the product is woken through Redis, a peer by its own publishing.

`python -m bench.fanout [--quick]` runs this part alone.
"""

import asyncio
import json
import resource
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import redis
from websockets.asyncio.client import connect

from app.database import Database
from app.events.broker import Broker, LocalBroker, Wake
from app.events.redis_broker import RedisBroker
from app.events.work import work
from app.models import Organisation
from app.viewer import SYSTEM
from bench import dataset, report, servers
from bench.bench_fanout import EVENTS, ROUNDS, Publish, measure
from bench.client import Wrong
from bench.report import Line, Section
from bench.servers import Filled
from tests.factories import Factory
from tests.redis_server import redis_url

DOCUMENT = """\
subscription Console {
  resultShared {
    newShareCount
    share {
      id isNew status sharedAt openedAt expiresAt candidateName
      result {
        id statementNumber exam { code } sessionDate status version overallScore grade cefrLevel certificated
        candidate { id familyName givenName nativeName displayName dateOfBirth }
        components { skill score cefrLevel }
      }
    }
  }
}
"""
_OURS, _STRAWBERRY, _MERCURIUS = "product", "plain Strawberry", "Mercurius"
TARGETS = {_STRAWBERRY: 15.0, _MERCURIUS: 2.0}
Shared = Callable[[Sequence[UUID]], None]
"""Tells a server of shares that were made."""


@dataclass(slots=True)
class Contender:
    """A server, how it hears of shares, and what was measured so far."""

    name: str
    port: int
    broker: Broker
    shared: Shared
    passes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/graphql"

    @property
    def rates(self) -> list[float]:
        return [each["deliveries_per_second"] for each in self.passes]

    @property
    def latency(self) -> str:
        return " / ".join(
            f"{sorted(each[name] for each in self.passes)[len(self.passes) // 2]:,.0f}" for name in ("p50_ms", "p99_ms")
        )


def run(filled: Filled, *, quick: bool) -> Section:
    """All contenders: each server is started, measured and ended, the product before each peer."""
    began = time.monotonic()
    notes = list(_NOTES)
    _allow_sockets()
    with ExitStack() as stack:
        try:
            redis_address = stack.enter_context(redis_url())
        except (RuntimeError, redis.RedisError) as error:
            return Section("Fan-out", [], [f"Skipped: no Redis here ({error})."], time.monotonic() - began)
        missing = servers.install_mercurius()
        if missing is not None:
            notes.append(f"Mercurius was skipped: {missing}.")
        contenders = asyncio.run(_all(stack, filled, redis_address, quick=quick, with_mercurius=missing is None))
    ours, *others = contenders
    lines = [
        Line(
            f"deliveries to {ours.passes[0]['sockets']:,} sockets of {ours.passes[0]['users']} users: {other.name}",
            report.rate(ours.rates),
            report.rate(other.rates),
            report.ratio(ours.rates[: len(other.rates)], other.rates),
            least=TARGETS[other.name],
        )
        for other in others
    ]
    lines += [
        Line(f"one event, p50 / p99 over the sockets, ms: {other.name}", ours.latency, other.latency)
        for other in others
    ]
    return Section("Fan-out", lines, notes, time.monotonic() - began)


_NOTES = (
    "Document: `DOCUMENT` in bench/fanout.py, with isNew and newShareCount, which differ from user to user.",
    f"{EVENTS} shares arrive at once, each in a transaction of its own, {ROUNDS} times a pass (fewer for plain"
    " Strawberry, which would take minutes); the time runs from the first write to the last delivery.",
    "Peers read a share once for all sockets and all users' counts by one statement an event; payloads are executed"
    " for each socket, which is how they work. Before anything is measured, one user's payloads are compared.",
)


def _allow_sockets() -> None:
    """As many open files as the system lets us have; servers and clients inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _all(
    stack: ExitStack, filled: Filled, redis_address: str, *, quick: bool, with_mercurius: bool
) -> list[Contender]:
    organisation = filled.organisations[0]
    url = filled.urls.app

    def over_http(port: int) -> Shared:
        def shared(ids: Sequence[UUID]) -> None:
            body = json.dumps({"organisationId": str(organisation.id), "shareIds": list(map(str, ids))}).encode()
            message = urllib.request.Request(
                f"http://127.0.0.1:{port}/publish", body, {"content-type": "application/json"}
            )
            urllib.request.urlopen(message, timeout=60).close()

        return shared

    ours = stack.enter_context(servers.product(url, REDIS_URL=redis_address))
    broker = RedisBroker(redis_address)
    contenders = [Contender(_OURS, ours, broker, lambda _: None)]
    port = stack.enter_context(servers.strawberry(url))
    contenders.append(Contender(_STRAWBERRY, port, LocalBroker(), over_http(port)))
    if with_mercurius:
        port = stack.enter_context(servers.mercurius(url, organisation, bare=False))
        contenders.append(Contender(_MERCURIUS, port, LocalBroker(), over_http(port)))
    inits = [{"authorization": f"Bearer {token}"} for token in organisation.tokens]
    sockets = 200 if quick else 2_000
    database = await Database.open(url)
    try:
        await _same_payloads(database, organisation.id, contenders, inits[3])
        for number in range(1 if quick else 2):
            for contender in contenders:
                slow = contender.name == _STRAWBERRY
                if slow and number:
                    continue
                contender.passes.append(
                    await measure(
                        contender.name,
                        contender.url,
                        DOCUMENT,
                        inits,
                        sockets,
                        _publish(database, organisation.id, contender),
                        events=5 if slow or quick else EVENTS,
                        rounds=2 if slow or quick else ROUNDS,
                    )
                )
    finally:
        await broker.close()
        await database.close()
    return contenders


def _publish(database: Database, organisation_id: UUID, *contenders: Contender) -> Publish:
    async def publish(number: int) -> None:
        for _ in range(number):
            async with work(database, contenders[0].broker, SYSTEM) as session:
                organisation = await session.get_one(Organisation, organisation_id)
                share = await Factory(session).share(organisation=organisation)
            # The factory writes its event itself, so that `work` has none to tell of.
            contenders[0].broker.publish(Wake("organisation", organisation_id))
            for contender in contenders:
                await asyncio.to_thread(contender.shared, [share.id])

    return publish


async def _same_payloads(
    database: Database, organisation_id: UUID, contenders: Sequence[Contender], init: Mapping[str, Any]
) -> None:
    """Raises Wrong where a peer tells the same user something else of the same share."""
    async with _subscribed(contenders, init) as sockets:
        await _publish(database, organisation_id, *contenders)(1)
        payloads = [json.loads(await asyncio.wait_for(socket.recv(), 20))["payload"] for socket in sockets]
    if any(_plain(payload) != _plain(payloads[0]) for payload in payloads):
        raise Wrong(f"payloads differ: {payloads}")


def _plain(payload: Any) -> str:
    """Moments are written with and without a fraction of zero."""
    return json.dumps(payload, sort_keys=True).replace(".000000", "")


@asynccontextmanager
async def _subscribed(contenders: Sequence[Contender], init: Mapping[str, Any]) -> AsyncIterator[list[Any]]:
    sockets = [await connect(each.url, subprotocols=["graphql-transport-ws"]) for each in contenders]  # type: ignore[list-item]
    for socket in sockets:
        await socket.send(json.dumps({"type": "connection_init", "payload": init}))
        await socket.recv()
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": DOCUMENT}}))
    await asyncio.sleep(1)  # nothing tells when a subscription has begun
    yield sockets
    for socket in sockets:
        await socket.close()


def main() -> None:
    quick = "--quick" in sys.argv
    with servers.postgres() as postgres:
        filled = servers.filled(postgres, "fanout", dataset.QUICK if quick else dataset.MAIN)
        report.show([run(filled, quick=quick)])


if __name__ == "__main__":
    main()
