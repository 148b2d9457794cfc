"""An HTTP client that costs next to nothing: requests made beforehand, keep-alive sockets, one epoll loop.

One request costs it some 25 microseconds, so that what shares the machine with the servers is not what is measured; its
own share of the processor is reported beside each measurement.
"""

import random
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import orjson

from bench.dataset import SEED

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_GOOD = b'{"data":{"organisation":{'


class Wrong(Exception):
    """A server did not answer as it should."""


def request(body: object, token: str) -> bytes:
    """The bytes of one POST."""
    content = orjson.dumps(body)
    head = (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Connection:
    """One keep-alive connection, blocking: for checks and preparations."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, body: object, token: str) -> Any:
        return orjson.loads(self.send(request(body, token)))

    def send(self, message: bytes) -> bytes:
        """The answer's body."""
        self._socket.sendall(message)
        answer = _Answer()
        while not answer.whole:
            answer.feed(self._socket.recv(1 << 20))
        return answer.body


class _Answer:
    """A response as it comes in."""

    __slots__ = ("_missing", "_parts")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._missing = -1

    @property
    def whole(self) -> bool:
        return self._missing == 0

    def feed(self, data: bytes) -> None:
        if not data:
            raise Wrong("the server closed the connection")
        if self._missing >= 0:
            self._parts.append(data)
            self._missing -= len(data)
            return
        data = b"".join([*self._parts, data])
        end = data.find(_HEAD_END)
        if end < 0:
            self._parts = [data]
            return
        head = data[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            raise Wrong(data[:500].decode(errors="replace"))
        at = head.index(_LENGTH) + len(_LENGTH)
        length = int(head[at : (head + b"\r").index(b"\r", at)])
        body = data[end + 4 :]
        self._parts, self._missing = [body], length - len(body)

    @property
    def body(self) -> bytes:
        return b"".join(self._parts)

    @property
    def size(self) -> int:
        return sum(map(len, self._parts))

    def check(self) -> None:
        if not self._parts[0].startswith(_GOOD) and not self.body.startswith(_GOOD):
            raise Wrong(self.body[:500].decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Measured:
    """What one server did in one round."""

    requests: int
    seconds: float
    latencies: list[float]
    """Seconds, sorted."""
    bytes: int
    client_share: float
    """Of one processor, by this client."""

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        return 1_000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def load(port: int, messages: Sequence[bytes], *, connections: int, seconds: float, warm_up: float) -> Measured:
    """Keep `connections` busy, one request each at a time, drawn at random."""
    chance = random.Random(SEED)
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        sock = socket.create_connection(("127.0.0.1", port), timeout=60)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(sock, selectors.EVENT_READ, _Turn(sock))
    turns: list[_Turn] = [key.data for key in selector.get_map().values()]
    clock = time.perf_counter
    latencies: list[float] = []
    received = 0
    for turn in turns:
        turn.ask(chance.choice(messages), clock())
    begin = clock() + warm_up
    end = begin + seconds
    used = time.process_time()
    started = False
    while (now := clock()) < end:
        if not started and now >= begin:
            started, used, begin = True, time.process_time(), now
        for key, _ in selector.select(1.0):
            turn = key.data
            turn.answer.feed(turn.sock.recv(1 << 20))
            if turn.answer.whole:
                turn.answer.check()
                now = clock()
                if started:
                    latencies.append(now - turn.asked_at)
                    received += turn.answer.size
                turn.ask(chance.choice(messages), now)
    used = time.process_time() - used
    for turn in turns:
        turn.sock.close()
    selector.close()
    if not latencies:
        raise Wrong("no answer in time")
    took = clock() - begin
    return Measured(len(latencies), took, sorted(latencies), received, used / took)


class _Turn:
    """One connection and the request under way on it."""

    __slots__ = ("answer", "asked_at", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.answer, self.asked_at = sock, _Answer(), 0.0

    def ask(self, message: bytes, now: float) -> None:
        self.answer, self.asked_at = _Answer(), now
        self.sock.sendall(message)
