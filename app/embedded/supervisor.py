"""The child process that runs PostgreSQL: starts it, restarts it if it dies, ends it with its parent.

It learns of the parent's death by a pipe: the parent holds the writing end, and the kernel closes that
however the parent ends, kill -9 included. That is portable, and unlike PR_SET_PDEATHSIG it does not fire when
merely the *thread* that started us ends. Forked children of the parent hold the pipe too, so the parent's pid
is watched as well. We and the server have our own session: Ctrl-C in the terminal reaches neither, the parent
decides. Should we be killed, the server gets its PR_SET_PDEATHSIG, or else the next start ends it.

Standard library only: it is started with `python -I -S`, in about 60 ms.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded import kernel
from app.embedded.cluster import Cluster, locked, prepare, settle
from app.embedded.errors import AlreadyRunning, DidNotStart, EmbeddedError

_TICK = 0.25  # seconds between two looks at the parent's pid
_POLL = 0.01
_PAUSE, _LONGEST_PAUSE = 0.02, 5.0  # seconds before a restart, doubled while it does not live long
_OWNED_FOR = 0.5  # seconds that another owner must be seen alive before we give up
_HANDOVER = 60.0  # seconds that a dying server may take before the next start gives up
_FAST, _IMMEDIATE = 20.0, 5.0  # seconds that each kind of shutdown may take
_LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class Order:
    """What the parent asks for."""

    parent: int
    folder: Path
    install: Path
    settings: Mapping[str, str]
    durable: bool

    @classmethod
    def read(cls, text: str) -> "Order":
        said = json.loads(text)
        return cls(**said | {"folder": Path(said["folder"]), "install": Path(said["install"])})

    def released(self, wait: float = 0.0) -> bool:
        """Whether the parent has said stop, or died; looks for at most `wait` seconds."""
        readable, _, _ = select.select([0], [], [], wait)
        return bool(readable) or os.getppid() != self.parent


@dataclass
class Log:
    """server.log, and server.log.1 before it: at most 5 MB each."""

    path: Path
    last: deque[str] = field(default_factory=lambda: deque(maxlen=20))

    def write(self, chunk: bytes) -> None:
        self.last.extend(chunk.decode(errors="replace").splitlines())
        # A full disk must not end the supervisor, and with it the server.
        with contextlib.suppress(OSError):
            if self.path.exists() and self.path.stat().st_size + len(chunk) > _LOG_BYTES:
                self.path.replace(self.path.with_name("server.log.1"))
            with open(self.path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(chunk)


@dataclass
class Server:
    """One run of the postmaster."""

    process: subprocess.Popen[bytes]
    cluster: Cluster
    log: Log

    def pump(self, wait: float, *watched: int) -> None:
        """Copy what the server says into the log, or return early when a watched descriptor is readable."""
        assert self.process.stdout  # made with PIPE
        output = self.process.stdout.fileno()
        readable, _, _ = select.select([output, *watched], [], [], wait)
        if output in readable:
            if chunk := os.read(output, 65536):
                self.log.write(chunk)
            else:  # all its processes have ended
                self.process.wait()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def ready(self) -> bool:
        """The eighth line of postmaster.pid says so, as pg_ctl reads it."""
        try:
            lines = (self.cluster.data / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def end(self) -> None:
        """Fast shutdown (clients are cut off, a checkpoint is written), then ever ruder."""
        for signal_number, patience in (
            (signal.SIGINT, _FAST),
            (signal.SIGQUIT, _IMMEDIATE),
            (signal.SIGKILL, _IMMEDIATE),
        ):
            if not self.ended:
                self.process.send_signal(signal_number)
            deadline = time.monotonic() + patience
            while not self.ended and time.monotonic() < deadline:
                self.pump(_POLL)


def main(order: Order) -> None:
    # Handlers that do nothing, not SIG_IGN: the server must not inherit the deafness.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    try:
        kernel.adopt_orphans()
        prepare(order.folder)
        with _owned(order), contextlib.closing(settle(order.folder, order.install)) as cluster:
            _keep(order, cluster, Log(order.folder / "server.log"))
    except EmbeddedError as error:
        _tell(error=type(error).__name__, facts={name: str(fact) for name, fact in error.facts.items()})
    except (OSError, subprocess.SubprocessError) as error:
        _tell(error="DidNotStart", facts={"folder": str(order.folder), "reason": str(error)})


@contextlib.contextmanager
def _owned(order: Order) -> Iterator[None]:
    """Hold owner.lock; wait for an owner who is ending, refuse for one who lives."""
    path = order.folder / "owner.lock"
    began = time.monotonic()
    while (descriptor := locked(path)) is None:
        pid, waited = path.read_text(), time.monotonic() - began
        # Empty: it is just starting or ending. Dead: its supervisor is ending the server at this moment.
        if (waited > _OWNED_FOR and pid and _alive(int(pid))) or waited > _HANDOVER:
            raise AlreadyRunning(pid=pid or "(unknown)", folder=order.folder)
        if order.released(_POLL):
            sys.exit()
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(order.parent).encode(), 0)
    try:
        yield
    finally:
        os.ftruncate(descriptor, 0)
        os.close(descriptor)


def _keep(order: Order, cluster: Cluster, log: Log) -> None:
    """Run the server, again and again, until the parent lets go."""
    _first(order, cluster, log)
    pause = _PAUSE
    while not order.released(pause):
        began = time.monotonic()
        try:
            _run(order, _launch(order, cluster, log))
        except (DidNotStart, OSError, subprocess.SubprocessError) as error:  # out of processes, of memory
            log.write(f"supervisor: {error}\n".encode())
        pause = _PAUSE if time.monotonic() - began > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)


def _first(order: Order, cluster: Cluster, log: Log) -> None:
    """The run that the parent waits for: whatever is wrong is told, and not tried again."""
    lock = _vacant(order, cluster)
    cluster.initialise(lock, durable=order.durable)
    os.close(lock)
    server = _launch(order, cluster, log)
    try:
        _await(order, server)
    except BaseException:
        server.end()
        raise
    _run(order, server)


def _launch(order: Order, cluster: Cluster, log: Log) -> Server:
    lock = _vacant(order, cluster)
    try:
        return Server(cluster.spawn(cluster.command(order.settings, durable=order.durable), lock), cluster, log)
    finally:
        os.close(lock)  # from here on it is the server's alone


def _run(order: Order, server: Server) -> None:
    try:
        while not server.ended and not order.released():
            server.pump(_TICK, 0)
    finally:
        if not server.ended:
            (order.folder / "owner.lock").write_text("")  # ending: the next owner may wait for us
            server.end()


def _await(order: Order, server: Server) -> None:
    while not server.ready:
        if server.ended:
            server.pump(0)
            said = "\n".join(server.log.last) or f"status {server.process.returncode}"
            raise DidNotStart(folder=order.folder, reason=f"its last words were\n{said}")
        if order.released():
            return
        server.pump(_POLL)
    _tell(
        ready={
            "data": str(server.cluster.data),
            "sockets": str(server.cluster.sockets),
            "notice": server.cluster.notice,
        }
    )


def _vacant(order: Order, cluster: Cluster) -> int:
    """server.lock, held. What a dead supervisor or a dead postmaster left running is ended first."""
    began, asked = time.monotonic(), 0
    while (descriptor := locked(cluster.root / "server.lock")) is None:
        # A backend in the middle of a statement does not notice that its postmaster is gone.
        for orphan in kernel.children():
            os.kill(orphan, signal.SIGQUIT)
        waited, pid = time.monotonic() - began, _postmaster(cluster.data)
        if pid and waited >= asked * _FAST:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT if asked else signal.SIGINT)
            asked += 1
        if waited > _HANDOVER:
            raise DidNotStart(folder=order.folder, reason="processes of an earlier server there do not end")
        if order.released(_POLL):
            sys.exit()
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return descriptor


def _postmaster(data: Path) -> int | None:
    """The pid of a postmaster on this data folder that is no child of ours, known by its command line."""
    try:
        pid = int((data / "postmaster.pid").read_text(errors="replace").split("\n", 1)[0])
        if sys.platform == "linux":
            said = Path(f"/proc/{pid}/cmdline").read_bytes()
        else:
            said = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True).stdout  # noqa: S603
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(data) in said else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _tell(**message: object) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(message), flush=True)
