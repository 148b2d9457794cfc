"""The folder of an embedded PostgreSQL: its layout, its locks, initdb, and the server's command line.

FOLDER/             0700
  owner.lock        locked by the supervisor; holds the pid of the process that started it
  server.lock       locked by whatever PostgreSQL process lives here: the lock is inherited by all of them
  data/             PGDATA; made under another name and renamed, so that it is never half made
  run/              the socket; `socket` holds another folder's path where this one's is too long
  elsewhere         as root without CAP_DAC_OVERRIDE: the path of the folder that has data/ and run/
  server.log, server.log.1
"""

import contextlib
import fcntl
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.embedded import kernel
from app.embedded.account import Account
from app.embedded.errors import DidNotStart, ForeignFolder, OtherMajorVersion

MAJOR = "18"
PORT = 5432  # only a part of the socket's name
SUPERUSER = "postgres"

# macOS has 104 bytes for a socket's path with the final NUL, Linux 108.
_SOCKET_PATH_LIMIT = 103

_DEFAULTS = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",  # data are in memory or on an SSD; with 4, big pages became sequential scans
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A place with data/ and run/, the binaries for it, and the user who runs them (None: ourselves)."""

    root: Path
    install: Path
    account: Account | None
    sockets: Path
    notice: str = ""

    @property
    def data(self) -> Path:
        return self.root / "data"

    def command(self, settings: Mapping[str, str], *, durable: bool) -> list[str]:
        """The postmaster's command line. The caller's settings win over all but the socket's."""
        quoted = str(self.sockets).replace('"', '""')
        fixed = {"listen_addresses": "", "unix_socket_directories": f'"{quoted}"', "port": str(PORT)}
        chosen = _DEFAULTS | ({} if durable else _NOT_DURABLE) | dict(settings) | fixed
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        return [str(self.install / "bin/postgres"), "-D", str(self.data), *options]

    def close(self) -> None:
        """Leave no empty folder in the system's temporary folder."""
        if self.sockets.parent != self.root:
            with contextlib.suppress(OSError):
                self.sockets.rmdir()

    def spawn(self, command: list[str], lock: int) -> subprocess.Popen[bytes]:
        """Run a PostgreSQL program as the account; `lock` is server.lock, inherited."""
        kept = {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"}  # no PG*, and none of our secrets
        environment = {name: value for name, value in os.environ.items() if name in kept}
        return subprocess.Popen(  # noqa: S603
            command,
            cwd="/",
            env=environment | {"LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[lock],
            preexec_fn=partial(self._enter, os.getpid()),  # the supervisor has one thread
        )

    def _enter(self, supervisor: int) -> None:
        if self.account:
            self.account.enter()
        kernel.end_with_parent(supervisor)
        # With server.lock ours no server lives: what these name is dead, or a stranger with a reused pid.
        for stale in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            stale.unlink(missing_ok=True)

    def initialise(self, lock: int, *, durable: bool) -> None:
        """Make data/ if there is none. OtherMajorVersion if there is one that we cannot read."""
        if self.data.exists():
            self._check_version()
            return
        for abandoned in self.root.glob("new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=self.root))
        if self.account:
            os.chown(new, self.account.uid, self.account.gid)
        command = [
            *(str(self.install / "bin/initdb"), "-D", str(new), "-U", SUPERUSER, "--no-instructions"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--auth-local=trust", "--auth-host=reject"),  # who can reach the socket is let in, nobody else
            # As root without CAP_DAC_OVERRIDE, the supervisor reads postmaster.pid by its group.
            *(["--allow-group-access"] if self.account else []),
            *([] if durable else ["--no-sync"]),
        ]
        initdb = self.spawn(command, lock)
        output = initdb.communicate()[0].decode(errors="replace")
        if initdb.returncode:
            raise DidNotStart(folder=self.root, reason=f"initdb failed:\n{output}")
        new.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise OtherMajorVersion(data=self.data, found=found, ours=MAJOR)


def prepare(folder: Path) -> None:
    """Make the folder, 0700. ForeignFolder if it has other things: we would change who can reach them."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "owner.lock").exists() and (found := sorted(os.listdir(folder))):
        raise ForeignFolder(folder=folder, found=", ".join(found[:3]))
    folder.chmod(0o700)


def settle(folder: Path, install: Path) -> Cluster:
    """The cluster of a prepared folder. Data stay where they were first made."""
    if os.geteuid() != 0:
        return Cluster(folder, install, None, _sockets(folder, None))
    moved = _recorded(folder / "elsewhere")
    account = Account.of((moved or folder) / "data")
    if not moved and account.enters(folder) and account.runs(install / "bin/postgres"):
        return Cluster(folder, install, account, _sockets(folder, account))
    plain, notice = account.without_override(), ""
    if not moved:
        moved, notice = _reachable(folder, plain)
    _let_in(plain, moved, 0o710)
    os.setgroups([*os.getgroups(), plain.gid])  # to read its files without the capability
    return Cluster(moved, _executable(install, moved, plain), plain, _sockets(moved, plain), notice)


def sockets_of(folder: Path) -> Path:
    """Where the socket of a server that runs on this folder is; changes nothing."""
    root = _recorded(folder / "elsewhere") or folder
    return _recorded(root / "socket") or root / "run"


def _reachable(folder: Path, plain: Account) -> tuple[Path, str]:
    """The folder, or another that the account reaches without the capability; and what to tell about it."""
    _let_in(plain, folder, 0o710)
    if plain.enters(folder):
        return folder, ""
    folder.chmod(0o700)
    if (folder / "data").exists():
        reason = "as root, it reaches the data only with CAP_DAC_OVERRIDE: grant it, or do not run as root"
        raise DidNotStart(folder=folder, reason=reason)
    moved = Path(tempfile.mkdtemp(prefix="rvs-postgres-", dir="/var/tmp"))
    _let_in(plain, moved, 0o710)
    if not plain.enters(moved):
        moved.rmdir()
        reason = f"as root it must run as nobody, who reaches neither it nor {moved} (no CAP_SETUID?)"
        raise DidNotStart(folder=folder, reason=reason)
    (folder / "elsewhere").write_text(str(moved))
    return moved, f"PostgreSQL's data are in {moved}: as root it needs CAP_DAC_OVERRIDE and CAP_SETPCAP for {folder}"


def _let_in(account: Account, folder: Path, mode: int) -> None:
    os.chown(folder, -1, account.gid)
    folder.chmod(mode)


def _executable(install: Path, root: Path, account: Account) -> Path:
    """The binaries, or a copy of them in `root` where the account cannot reach them (a venv of mode 0700)."""
    if account.runs(install / "bin/postgres"):
        return install
    package = install.parent
    copy = root / f"binaries-{install.stat().st_mtime_ns}"
    copied = copy / package.name / install.name
    if not copied.exists():
        libraries = f"{package.name}.libs"
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, copy / libraries, dirs_exist_ok=True)
        partial_copy = copy / package.name / "partial"
        shutil.copytree(install, partial_copy, symlinks=True, dirs_exist_ok=True)
        partial_copy.rename(copied)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & stat.S_IXUSR else 0o044))
    return copied


def _sockets(root: Path, account: Account | None) -> Path:
    """The socket's folder: run/, or one in the system's temporary folder if that path is too long.

    A comma would separate two hosts for libpq, so such a path goes elsewhere too.
    """
    chosen = root / "run"
    if _fits(chosen):
        chosen.mkdir(exist_ok=True)
    else:
        chosen = _short(root / "socket")
    if account and not account.overrides:
        _let_in(account, chosen, 0o770)
    else:
        chosen.chmod(0o700)
    return chosen


def _short(record: Path) -> Path:
    if recorded := _recorded(record):
        return recorded
    made = Path(tempfile.mkdtemp(prefix="rvs-"))
    if not _fits(made):
        made.rmdir()
        made = Path(tempfile.mkdtemp(prefix="rvs-", dir="/tmp"))
    record.write_text(str(made))
    return made


def _fits(sockets: Path) -> bool:
    name = os.fsencode(sockets / f".s.PGSQL.{PORT}")
    return len(name) <= _SOCKET_PATH_LIMIT and b"," not in name


def _recorded(record: Path) -> Path | None:
    """The folder whose path is kept in this file, if it is there and ours: others can write in /tmp."""
    try:
        folder = Path(record.read_text())
        found = folder.lstat()
    except FileNotFoundError:
        return None
    return folder if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() else None


def locked(path: Path) -> int | None:
    """A descriptor that holds the lock on this file, or None while another holds it.

    flock belongs to the open file, so every process that inherits the descriptor shares it, and it goes with
    the last of them: no pid to mistake for another's.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
