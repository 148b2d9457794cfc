import asyncio
import json
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from app.bad_envelope import BadEnvelope
from app.events.broker import Wake
from app.transports.shared import Limits
from tests.transports.client import Client, socket_to
from tests.transports.conftest import Service, World
from tests.transports.engine import application
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

ACK = {"type": "connection_ack"}
HELLO = {"data": {"hello": "世界"}}


def next_of(id: str, payload: Any) -> dict[str, Any]:
    return {"id": id, "type": "next", "payload": payload}


def refused(id: str, code: str) -> tuple[str, str, str]:
    return (id, "error", code)


def brief(message: Any) -> Any:
    """An error without its message."""
    if isinstance(message, dict) and message["type"] == "error":
        (error,) = message["payload"]
        return (message["id"], "error", error["extensions"]["code"])
    return message


async def test_a_query_is_answered_and_completed(service: Service) -> None:
    async with socket_to(service.address) as client:
        assert client.connection.subprotocol == "graphql-transport-ws"
        assert await client.init() == ACK
        await client.subscribe("Ü1", "hello")
        assert [await client.next(), await client.next()] == [next_of("Ü1", HELLO), {"id": "Ü1", "type": "complete"}]
        assert await client.say({"type": "ping", "payload": {"a": 1}}) == {"type": "pong", "payload": {"a": 1}}
        assert await client.say({"type": "ping"}) == {"type": "pong"}
        await client.subscribe("Ü1", "hello")
        assert await client.next() == next_of("Ü1", HELLO)


async def test_two_users_get_own_holes_from_one_text(service: Service, world: World) -> None:
    async with socket_to(service.address) as first, socket_to(service.address) as second:
        for client, viewer in ((first, world.first), (second, world.second)):
            assert await client.init(viewer.session_id) == ACK
            await client.subscribe("a", "feed", after=world.after(0))
            await client.subscribe("b", "feed", after=world.after(0))
        await world.receives()
        heard = [[await client.next() for _ in range(4)] for client in (first, second)]
        payloads = [
            {
                "cursor": world.after(number),
                "kind": kind,
                "share": {"name": "高橋 美咲"},
                "newShareCount": 1,
                "isNew": True,
            }
            for number, kind in ((1, "SHARE_RECEIVED"), (2, "SHARE_OPENED"))
        ]
        wanted = [next_of(name, {"data": payload}) for payload in payloads for name in ("a", "b")]
        key = lambda message: (message["id"], message["payload"]["data"]["cursor"])  # noqa: E731
        assert [sorted(messages, key=key) for messages in heard] == [sorted(wanted, key=key)] * 2
        assert service.engine.made == 2


async def test_complete_ends_one_operation_and_no_other(service: Service, world: World) -> None:
    async with socket_to(service.address) as client:
        await client.init(world.first.session_id)
        for name in ("stays", "goes"):
            await client.subscribe(name, "feed", after=world.after(0))
        await world.happens()
        assert {(await client.next())["id"] for _ in range(2)} == {"stays", "goes"}
        await client.send({"id": "goes", "type": "complete"})
        await client.send({"id": "never was", "type": "complete"})
        assert await client.say({"type": "ping"}) == {"type": "pong"}
        await world.happens(2)
        heard = [await client.next() for _ in range(2)]
        assert [(message["id"], message["payload"]["data"]["cursor"]) for message in heard] == [
            ("stays", world.after(2)),
            ("stays", world.after(3)),
        ]
        await client.subscribe("goes", "hello")
        assert await client.next() == next_of("goes", HELLO)


async def test_a_running_operation_can_be_completed_and_others_do_not_wait_for_it(service: Service) -> None:
    async with socket_to(service.address) as client:
        await client.init()
        await client.subscribe("hangs", "hang")
        await asyncio.wait_for(service.engine.hanging.wait(), 10)
        assert await client.is_alive()
        await client.send({"id": "hangs", "type": "complete"})
        await client.subscribe("hangs", "hello")
        assert await client.next() == next_of("hangs", HELLO)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("broken", "GRAPHQL_PARSE_FAILED"),
        ("refused", "BAD_USER_INPUT"),
        ("bug", "INTERNAL_ERROR"),
        ("feed", "UNAUTHENTICATED"),
    ],
)
async def test_what_fails_is_an_error_of_its_own_operation(service: Service, query: str, code: str) -> None:
    async with socket_to(service.address) as client:
        await client.init()
        await client.subscribe("1", query)
        assert brief(await client.next()) == refused("1", code)
        assert await client.is_alive()


async def test_cursors_are_refused_one_by_one(service: Service, world: World) -> None:
    async with socket_to(service.address) as client:
        await client.init(world.first.session_id)
        for number, after in enumerate(("", "x", world.after(1), f"{'0' * 32}-0")):
            await client.subscribe(str(number), "feed", after=after)
            assert brief(await client.next()) == refused(str(number), "CURSOR_INVALID")
        assert await client.is_alive()


def subscribe(**payload: Any) -> dict[str, Any]:
    return {"id": "1", "type": "subscribe", "payload": payload}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (subscribe(), "QUERY_MISSING"),
        (subscribe(query=1), "QUERY_MISSING"),
        (subscribe(query="hello", variables=[]), "VARIABLES_INVALID"),
        (subscribe(query="hello", operationName=7), "OPERATION_NAME_INVALID"),
        (subscribe(query="hello", variables={"a": "\0"}), "NUL_CHARACTER"),
        ({"id": "1", "type": "subscribe"}, "MESSAGE_PAYLOAD_INVALID"),
        ({"id": "1", "type": "subscribe", "payload": "{}"}, "MESSAGE_PAYLOAD_INVALID"),
    ],
)
async def test_a_bad_envelope_with_an_id_is_an_error_of_that_id(service: Service, message: Any, code: str) -> None:
    async with socket_to(service.address) as client:
        await client.init()
        assert brief(await client.say(message)) == refused("1", code)
        assert await client.is_alive()


HOSTILE: list[tuple[str | bytes, str]] = [
    ("", "BODY_NOT_JSON"),
    ("null", "BODY_NOT_OBJECT"),
    ("[]", "BATCHING_UNSUPPORTED"),
    ("{}", "MESSAGE_TYPE_UNKNOWN"),
    ('{"type":"start"}', "MESSAGE_TYPE_UNKNOWN"),
    ('{"type":["subscribe"]}', "MESSAGE_TYPE_UNKNOWN"),
    ('{"type":"subscribe","id":1}', "MESSAGE_ID_INVALID"),
    ('{"type":"subscribe","id":"","payload":{}}', "MESSAGE_ID_INVALID"),
    ('{"type":"complete"}', "MESSAGE_ID_INVALID"),
    ('{"type":"ping","payload":1}', "MESSAGE_PAYLOAD_INVALID"),
    ('{"type":"subscribe","id":"\\ud800"}', "BODY_NOT_JSON"),
    ("[" * 30_000, "BODY_TOO_DEEP"),
    (b"\xff\xfe", "BODY_NOT_UTF8"),
    (b"NaN", "BODY_NOT_JSON"),
]


@pytest.mark.parametrize(("raw", "code"), HOSTILE)
async def test_what_is_no_message_closes_its_socket_and_no_other(service: Service, raw: str | bytes, code: str) -> None:
    async with socket_to(service.address) as client, socket_to(service.address) as other:
        await client.init()
        await other.init()
        assert await client.say(raw) == ("closed", 4400, code)
        assert await other.is_alive()


async def test_close_codes_of_the_protocol(service: Service) -> None:
    found = {}
    for name, messages in {
        "before init": [subscribe(query="hello")],
        "bad before init": [subscribe()],
        "twice the id": [subscribe(query="hang"), subscribe(query="hello")],
        "init twice": [{"type": "connection_init"}],
    }.items():
        async with socket_to(service.address) as client:
            if "before init" not in name:
                await client.init()
            for message in messages:
                await client.send(message)
            found[name] = await client.next()
    assert found == {
        "before init": ("closed", 4401, "Unauthorized"),
        "bad before init": ("closed", 4401, "Unauthorized"),
        "twice the id": ("closed", 4409, "Subscriber already exists"),
        "init twice": ("closed", 4429, "Too many initialisation requests"),
    }


async def test_messages_beyond_64_kib_close_the_socket(service: Service) -> None:
    async with socket_to(service.address) as client, socket_to(service.address) as fits:
        await client.init()
        closed = await client.say(json.dumps(subscribe(query="hello", variables={"a": "x" * (64 << 10)})))
        assert closed[:2] == ("closed", 1009)
        await fits.init()
        await fits.send(subscribe(query="hello", variables={"a": "x" * (63 << 10)}))
        assert await fits.next() == next_of("1", HELLO)


async def test_limits_of_time_and_operations(world: World) -> None:
    limits = Limits(init_seconds=0.05, operations=2, message_bytes=1_000)
    async with (
        application(world.database, world.broker, limits=limits) as (live, _, app),
        served(live, app) as address,
    ):
        async with socket_to(address) as client:
            assert await client.next() == ("closed", 4408, "Connection initialisation timeout")
        async with socket_to(address) as client:
            await client.init()
            for name in ("1", "2", "3"):
                await client.subscribe(name, "hang")
            assert brief(await client.next()) == refused("3", "TOO_MANY_OPERATIONS")
            await client.send({"id": "2", "type": "complete"})
            assert await client.is_alive()
            assert await client.say("x" * 1_001) == ("closed", 1009, "BODY_TOO_LARGE")


async def test_signs_of_life_come_by_themselves(world: World) -> None:
    limits = Limits(keep_alive_seconds=0.05)
    async with (
        application(world.database, world.broker, limits=limits) as (live, _, app),
        served(live, app) as address,
        socket_to(address) as client,
    ):
        await client.init()
        assert await client.connection.recv() == '{"type":"ping"}'


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (None, True),
        ("https://console.example", True),
        ("https://console.example.evil.test", False),
        ("http://console.example", False),
        ("null", False),
        ("http://127.0.0.1", False),
        ("", False),
        ("http://own", True),
    ],
)
async def test_pages_of_other_origins_get_403(service: Service, origin: str | None, is_let_in: bool) -> None:
    if origin == "http://own":
        origin = f"http://{service.address}"
    if is_let_in:
        async with socket_to(service.address, origin=origin and Origin(origin)) as client:
            assert await client.init() == ACK
    else:
        with pytest.raises(InvalidStatus) as refusal:
            await socket_to(service.address, origin=Origin(origin or "")).__aenter__()
        assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("offered", [None, [Subprotocol("graphql-ws")]])
async def test_other_subprotocols_are_refused(service: Service, offered: Any) -> None:
    async with socket_to(service.address, subprotocols=offered) as client:
        assert await client.next() == ("closed", 4406, "Subprotocol not acceptable")


async def test_credentials_come_in_connection_init_the_header_or_a_cookie(service: Service, world: World) -> None:
    token = world.first.session_id
    ways: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {"authorization": f"Bearer {token}"}),
        ({"authorization": f"Bearer {token}"}, {}),
        ({"cookie": f"other=1; bad[]=x; session={token}"}, {}),
    ]
    for headers, payload in ways:
        async with socket_to(service.address, additional_headers=headers) as client:
            assert await client.init(**payload) == ACK
            await client.subscribe("1", "language")
            assert await client.next() == next_of("1", {"extensions": {}, "data": {"language": "EN"}})
    async with socket_to(service.address) as client:
        assert await client.init("no token") == ("closed", 4403, "UNAUTHENTICATED")
    async with socket_to(service.address) as client:
        assert await client.init("bug") == ("closed", 4500, "INTERNAL_ERROR")


async def test_the_language_comes_in_connection_init_or_from_the_browser(service: Service) -> None:
    found = []
    for header, payload in (("en", {}), ("ja", {}), ("en", {"language": "ja"}), ("en", {"language": 5})):
        async with socket_to(service.address, additional_headers={"accept-language": header}) as client:
            await client.init(**payload)
            await client.subscribe("1", "language")
            found.append((await client.next())["payload"]["data"]["language"])
    assert found == ["EN", "JA", "JA", "EN"]


async def test_an_ended_session_is_turned_out_in_silence_and_before_the_next_event(
    service: Service, world: World, owner: psycopg.Connection
) -> None:
    async with socket_to(service.address) as client, socket_to(service.address) as other:
        await client.init(world.first.session_id)
        await other.init(world.second.session_id)
        for each in (client, other):
            await each.subscribe("1", "feed", after=world.after(0))
        await world.happens()
        assert [(await each.next())["type"] for each in (client, other)] == ["next", "next"]
        owner.execute("UPDATE session SET ended_at = now() WHERE id = %s", [world.first.session_id])
        assert brief(await client.next()) == refused("1", "UNAUTHENTICATED")
        assert await client.next() == ("closed", 4403, "UNAUTHENTICATED")
        await world.happens()
        assert (await other.next())["payload"]["data"]["cursor"] == world.after(2)


async def test_each_operation_asks_anew_who_it_is(service: Service, world: World, owner: psycopg.Connection) -> None:
    async with socket_to(service.address) as client:
        await client.init(world.first.session_id)
        owner.execute("UPDATE app_user SET language = 'JA'")
        await client.subscribe("1", "language")
        assert (await client.next())["payload"]["data"] == {"language": "JA"}


async def test_seen_reaches_the_users_other_sockets(service: Service, world: World) -> None:
    async with socket_to(service.address) as client, socket_to(service.address) as other:
        for each, viewer in ((client, world.first), (other, world.second)):
            await each.init(viewer.session_id)
            await each.subscribe("1", "feed", after=world.after(0))
        await world.happens()
        for each in (client, other):
            await each.next()
        assert world.first.id is not None
        world.broker.publish(Wake("viewer", world.first.id))
        seen = await client.next()
        assert seen["payload"]["data"] == {
            "cursor": world.after(1),
            "kind": "SEEN",
            "share": None,
            "newShareCount": 0,
        }
        await world.happens()
        assert (await other.next())["payload"]["data"]["cursor"] == world.after(2)


async def test_a_socket_that_does_not_read_is_closed_and_resumes_by_cursor(service: Service, world: World) -> None:
    """Some megabytes fit the buffers between; more than that no server keeps for it."""
    async with socket_to(service.address, max_queue=1) as slow, socket_to(service.address) as quick:
        for client in (slow, quick):
            await client.init(world.first.session_id)
            for number in range(40):
                await client.subscribe(str(number), "feed", after=world.after(0))
            assert await client.say({"type": "ping"}) == {"type": "pong"}
        slow.connection.transport.pause_reading()
        turns = 0
        while service.live.open_streams == 2:
            await world.happens(64)
            turns += 1
            assert turns < 200
            for _ in range(40 * 64):
                await quick.next()
        slow.connection.transport.resume_reading()
        last = {}
        while isinstance(message := await slow.next(), dict):
            last[message["id"]] = int(message["payload"]["data"]["cursor"].partition("-")[2])
        assert message == ("closed", 4510, "Too slow")
        async with socket_to(service.address) as again:
            await again.init(world.first.session_id)
            await again.subscribe("1", "feed", after=world.after(last["0"]))
            assert (await again.next())["payload"]["data"]["cursor"] == world.after(last["0"] + 1)


async def test_the_end_of_the_server_closes_sockets_cleanly(world: World) -> None:
    async with (
        application(world.database, world.broker) as (live, _, app),
        served(live, app) as address,
        socket_to(address) as client,
    ):
        await client.init(world.first.session_id)
        await client.subscribe("1", "feed")
        assert await client.is_alive()
        live.close()
        assert await client.next() == ("closed", 1001, "The server goes away")
        async with socket_to(address) as late:
            assert await late.next() == ("closed", 1001, "The server goes away")


async def test_nothing_is_left_of_sockets_that_were_cut_off(service: Service, world: World) -> None:
    async with socket_to(service.address) as stays:
        await stays.init(world.first.session_id)
        await stays.subscribe("1", "feed", after=world.after(0))
        for _ in range(20):
            with suppress(ConnectionClosed):
                async with socket_to(service.address) as cut:
                    await cut.init(world.second.session_id)
                    await cut.subscribe("1", "feed", after=world.after(0))
                    cut.connection.transport.abort()
        while service.live.open_streams > 1:
            await world.happens()
        assert await _next_cursors(stays, 1) == [1]


async def _next_cursors(client: Client, number: int) -> list[int]:
    heard = [(await client.next())["payload"]["data"]["cursor"] for _ in range(number)]
    return [int(cursor.partition("-")[2]) for cursor in heard]


def test_every_refusal_of_an_envelope_has_a_reason_that_fits_a_close_frame() -> None:
    assert all(len(bad.code) <= 123 for bad in BadEnvelope.__subclasses__())
