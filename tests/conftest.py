"""A real PostgreSQL, made and migrated once a run; each test in a transaction that is rolled back, or in a database
of its own where it commits."""

import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.audit.entry import Who, acting
from app.database import Database, become
from app.embedded import EmbeddedPostgres
from app.migrating import Urls, migrate, provision
from app.viewer import SYSTEM, Viewer
from tests.factories import Factory


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@dataclass(frozen=True)
class Server:
    """The run's PostgreSQL. `template` is migrated and never written to."""

    superuser_url: str
    template: Urls

    def copy(self, name: str) -> Urls:
        """A new database like the template."""
        self._superuser("CREATE DATABASE {} OWNER rvs_owner TEMPLATE {} STRATEGY file_copy", name, self._template)
        return Urls(app=at(self.template.app, name), owner=at(self.template.owner, name))

    def drop(self, name: str) -> None:
        self._superuser("DROP DATABASE {} WITH (FORCE)", name)

    @property
    def _template(self) -> str:
        return sa.make_url(self.template.app).database or ""

    def _superuser(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def at(url: str, database: str) -> str:
    """The same URL with another database."""
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The embedded server, or the one at TEST_DATABASE_SUPERUSER_URL (its roles rvs_* are made if need be)."""
    with tempfile.TemporaryDirectory(prefix="rvs-test-") as folder:
        if url := os.environ.get("TEST_DATABASE_SUPERUSER_URL"):
            embedded = None
        else:
            embedded = EmbeddedPostgres.start(Path(folder) / "pg", durable=False, settings={"shared_buffers": "64MB"})
            url = embedded.url("postgres", embedded.superuser)
        template = f"rvs_test_{uuid4().hex[:12]}"
        urls = provision(url, database=template, password=sa.make_url(url).password)
        migrate(urls.owner)
        server = Server(url, urls)
        try:
            yield server
        finally:
            if embedded is None:
                server.drop(template)
            else:
                embedded.stop()


@pytest.fixture(scope="session")
def shared_urls(postgres: Server) -> Iterator[Urls]:
    """One database for all tests that roll back."""
    name = f"rvs_shared_{uuid4().hex[:12]}"
    yield postgres.copy(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
async def database(shared_urls: Urls, anyio_backend: str) -> AsyncIterator[Database]:
    """As the app role. Commit nothing here: take `fresh_database` for that."""
    database = await Database.open(shared_urls.app, read_connections=2, write_connections=2)
    yield database
    await database.close()


_numbers = count(1)


@pytest.fixture
def fresh_urls(postgres: Server) -> Iterator[Urls]:
    """A database of this test's own, for other processes or own connections."""
    name = f"rvs_fresh_{os.getpid()}_{next(_numbers)}"
    yield postgres.copy(name)
    postgres.drop(name)


@pytest.fixture
async def fresh_database(fresh_urls: Urls, anyio_backend: str) -> AsyncIterator[Database]:
    """A database of this test's own, where it may commit; as the app role."""
    database = await Database.open(fresh_urls.app, read_connections=4, write_connections=4)
    yield database
    await database.close()


@pytest.fixture
def owner(fresh_urls: Urls) -> Iterator[psycopg.Connection]:
    """The owner's connection to `fresh_database`, autocommitting, as the system: to do what the app role cannot."""
    with psycopg.connect(fresh_urls.owner, autocommit=True) as connection:
        connection.execute("SET app.kind = 'system'")
        yield connection


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """One connection in a transaction that ends with the test."""
    async with database.engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()


SessionFor = Callable[[Viewer], Awaitable[AsyncSession]]


@pytest.fixture
async def session_for(connection: AsyncConnection) -> AsyncIterator[SessionFor]:
    """The test's session, as a viewer from then on. It is one and the same each time, emptied of objects, so that all
    that was flushed before is there (as far as this viewer may see it). `rollback()` goes back to the last call."""
    async with AsyncSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:

        async def session_for(viewer: Viewer) -> AsyncSession:
            await session.commit()  # of a savepoint: what a roll-back shall not undo
            session.expunge_all()
            await become(session, viewer)
            acting(session, Who(viewer))
            await session.commit()
            return session

        yield session_for


@pytest.fixture
async def make(session_for: SessionFor) -> Factory:
    """Makes the least of what a test needs, in its transaction."""
    return Factory(await session_for(SYSTEM))
