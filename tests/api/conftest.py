"""The application end to end: real database, real broker, and where it matters real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from app.database import Database
from app.events.broker import LocalBroker
from tests.api.looking import World, look_everywhere, world_of
from tests.api.service import Service, running
from tests.conftest import Server


@pytest.fixture
async def service(fresh_database: Database) -> AsyncIterator[Service]:
    """On a database of this test's own."""
    async with running(fresh_database, LocalBroker()) as service:
        yield service


@pytest.fixture(scope="module")
async def module_service(postgres: Server, anyio_backend: str) -> AsyncIterator[Service]:
    """One for all tests of a module: they change nothing that another one looks at."""
    async with _of_several(postgres) as service:
        yield service


@pytest.fixture(scope="package")
async def looked_at(postgres: Server, anyio_backend: str) -> AsyncIterator[World]:
    """Two sides, and all that each viewer sees of them. It takes a minute to look: once for all who only read it, or
    try what must change nothing that another test looks at."""
    async with _of_several(postgres) as service:
        world = await world_of(service)
        await look_everywhere(world)
        yield world


@asynccontextmanager
async def _of_several(postgres: Server) -> AsyncIterator[Service]:
    name = f"rvs_module_{uuid4().hex[:12]}"
    database = await Database.open(postgres.copy(name).app, read_connections=4, write_connections=4)
    async with running(database, LocalBroker()) as service:
        yield service
    await database.close()
    postgres.drop(name)
