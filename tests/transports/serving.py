"""Real servers for tests: in this process, or in one of their own that may be killed."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from starlette.types import ASGIApp

from app.database import Database
from app.transports.live import Live
from app.transports.server import Server, config
from tests.transports.engine import application, broker_at

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@asynccontextmanager
async def served(live: Live, app: ASGIApp) -> AsyncIterator[str]:
    """host:port of a uvicorn in this process."""
    port = free_port()
    server = Server(config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off"), live.close)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment] - pytest's Ctrl-C
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.001)
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    await running


class ServerProcess:
    """One that can be killed; it comes back at the same address."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self._arguments = [sys.executable, "-m", "tests.transports.serving", database_url, redis_url, self.address]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it listens: it says so by a line."""
        self._process = subprocess.Popen(self._arguments, cwd=ROOT, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self._process.wait(20)


async def _main(database_url: str, redis_url: str, address: str) -> None:
    database = await Database.open(database_url, read_connections=4, write_connections=1)
    broker = broker_at(redis_url)
    async with application(database, broker) as (live, _, app):
        host, _, port = address.partition(":")
        server = Server(config(app, host=host, port=int(port), log_level="warning", lifespan="off"), live.close)
        running = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.001)
        os.write(1, b"ready\n")
        await running
    await broker.close()
    await database.close()


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:]))
