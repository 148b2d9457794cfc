"""The same mistakes over WebSocket and event streams: an error for the operation at fault, and the socket lives on."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.events.cursor import cursor
from app.models import CandidateAccount, Organisation, User
from tests.api.bad_requests import ARGUMENTS, DOCUMENTS, RAW, Argument, Document, Raw
from tests.api.service import Service, code_of
from tests.transports.client import Client, socket_to, stream_from
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

COUNT = "{ organisation { newShareCount } }"
SHARED = (
    "subscription ($after: String, $filter: ShareFilter) { resultShared(after: $after, filter: $filter) { cursor } }"
)


@dataclass
class World:
    service: Service
    address: str
    organisation: Organisation
    user: User
    account: CandidateAccount
    token: str


@pytest.fixture(scope="module")
async def made(module_service: Service) -> AsyncIterator[World]:
    service = module_service
    async with service.making() as make:
        organisation = await make.organisation()
        user, account = await make.user(organisation), await make.account()
        await make.share(None, organisation)
    async with served(service.parts.live, service.app) as address:
        yield World(service, address, organisation, user, account, await service.token(user))


@pytest.fixture
async def world(made: World, caplog: pytest.LogCaptureFixture) -> AsyncIterator[World]:
    """Afterwards nothing was logged that would wake anybody."""
    caplog.set_level(logging.INFO)
    yield made
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    """A socket of the user's; afterwards it still answers."""
    async with socket_to(world.address) as client:
        assert await client.init(world.token) == {"type": "connection_ack"}
        yield client
        await client.subscribe("last", COUNT)
        answers = [await client.next(), await client.next()]
        assert answers == [
            {"id": "last", "type": "next", "payload": {"data": {"organisation": {"newShareCount": 1}}}},
            {"id": "last", "type": "complete"},
        ]


def named(case: Any) -> str:
    return str(case.name)


# A socket's message may be shorter than a body.
SHORT = [
    case for case in DOCUMENTS if len(json.dumps(case.payload)) < 60_000 and case.code != "SUBSCRIPTION_NEEDS_STREAM"
]


@pytest.mark.parametrize("case", SHORT, ids=named)
async def test_documents_over_a_socket(client: Client, case: Document) -> None:
    answer = await client.say({"id": "a", "type": "subscribe", "payload": case.payload})

    assert (answer["id"], answer["type"]) == ("a", "error")
    assert {error["extensions"]["code"] for error in answer["payload"]} == {case.code}


@pytest.mark.parametrize("case", ARGUMENTS, ids=named)
async def test_arguments_over_a_socket(client: Client, case: Argument) -> None:
    answer = await client.say({"id": "a", "type": "subscribe", "payload": case.payload})

    assert (answer["id"], answer["type"], code_of(answer["payload"])) == ("a", "next", case.code)
    assert await client.next() == {"id": "a", "type": "complete"}


#: What can be said of a payload; all else is wrong with the message around it, and ends the socket.
OF_PAYLOADS = {"QUERY_MISSING", "OPERATION_NAME_INVALID", "VARIABLES_INVALID", "EXTENSIONS_INVALID", "NUL_CHARACTER"}


@pytest.mark.parametrize("case", [case for case in RAW if case.code in OF_PAYLOADS], ids=named)
async def test_payloads_that_are_no_request_over_a_socket(client: Client, case: Raw) -> None:
    answer = await client.say('{"id":"a","type":"subscribe","payload":' + case.content.decode() + "}")

    assert (answer["id"], answer["type"], code_of({"errors": answer["payload"]})) == ("a", "error", case.code)


@pytest.mark.parametrize(
    ("message", "closed"),
    [
        ("null", (4400, "BODY_NOT_OBJECT")),
        ("[]", (4400, "BATCHING_UNSUPPORTED")),
        ("NaN", (4400, "BODY_NOT_JSON")),
        ("", (4400, "BODY_NOT_JSON")),
        (b"\xff", (4400, "BODY_NOT_UTF8")),
        (r'{"id":"\ud800","type":"complete"}', (4400, "BODY_NOT_JSON")),
        ({"type": "start"}, (4400, "MESSAGE_TYPE_UNKNOWN")),
        ({"type": 1}, (4400, "MESSAGE_TYPE_UNKNOWN")),
        ({"type": "subscribe", "payload": {"query": COUNT}}, (4400, "MESSAGE_ID_INVALID")),
        ({"type": "subscribe", "id": 1, "payload": {"query": COUNT}}, (4400, "MESSAGE_ID_INVALID")),
        ({"type": "complete", "id": ""}, (4400, "MESSAGE_ID_INVALID")),
        ({"type": "ping", "payload": "x"}, (4400, "MESSAGE_PAYLOAD_INVALID")),
        ({"type": "connection_init"}, (4429, "Too many initialisation requests")),
    ],
)
async def test_messages_that_end_the_socket(world: World, message: Any, closed: tuple[int, str]) -> None:
    async with socket_to(world.address) as client:
        await client.init(world.token)
        assert await client.say(message) == ("closed", *closed)
    assert await world.service.ask(COUNT, world.token) == {"organisation": {"newShareCount": 1}}


async def test_a_message_that_is_too_large(world: World) -> None:
    async with socket_to(world.address) as client:
        await client.init(world.token)
        assert (await client.say({"type": "ping", "payload": {"x": "x" * (64 << 10)}}))[:2] == ("closed", 1009)


@pytest.mark.parametrize("token", ["rvs_s_" + "A" * 43, "x", ""])
async def test_a_token_that_is_none_ends_the_socket(world: World, token: str) -> None:
    async with socket_to(world.address) as client:
        assert await client.init(token) == ("closed", 4403, "UNAUTHENTICATED")


async def test_nothing_before_the_beginning(world: World) -> None:
    async with socket_to(world.address) as client:
        await client.subscribe("a", COUNT)
        assert await client.next() == ("closed", 4401, "Unauthorized")


# ------------------------------------------------------------------------------------------------ subscriptions


def subscriptions(world: World) -> list[tuple[dict[str, Any], str]]:
    organisation = world.organisation
    other = Organisation(name="", sort_name="", city="", country="GB", approved_at=organisation.approved_at)
    return [
        ({"after": ""}, "CURSOR_INVALID"),
        ({"after": "abc"}, "CURSOR_INVALID"),
        ({"after": cursor(other.id, 1)}, "CURSOR_INVALID"),
        ({"after": cursor(organisation.id, 1) + "0" * 30}, "CURSOR_INVALID"),
        ({"after": cursor(organisation.id, 99)}, "CURSOR_INVALID"),
        ({"after": cursor(organisation.id, -1)}, "CURSOR_INVALID"),
        ({"filter": {"search": "x" * 201}}, "BAD_USER_INPUT"),
        ({"filter": {"sharedWithinDays": -1}}, "BAD_USER_INPUT"),
        ({"filter": {"window": {"after": "abc"}}}, "CURSOR_INVALID"),
        ({"filter": {"dateOfBirth": "2024-02-30"}}, "BAD_USER_INPUT"),
        ({"filter": {"isNew": "yes"}}, "BAD_USER_INPUT"),
        ({"after": 1}, "BAD_USER_INPUT"),
    ]


async def test_bad_subscriptions_over_a_socket(world: World, client: Client) -> None:
    for number, (variables, code) in enumerate(subscriptions(world)):
        await client.subscribe(str(number), SHARED, **variables)
        answer = await client.next()
        assert (answer["id"], answer["type"]) == (str(number), "error"), variables
        assert [error["extensions"]["code"] for error in answer["payload"]] == [code], variables


async def test_bad_subscriptions_over_event_streams(world: World) -> None:
    for variables, code in subscriptions(world):
        body = {"query": SHARED, "variables": variables}
        async with stream_from(world.address, body, world.token) as events:
            heard = [event async for event in events]
        assert [event["event"] for event in heard] == ["next", "complete"]
        assert code_of(json.loads(heard[0]["data"])) == code, variables


async def test_a_bad_last_event_id(world: World) -> None:
    async with stream_from(world.address, {"query": SHARED}, world.token, last_event_id="nonsense") as events:
        heard = [event async for event in events]
    assert [event["event"] for event in heard] == ["next", "complete"]
    assert code_of(json.loads(heard[0]["data"])) == "CURSOR_INVALID"


@pytest.mark.parametrize(("kind", "code"), [("nobody", "UNAUTHENTICATED"), ("candidate", "FORBIDDEN")])
async def test_who_may_not_subscribe(world: World, kind: str, code: str) -> None:
    token = None if kind == "nobody" else await world.service.token(world.account)
    async with socket_to(world.address) as client:
        await client.init(token)
        await client.subscribe("a", SHARED)
        answer = await client.next()
        assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", code)
    async with stream_from(world.address, {"query": SHARED}, token) as events:
        heard = [event async for event in events]
    assert code_of(json.loads(heard[0]["data"])) == code


async def test_what_is_no_request_is_no_stream_either(world: World) -> None:
    for content, status, code in ((b"[]", 400, "BATCHING_UNSUPPORTED"), (b"\xff", 400, "BODY_NOT_UTF8")):
        headers = {"accept": "text/event-stream", "content-type": "application/json"}
        response = await world.service.http.post("/graphql", content=content, headers=headers)
        assert (response.status_code, code_of(response.json())) == (status, code)
    response = await world.service.post({"query": SHARED}, "rvs_s_" + "A" * 43, accept="text/event-stream")
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")


# ------------------------------------------------------------------------------------------------ below GraphQL


async def raw(address: str, request: bytes) -> bytes:
    """The first line that a server says to these bytes."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    async with asyncio.timeout(10):
        line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line


async def test_a_body_without_end_is_cut_off(world: World) -> None:
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert await raw(world.address, head + chunk * 20) == b"HTTP/1.1 413 Request Entity Too Large\r\n"
    assert await world.service.ask(COUNT, world.token) == {"organisation": {"newShareCount": 1}}


async def test_a_body_that_never_comes_disturbs_nobody(world: World) -> None:
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"
    host, _, port = world.address.partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(head)
    await writer.drain()
    assert await world.service.ask(COUNT, world.token) == {"organisation": {"newShareCount": 1}}
    writer.close()
    await writer.wait_closed()
