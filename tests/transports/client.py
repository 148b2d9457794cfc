"""A client of graphql-transport-ws and one of event streams, as plain as can be."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

SOON = 10.0


class Client:
    """One socket. Pings are answered and passed over."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, message: Any) -> None:
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def next(self) -> Any:
        """The next message, or ("closed", code, reason)."""
        async with asyncio.timeout(SOON):
            while True:
                try:
                    message = json.loads(await self.connection.recv())
                except ConnectionClosed as closed:
                    return ("closed", closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else ("cut off",)
                if message != {"type": "ping"}:
                    return message
                await self.send({"type": "pong"})

    async def say(self, message: Any) -> Any:
        await self.send(message)
        return await self.next()

    async def init(self, token: Any = None, **payload: Any) -> Any:
        if token is not None:
            payload["authorization"] = f"Bearer {token}"
        return await self.say({"type": "connection_init", "payload": payload})

    async def subscribe(self, id: str, query: str, **variables: Any) -> None:
        await self.send({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    async def is_alive(self) -> bool:
        """Whether it still answers a query."""
        await self.subscribe("alive", "hello")
        answers = [await self.next(), await self.next()]
        return answers == [
            {"id": "alive", "type": "next", "payload": {"data": {"hello": "世界"}}},
            {"id": "alive", "type": "complete"},
        ]


@asynccontextmanager
async def socket_to(address: str, **options: Any) -> AsyncIterator[Client]:
    options = {"subprotocols": [Subprotocol("graphql-transport-ws")], "compression": None} | options
    async with connect(f"ws://{address}/graphql", **options) as connection:
        yield Client(connection)


async def events_of(reader: asyncio.StreamReader) -> AsyncIterator[dict[str, str]]:
    """Server-sent events as they come, comments passed over; heads of the response and chunks too."""
    event: dict[str, str] = {}
    buffer = b""
    while chunk := await asyncio.wait_for(reader.readline(), SOON):
        size = int(chunk, 16)
        buffer += await reader.readexactly(size)
        await reader.readexactly(2)
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            if not line:
                if event:
                    yield event
                event = {}
            elif not line.startswith(b":"):
                name, _, value = line.decode().partition(":")
                event[name] = value.removeprefix(" ")
        if not size:
            return


@asynccontextmanager
async def stream_from(
    address: str, body: Any, token: Any = None, **headers: str
) -> AsyncIterator[AsyncIterator[dict[str, str]]]:
    """A request for an event stream, over a connection of its own."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    raw = json.dumps(body).encode()
    lines = {
        "host": address,
        "accept": "text/event-stream",
        "content-type": "application/json",
        "content-length": str(len(raw)),
        "connection": "close",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        lines["authorization"] = f"Bearer {token}"
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    writer.write(f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + raw)
    status = await reader.readline()
    assert status == b"HTTP/1.1 200 OK\r\n", status
    answered = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.decode().partition(": ")
        answered[name.lower()] = value
    assert answered["content-type"] == "text/event-stream; charset=utf-8"
    assert answered["cache-control"] == "no-store"
    try:
        yield events_of(reader)
    finally:
        writer.close()
        await writer.wait_closed()
