"""The processes that are measured: one PostgreSQL, and over it the product and its peers, a process each."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.embedded import EmbeddedPostgres
from app.migrating import Urls, migrate, provision
from bench import dataset
from bench.dataset import Organisation, Scale

ROOT = Path(__file__).resolve().parents[1]
MERCURIUS = ROOT / "bench/peers/mercurius"
DATABASE_CONNECTIONS = 8
"""Of each server's pool that answers queries, and of pgbench."""
_MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
_SETTINGS = {
    "shared_buffers": f"{min(2048, _MEMORY // 4)}MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",  # data are vacuumed once made: nothing else is to run meanwhile
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A database with its people."""

    urls: Urls
    superuser_url: str
    organisations: Sequence[Organisation]


@contextmanager
def postgres() -> Iterator[EmbeddedPostgres]:
    """The embedded server in a folder of its own that goes at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rvs-bench-"))
    try:
        with EmbeddedPostgres.start(folder / "postgres", settings=_SETTINGS, durable=False) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def filled(server: EmbeddedPostgres, name: str, scale: Scale) -> Filled:
    """A new database, migrated and filled."""
    urls = provision(server.url("postgres", server.superuser), database=name)
    migrate(urls.owner)
    superuser_url = server.url(name, server.superuser)
    return Filled(urls, superuser_url, dataset.fill(superuser_url, scale))


@contextmanager
def product(url: str, **settings: str) -> Iterator[int]:
    """`rvs serve` over that database; its port."""
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "READ_CONNECTIONS": str(DATABASE_CONNECTIONS),
        "MUTATIONS_PER_MINUTE": "1000000",  # one source sends it all
        **settings,
    }
    with _running([sys.executable, "-m", "app.cli", "serve", "--port", "{port}"], environment) as port:
        yield port


@contextmanager
def strawberry(url: str) -> Iterator[int]:
    """The idiomatic peer; its port."""
    with _running([sys.executable, "-m", "bench.peers.strawberry_plain.server"], {"DATABASE_URL": url}) as port:
        yield port


@contextmanager
def mercurius(url: str, organisation: Organisation, *, bare: bool) -> Iterator[int]:
    """The Node peer; its port. `install_mercurius` comes first."""
    environment = {
        "DATABASE_URL": _for_node(url),
        "MODE": "bare" if bare else "policies",
        "ORGANISATION": str(organisation.id),
        "NODE_ENV": "production",
    }
    with _running(["node", str(MERCURIUS / "server.js")], environment) as port:
        yield port


def install_mercurius() -> str | None:
    """Install what its lock file says; a word where that cannot be done."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "no node and npm here"
    if (MERCURIUS / "node_modules/.package-lock.json").exists():
        return None
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=MERCURIUS, capture_output=True, text=True, timeout=300, check=False)
    return None if done.returncode == 0 else f"npm ci failed: {done.stderr.strip()[-300:]}"


def _for_node(url: str) -> str:
    """pg takes a socket's folder as the host in its own way: postgresql://user@%2Fpath/database."""
    user, _, rest = url.removeprefix("postgresql://").partition("@/")
    database, _, query = rest.partition("?host=")
    host, _, port = query.partition("&port=")
    return f"postgresql://{user}@{host.replace('/', '%2F')}:{port}/{database}"


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    port = _free_port()
    words = [word.replace("{port}", str(port)) for word in command]
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        process = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, **environment, "PORT": str(port)}, stdout=log, stderr=log
        )
        stack.callback(_ended, process)
        try:
            _wait(process, port)
        except RuntimeError as error:
            log.seek(0)
            raise RuntimeError(f"{error}\n{log.read().decode(errors='replace')[-2000:]}") from None
        yield port


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers: peers have no /healthz
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not answer")


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
