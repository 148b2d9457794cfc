"""A mail server that takes everything and keeps nothing but a count: as fast as a sender can be.

python -m bench.null_smtp        prints its port; when its input ends, how many letters, recipients and Message-IDs
"""

import asyncio
import sys
from dataclasses import dataclass, field
from typing import Any

import uvloop

_ANSWERS = {b"EHLO": b"250 null\r\n", b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}


@dataclass
class Taken:
    """By all connections."""

    letters: int = 0
    recipients: set[bytes] = field(default_factory=set)
    ids: set[bytes] = field(default_factory=set)


class Null(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken

    def connection_made(self, transport: Any) -> None:
        self._transport, self._buffer, self._in_data = transport, b"", False
        transport.write(b"220 null ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            if self._in_data:
                letter, found, rest = self._buffer.partition(b"\r\n.\r\n")
                if not found:
                    return
                self._take(letter)
                self._buffer, self._in_data = rest, False
                continue
            line, found, rest = self._buffer.partition(b"\r\n")
            if not found:
                return
            self._buffer = rest
            verb = line[:4].upper()
            if verb == b"RCPT":
                self._taken.recipients.add(line)
            self._in_data = verb == b"DATA"
            self._transport.write(_ANSWERS.get(verb, b"250 OK\r\n"))

    def _take(self, letter: bytes) -> None:
        self._taken.letters += 1
        self._taken.ids.add(next(line for line in letter.split(b"\r\n") if line.startswith(b"Message-ID:")))
        self._transport.write(b"250 Taken\r\n")


async def _serve() -> None:
    taken = Taken()
    server = await asyncio.get_running_loop().create_server(lambda: Null(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    print(taken.letters, len(taken.recipients), len(taken.ids), flush=True)


if __name__ == "__main__":
    uvloop.run(_serve())
