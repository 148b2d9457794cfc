"""N sockets of graphql-transport-ws on one document: counts deliveries, and how late they are.

Frames are read by hand: a client library would be slower than what it measures. Run it in processes of its own:

    python -m bench.fanout_client '{"url": "ws://127.0.0.1:4000/graphql", "sockets": 2000, "document": "subscription …",
        "inits": [{"authorization": "Bearer …"}, …]}'

It prints `ready` once every socket is subscribed, then a line of JSON for each line on stdin:
`{"deliveries": …, "events": …}` expects so many more deliveries a socket, and is answered as the last one has come.
Latencies run from `sent_at` (CLOCK_MONOTONIC of the line that announced them) to each socket's last delivery.
"""

import asyncio
import base64
import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


def frame(payload: bytes, opcode: int = _TEXT) -> bytes:
    """A client's frame; masked with zeros, which is allowed and costs nothing."""
    length = len(payload)
    if length < 126:
        head = bytes([0x80 | opcode, 0x80 | length])
    else:
        head = bytes([0x80 | opcode, 0x80 | 126]) + length.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class Socket(asyncio.Protocol):
    """One subscription."""

    def __init__(self, swarm: "Swarm", init: Mapping[str, Any]) -> None:
        self._swarm, self._init = swarm, init
        self._buffer = bytearray()
        self._open = False
        self.deliveries = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        url = self._swarm.url
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._open:
            head, separator, rest = bytes(buffer).partition(b"\r\n\r\n")
            if not separator:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise SystemExit(f"refused: {head[:200]!r}")
            self._open = True
            self._buffer = buffer = bytearray(rest)
            self._say({"type": "connection_init", "payload": self._init})
        place = 0
        while len(buffer) - place >= 2:
            length, start = buffer[place + 1], place + 2
            if length == 126:
                length, start = int.from_bytes(buffer[start : start + 2], "big"), start + 2
            elif length == 127:
                length, start = int.from_bytes(buffer[start : start + 8], "big"), start + 8
            if len(buffer) < start + length:
                break
            self._hear(buffer[place] & 15, buffer, start, start + length)
            place = start + length
        del buffer[:place]

    def connection_lost(self, exc: Exception | None) -> None:
        self._swarm.lost += 1

    def _hear(self, opcode: int, buffer: bytearray, start: int, end: int) -> None:
        if opcode == _PING:
            self._transport.write(frame(bytes(buffer[start:end]), _PONG))
        elif opcode == _CLOSE:
            raise SystemExit(f"closed: {bytes(buffer[start:end])!r}")
        elif buffer.find(b'"next"', start, end) >= 0:
            self.deliveries += 1
            self._swarm.delivered(self)
        elif buffer.find(b'"connection_ack"', start, end) >= 0:
            self._say({"id": "1", "type": "subscribe", "payload": self._swarm.payload})
            self._swarm.subscribed()
        elif buffer.find(b'"ping"', start, end) >= 0:
            self._say({"type": "pong"})
        else:
            raise SystemExit(f"unexpected: {bytes(buffer[start:end])!r}")

    def _say(self, message: Any) -> None:
        self._transport.write(frame(json.dumps(message).encode()))


class Swarm:
    """All sockets of one process."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self.url = urlsplit(order["url"])
        self.payload = {"query": order["document"], "variables": order.get("variables", {})}
        self._inits, self._number = order["inits"], order["sockets"]
        self._ready = asyncio.Event()
        self._done = asyncio.Event()
        self._awaited, self._missing, self._subscribed = 0, 0, 0
        self._late: list[float] = []
        self.lost = 0
        self.total = 0

    async def connect(self) -> None:
        """Until every socket has sent its subscription."""
        loop = asyncio.get_running_loop()
        for number in range(self._number):
            init = self._inits[number % len(self._inits)]
            await loop.create_connection(lambda init=init: Socket(self, init), self.url.hostname, self.url.port)  # type: ignore[misc]
        await self._ready.wait()

    def subscribed(self) -> None:
        self._subscribed += 1
        if self._subscribed == self._number:
            self._ready.set()

    def delivered(self, socket: Socket) -> None:
        self.total += 1
        if socket.deliveries == self._awaited:
            self._late.append(time.monotonic())
            self._missing -= 1
            if not self._missing:
                self._done.set()

    async def expect(self, deliveries: int, sent_at: float) -> dict[str, Any]:
        """`deliveries` a socket, in all since the beginning."""
        self._awaited, self._missing, self._late = deliveries, self._number, []
        self._done.clear()
        print("expecting", flush=True)
        await asyncio.wait_for(self._done.wait(), 300)
        late = sorted(at - (sent_at or self._late[0]) for at in self._late)
        return {
            "deliveries": self.total,
            "lost": self.lost,
            "ended_at": max(self._late),
            "p50": late[len(late) // 2],
            "p99": late[len(late) * 99 // 100],
        }


async def main() -> None:
    swarm = Swarm(json.loads(sys.argv[1]))
    await swarm.connect()
    print("ready", flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        print(json.dumps(await swarm.expect(order["deliveries"], order.get("sent_at", 0.0))), flush=True)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
