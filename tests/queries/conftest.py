"""The world in a database of its own, and the API over it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
import pytest

from app.api import Api
from app.database import Database
from app.envelope import Envelope
from app.events.broker import LocalBroker
from app.settings import Settings
from app.viewer import Viewer
from tests.conftest import Server
from tests.queries.statements import Statements
from tests.queries.world import World, world, write


@dataclass
class Asked:
    """A world in a database, whom its API answers, and what it runs."""

    world: World
    database: Database
    api: Api
    statements: Statements

    async def __call__(self, query: str, who: str | Viewer, variables: dict[str, Any] | None = None) -> Any:
        """The whole answer."""
        viewer = self.world.viewer(who) if isinstance(who, str) else who
        return orjson.loads((await self.api.execute(Envelope(query, None, variables or {}), viewer)).body)


@asynccontextmanager
async def asked(postgres: Server, statements: Statements) -> AsyncIterator[Asked]:
    """In a database that is made for it."""
    name = f"rvs_world_{uuid4().hex[:12]}"
    database = await Database.open(postgres.copy(name).app, read_connections=2, write_connections=2)
    try:
        made = world()
        await write(database, made.rows)
        api = Api(database, LocalBroker(), Settings(secret_key="golden" * 8))
        yield Asked(made, database, api, statements)
    finally:
        await database.close()
        postgres.drop(name)


@pytest.fixture(scope="session")
def statements() -> Statements:
    return Statements()


@pytest.fixture(scope="session")
async def ask(postgres: Server, statements: Statements, anyio_backend: str) -> AsyncIterator[Asked]:
    """For queries, which change nothing."""
    async with asked(postgres, statements) as made:
        yield made
