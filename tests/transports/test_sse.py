import asyncio
import json
import signal
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest

from app.envelope import Envelope
from app.transports.shared import Limits
from app.transports.sse import is_asked_for
from tests.transports.client import stream_from
from tests.transports.conftest import Service, World
from tests.transports.engine import application
from tests.transports.serving import ServerProcess, served

pytestmark = pytest.mark.anyio

COMPLETE = {"event": "complete", "data": ""}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/event-stream", True),
        ("application/json, text/event-stream;q=0.5", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("text/event-stream;q=0, application/json", False),
        ("text/event-stream; q=0.0", False),
        ("*/*", False),
        ("text/*", False),
        ("application/json", False),
        ("", False),
        (None, False),
    ],
)
def test_event_streams_are_asked_for_by_name(accept: str | None, expected: bool) -> None:
    assert is_asked_for(accept) is expected


def next_of(payload: Any, cursor: str | None = None) -> dict[str, str]:
    place = {} if cursor is None else {"id": cursor}
    return place | {"event": "next", "data": json.dumps(payload, ensure_ascii=False, separators=(",", ":"))}


async def all_of(events: AsyncIterator[dict[str, str]]) -> list[dict[str, str]]:
    return [event async for event in events]


@pytest.mark.parametrize(
    ("query", "payload"),
    [
        ("hello", {"data": {"hello": "世界"}}),
        (
            "broken",
            {"errors": [{"message": "Syntax Error", "extensions": {"code": "GRAPHQL_PARSE_FAILED"}}]},
        ),
        (
            "bug",
            {"errors": [{"message": "Something went wrong on our side.", "extensions": {"code": "INTERNAL_ERROR"}}]},
        ),
        ("feed", {"errors": [{"message": "Sign in first.", "extensions": {"code": "UNAUTHENTICATED"}}]}),
    ],
)
async def test_one_answer_then_complete(service: Service, query: str, payload: Any) -> None:
    async with stream_from(service.address, {"query": query}) as events:
        assert await all_of(events) == [next_of(payload), COMPLETE]


async def test_each_event_has_its_cursor_as_id_and_last_event_id_resumes(service: Service, world: World) -> None:
    token = world.first.session_id
    body = {"query": "feed", "variables": {"after": world.after(0)}}
    async with stream_from(service.address, body, token) as events:
        await world.receives()
        heard = [await anext(events) for _ in range(2)]
    await world.happens()
    async with stream_from(service.address, body, token, last_event_id=heard[-1]["id"]) as events:
        heard.append(await anext(events))

    assert [event["id"] for event in heard] == [world.after(number) for number in (1, 2, 3)]
    data = json.loads(heard[0]["data"])["data"]  # made with a line break in it
    assert data == {
        "cursor": world.after(1),
        "kind": "SHARE_RECEIVED",
        "share": {"name": "高橋 美咲"},
        "newShareCount": 1,
        "isNew": True,
    }


async def test_a_last_event_id_that_is_no_cursor_is_refused(service: Service, world: World) -> None:
    async with stream_from(service.address, {"query": "feed"}, world.first.session_id, last_event_id="17") as events:
        (error, complete) = await all_of(events)
    assert json.loads(error["data"])["errors"][0]["extensions"] == {"code": "CURSOR_INVALID"}
    assert complete == COMPLETE


async def test_an_ended_session_ends_the_stream(service: Service, world: World, owner: psycopg.Connection) -> None:
    async with stream_from(service.address, {"query": "feed"}, world.first.session_id) as events:
        owner.execute("UPDATE session SET ended_at = now()")
        assert await all_of(events) == [
            next_of({"errors": [{"message": "Sign in first.", "extensions": {"code": "UNAUTHENTICATED"}}]}),
            COMPLETE,
        ]


async def test_who_does_not_read_is_told_and_let_go(service: Service, world: World) -> None:
    written: list[bytes] = []
    full, drained = asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        written.append(message.get("body", b""))
        if b"event: next" in written[-1] and not drained.is_set():
            full.set()
            await drained.wait()

    envelope = Envelope("feed", None, {"after": world.after(0)})
    stream = service.live.stream(envelope, world.first, {})
    serving = asyncio.create_task(stream({"type": "http"}, asyncio.Event().wait, send))  # type: ignore[arg-type]
    await world.happens()
    await asyncio.wait_for(full.wait(), 10)
    while service.live.open_streams:
        await world.happens(64)
    drained.set()
    await asyncio.wait_for(serving, 10)

    body = b"".join(written).decode()
    assert body.count("event: next") == 2
    assert f"id: {world.after(1)}\n" in body
    assert body.endswith('"extensions":{"code":"TOO_SLOW"}}]}\n\nevent: complete\ndata: \n\n')


async def test_signs_of_life_and_a_clean_end_with_the_server(world: World) -> None:
    limits = Limits(keep_alive_seconds=0.02)
    async with (
        application(world.database, world.broker, limits=limits) as (live, _, app),
        served(live, app) as address,
    ):
        host, _, port = address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        body = json.dumps({"query": "hang"}).encode()
        writer.write(
            f"POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
        )
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert head.startswith(b"HTTP/1.1 200 OK")
        for _ in range(3):
            assert await asyncio.wait_for(reader.readexactly(8), 10) == b"3\r\n:\n\n\r\n"
        live.close()
        await asyncio.wait_for(reader.readuntil(b"0\r\n\r\n"), 10)
        writer.close()
        await writer.wait_closed()


async def test_a_server_told_to_end_does_so_promptly_with_streams_open(fresh_urls: Any, world: World) -> None:
    server = ServerProcess(fresh_urls.app, "")
    server.start()
    async with stream_from(server.address, {"query": "feed"}, world.first.session_id) as events:
        ending = asyncio.create_task(asyncio.to_thread(server.end, signal.SIGTERM))
        assert await all_of(events) == []
        assert await asyncio.wait_for(ending, 4) in (0, -signal.SIGTERM)
