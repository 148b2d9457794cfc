"""One process of the service: database, broker, application, server; opened in this order, closed in the other."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from app.asgi import Parts, application, assemble
from app.database import Database
from app.embedded import EmbeddedPostgres
from app.events.broker import Broker, LocalBroker
from app.events.redis_broker import RedisBroker
from app.migrating import check_app_role, migrate, provision
from app.settings import Settings
from app.transports.server import Server, config


async def serve(settings: Settings, ready: Callable[[Parts], Awaitable[None]] | None = None) -> None:
    """Serve until SIGINT or SIGTERM. `ready` runs when everything is open, before the first request."""
    async with running(settings) as parts:
        if ready is not None:
            await ready(parts)
        options = config(
            application(parts), host=settings.host, port=settings.port, log_level="warning", server_header=False
        )
        await Server(options, parts.live.close).serve()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Parts]:
    """Database and broker, open; without DATABASE_URL the embedded PostgreSQL, migrated."""
    if settings.database_url is not None:
        check_app_role(settings.database_url.get_secret_value())
        async with opened(settings, settings.database_url.get_secret_value()) as parts:
            yield parts
        return
    with EmbeddedPostgres.start(settings.data / "postgres") as server:
        urls = provision(server.url("postgres", server.superuser))
        migrate(urls.owner)
        settings = settings.model_copy(update={"secret_key": SecretStr(_kept_key(settings.data))})
        async with opened(settings, urls.app) as parts:
            yield parts


@asynccontextmanager
async def opened(settings: Settings, url: str) -> AsyncIterator[Parts]:
    """The parts over a database that is there."""
    database = await Database.open(
        url,
        read_connections=settings.read_connections,
        write_connections=settings.write_connections,
        statement_timeout_ms=settings.statement_timeout_ms,
    )
    redis = settings.redis_url
    broker: Broker = LocalBroker() if redis is None else RedisBroker(redis.get_secret_value())
    try:
        yield assemble(settings, database, broker)
    finally:
        await broker.close()
        await database.close()


def _kept_key(folder: Path) -> str:
    """The embedded service's secret key, made once."""
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
