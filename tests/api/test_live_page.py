"""A console that loads its page and then listens from that page's `eventCursor` ends where one that loads later begins,
whenever it joined: through the whole API, over real sockets, while shares pour in, are opened, changed and revoked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from app.schema.ids import id_of
from tests.api.service import Service
from tests.transports.client import Client, socket_to
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

SHARE = """fragment S on Share {
  id isNew status sharedAt openedAt expiresAt endedAt candidateName result { id photoStatus } }"""
PAGE = f"""{{ organisation {{ eventCursor newShareCount
  shares(first: 1000, filter: {{statuses: [ACTIVE, EXPIRED, REVOKED]}}) {{ nodes {{ ...S }} }} }} }} {SHARE}"""
LIVE = {
    name: f"subscription ($at: String) {{ {name}(after: $at) {{ cursor newShareCount share {{ ...S }} }} }} {SHARE}"
    for name in ("resultShared", "shareChanged")
}
LOG = "query ($after: String) { organisation { events(after: $after, first: 1000) { nodes { kind sequence } } } }"
SHARING = """mutation ($input: ShareResultsInput!) { shareResults(input: $input) {
  ... on ResultsShared { shares { id } } ... on Refusal { code } } }"""
CHANGING = "mutation ($input: UpdateShareInput!) { updateShare(input: $input) { ... on Refusal { code } } }"
REVOKING = "mutation ($id: ID!) { revokeShare(id: $id) { ... on Refusal { code } } }"
OPENING = "mutation ($id: ID!) { openShare(id: $id) { ... on Refusal { code } } }"

CANDIDATES, RESULTS, ACTS = 3, 4, 40


@dataclass
class World:
    service: Service
    address: str
    organisation: str
    users: list[str]
    """Tokens, as are the next ones."""
    candidates: dict[str, list[str]]
    """With the ids of their results."""
    shared: list[str] = field(default_factory=list)
    """Keys of shares, in the order of their coming."""
    acts: int = 0
    acted: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def act(self, query: str, token: str, **variables: Any) -> Any:
        answer = await self.service.ask(query, token, **variables)
        async with self.acted:
            self.acts += 1
            self.acted.notify_all()
        return answer

    async def until(self, acts: int) -> None:
        async with self.acted:
            await self.acted.wait_for(lambda: self.acts >= acts)


@pytest.fixture
async def world(service: Service) -> AsyncIterator[World]:
    async with service.making() as make:
        organisation = await make.organisation()
        users = [await make.user(organisation) for _ in range(2)]
        people = []
        for _ in range(CANDIDATES):
            candidate = await make.candidate()
            results = [await make.result(candidate) for _ in range(RESULTS)]
            people.append((await make.account(candidate), [id_of("Result", result.id) for result in results]))
    tokens = [await service.token(user) for user in users]
    candidates = {await service.token(account): results for account, results in people}
    async with served(service.parts.live, service.app) as address:
        yield World(service, address, id_of("Organisation", organisation.id), tokens, candidates)


async def pours(world: World, token: str, random: Random) -> None:
    """A candidate who shares, changes and revokes."""
    own: dict[str, str] = {}
    for _ in range(ACTS):
        result = random.choice(world.candidates[token])
        share = own.get(result)
        if share is None:
            shares = {"resultIds": [result], "organisationId": world.organisation}
            answer = await world.act(SHARING, token, input=shares)
            own[result] = answer["shareResults"]["shares"][0]["id"]
            world.shared.append(own[result].partition("_")[2])
        elif random.random() < 0.5:
            change = {"hidePhoto": random.random() < 0.5, "expiresAt": random.choice((None, "2099-01-01T00:00:00Z"))}
            await world.act(CHANGING, token, input={"id": share} | change)
        else:
            await world.act(REVOKING, token, id=own.pop(result))


async def opens(world: World, token: str, random: Random) -> None:
    """A user who reads what has come, old and new, ended or not."""
    for _ in range(ACTS):
        if world.shared:
            await world.act(OPENING, token, id=f"shr_{random.choice(world.shared)}")
        else:
            await world.until(world.acts + 1)


class Console:
    """One user's screen: what was loaded, and since then what came."""

    def __init__(self, world: World, token: str) -> None:
        self._world, self._token = world, token
        self._heard: dict[str, int] = dict.fromkeys(LIVE, 0)
        self._of: dict[str, int] = {}
        self._count_of = 0
        self.shares: dict[str, Any] = {}
        self.new_share_count = 0
        self.events: list[int] = []
        self.cursor = ""

    async def load(self) -> None:
        page = (await self._world.service.ask(PAGE, self._token))["organisation"]
        self.shares = {share["id"]: share for share in page["shares"]["nodes"]}
        self.new_share_count, self.cursor = page["newShareCount"], page["eventCursor"]

    async def listen(self, client: Client) -> None:
        assert await client.init(self._token) == {"type": "connection_ack"}
        for name, query in LIVE.items():
            await client.subscribe(name, query, at=self.cursor)

    async def hear(self, client: Client, until: dict[str, int]) -> None:
        """Up to the last event of each subscription. An object is as it was when its event was sent: the two
        subscriptions may be at different places of the log, so the later event says what it is."""
        while any(self._heard[name] < until[name] for name in LIVE):
            message = await client.next()
            assert message["type"] == "next", message
            (told,) = message["payload"]["data"].values()
            sequence, share = int(told["cursor"].partition("-")[2]), told["share"]
            assert sequence > self._heard[message["id"]]
            self._heard[message["id"]] = sequence
            self.events.append(sequence)
            if sequence > self._of.get(share["id"], 0):
                self._of[share["id"]], self.shares[share["id"]] = sequence, share
            if sequence > self._count_of:
                self._count_of, self.new_share_count = sequence, told["newShareCount"]


async def last_of(world: World, token: str, after: str) -> tuple[dict[str, int], list[int]]:
    """The last event for each subscription since then (0: none), and all of them."""
    nodes = (await world.service.ask(LOG, token, after=after))["organisation"]["events"]["nodes"]
    received = [each["sequence"] for each in nodes if each["kind"] == "SHARE_RECEIVED"]
    changed = [each["sequence"] for each in nodes if each["kind"] != "SHARE_RECEIVED"]
    last = {"resultShared": max(received, default=0), "shareChanged": max(changed, default=0)}
    return last, [each["sequence"] for each in nodes]


@pytest.mark.parametrize("seed", range(4))
async def test_what_was_loaded_and_what_came_is_what_is_loaded_later(world: World, seed: int) -> None:
    random = Random(seed)
    done = asyncio.Event()

    async def watch(token: str, joins_after: int, listens_after: int) -> None:
        console = Console(world, token)
        await world.until(joins_after)
        await console.load()
        await world.until(joins_after + listens_after)  # what happens between the two is replayed
        async with socket_to(world.address) as client:
            await console.listen(client)
            await done.wait()
            last, sequences = await last_of(world, token, console.cursor)
            await console.hear(client, last)
        assert sorted(console.events) == sequences
        fresh = Console(world, token)
        await fresh.load()
        assert console.shares == fresh.shares
        assert console.new_share_count == fresh.new_share_count

    watching = [
        asyncio.create_task(watch(token, random.randint(0, 100), random.randint(0, 20)))
        for token in world.users
        for _ in range(3)
    ]
    pouring = [pours(world, token, Random(f"{seed} {number}")) for number, token in enumerate(world.candidates)]
    opening = [opens(world, token, Random(f"{seed} user {number}")) for number, token in enumerate(world.users)]
    await asyncio.gather(*pouring, *opening)
    done.set()
    await asyncio.gather(*watching)

    assert world.acts >= CANDIDATES * ACTS
    states = {share["status"] for share in (await _all_shares(world))}
    assert states == {"ACTIVE", "REVOKED"}


async def _all_shares(world: World) -> list[Any]:
    page = await world.service.ask(PAGE, world.users[0])
    nodes: list[Any] = page["organisation"]["shares"]["nodes"]
    return nodes
