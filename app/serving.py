"""One process of the service: database, broker, application, server; opened in this order, closed in the other."""

import asyncio
import gc
import logging
import secrets
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
import uvicorn
from pydantic import SecretStr

from app.asgi import Parts, application, assemble
from app.database import Database
from app.embedded import AlreadyRunning, EmbeddedPostgres
from app.events.broker import Broker, LocalBroker
from app.events.redis_broker import RedisBroker
from app.events.work import work as committing
from app.exports.graph import exported
from app.exports.standard import renew_standard
from app.jobs.worker import Worker, working
from app.migrating import APP, DATABASE, check_app_role, migrate, provision
from app.private_file import write_private
from app.settings import Settings
from app.transports.server import Server, config
from app.viewer import SYSTEM
from app.work.lines import lines

T = TypeVar("T")

logger = logging.getLogger("rvs.serving")


class PortInUse(Exception):
    """Nothing can listen at {host}:{port} ({reason}): choose another port."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__((self.__doc__ or "").format(host=host, port=port, reason=reason))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database that is there, as the app role reaches it, and the settings that go with it."""

    settings: Settings
    url: str

    @property
    def secret_key(self) -> bytes:
        assert self.settings.secret_key  # made, or given beside DATABASE_URL
        return self.settings.secret_key.get_secret_value().encode()

    def broker(self) -> Broker:
        """New; within an event loop."""
        redis = self.settings.redis_url
        return LocalBroker() if redis is None else RedisBroker(redis.get_secret_value())


@contextmanager
def prepared(settings: Settings) -> Iterator[Prepared]:
    """The database at DATABASE_URL, or without one the embedded PostgreSQL, migrated, for as long as the context."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        check_app_role(url)
        yield Prepared(settings, url)
        return
    with EmbeddedPostgres.start(settings.data / "postgres") as server:
        urls = provision(server.url("postgres", server.superuser))
        migrate(urls.owner)
        yield Prepared(_with_kept_key(settings), urls.app)


@contextmanager
def prepared_beside(settings: Settings) -> Iterator[Prepared]:
    """The same for a command; where a server of ours runs on that folder, its database."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(prepared(settings))
        except AlreadyRunning:
            url = EmbeddedPostgres.url_beside(settings.data / "postgres", DATABASE, APP)
            try:
                psycopg.connect(url).close()
            except psycopg.OperationalError:
                url = ""
            if not url:
                raise
            found = Prepared(_with_kept_key(settings), url)
        yield found


@asynccontextmanager
async def opened(database: Prepared) -> AsyncIterator[Parts]:
    """The parts over a database that is there."""
    settings = database.settings
    pools = await Database.open(
        database.url,
        read_connections=settings.read_connections,
        write_connections=settings.write_connections,
        statement_timeout_ms=settings.statement_timeout_ms,
    )
    broker = database.broker()
    try:
        parts = assemble(settings, pools, broker)
        await _renewed(parts)
        yield parts
    finally:
        await broker.close()
        await pools.close()


async def _renewed(parts: Parts) -> None:
    """What follows from this code and is kept in the database. One that is not migrated yet has no place for it: that
    /readyz says."""
    try:
        async with committing(parts.database, parts.broker, SYSTEM) as session:
            await renew_standard(session, exported(), now=datetime.now(UTC))
    except sa.exc.ProgrammingError:
        logger.warning("The standard template was not renewed: the schema is not up to date")


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises what keeps the database from starting, PortInUse."""
    listening = listen(settings.host, settings.port)

    async def serving(database: Prepared) -> None:
        async with opened(database) as parts, working(worker(parts)):
            await answer(parts, [listening])

    with listening, prepared(settings) as database:
        run(serving(database))


def worker(parts: Parts) -> Worker:
    """Everything that is done behind the requests: jobs, the schedule, mail."""
    return Worker(parts.broker, lines(parts.database, parts.broker, parts.settings, parts.api.ask))


def work(settings: Settings) -> None:
    """Only that, until SIGINT or SIGTERM. Raises what keeps the database from starting."""

    async def at_work(database: Prepared) -> None:
        async with opened(database) as parts, parts.sealer:
            working = worker(parts)
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, working.stop)
            await working.run()

    with prepared_beside(settings) as database:
        run(at_work(database))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run in the quickest event loop that is here."""
    factory = uvicorn.Config("", loop="auto").get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)


def listen(host: str, port: int) -> socket.socket:
    """Hold the port, before anything slow is begun. Raises PortInUse."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        held = socket.socket(family, kind, protocol)
        try:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(address)
            held.listen()  # from now on it is ours alone; who connects waits until there is an answer
        except BaseException:
            held.close()
            raise
    except OSError as error:
        raise PortInUse(host, port, error.strerror or str(error)) from None
    return held


async def answer(
    parts: Parts, sockets: Sequence[socket.socket], ready: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Answer requests until SIGINT or SIGTERM; `ready` runs when the first may come."""
    options = config(application(parts), log_level="warning", access_log=False, server_header=False)
    server = Server(options, parts.live.close, ready)
    with _ending(server), _set_apart():
        await server.serve(list(sockets))


@contextmanager
def _set_apart() -> Iterator[None]:
    """What is there by now (the schema, above all) stays. Without it the garbage collector looks through all of it at
    each of its full rounds: a tenth of a second in which nobody is answered (docs/performance.md)."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _ending(server: Server) -> Iterator[None]:
    """uvicorn raises a signal again when it has ended by it, which would end the process before the rest is closed:
    let it find this handler."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(number: int, frame: FrameType | None) -> None:
        if not server.ended:
            server.handle_exit(number, frame)

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _with_kept_key(settings: Settings) -> Settings:
    """The embedded service's secret key is made once, beside its data."""
    path = settings.data / "secret.key"
    if settings.secret_key is None:
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        settings = settings.model_copy(update={"secret_key": SecretStr(path.read_text().strip())})
    return settings
