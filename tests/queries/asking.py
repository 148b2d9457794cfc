"""A world in a database of its own, and the API over it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import orjson

from app.api import Api
from app.database import Database
from app.envelope import Envelope
from app.events.broker import LocalBroker
from app.settings import Settings
from app.viewer import Viewer
from tests.conftest import Server
from tests.queries.world import World, write


class Asked:
    """A world in a database, and whom its API answers."""

    def __init__(self, world: World, database: Database) -> None:
        self.world, self.database = world, database
        self.api = Api(database, LocalBroker(), Settings(secret_key="golden" * 8))

    async def __call__(self, query: str, who: str | Viewer, variables: dict[str, Any] | None = None) -> Any:
        """The whole answer."""
        viewer = self.world.viewer(who) if isinstance(who, str) else who
        return orjson.loads((await self.api.execute(Envelope(query, None, variables or {}), viewer)).body)

    async def afresh(self, query: str, who: str | Viewer, variables: dict[str, Any] | None = None) -> Any:
        """The whole answer of an API that remembers nothing."""
        self.api.forget_plans()
        return await self(query, who, variables)


@asynccontextmanager
async def asked(postgres: Server, made: World) -> AsyncIterator[Asked]:
    """In a database that is made for it."""
    name = f"rvs_world_{uuid4().hex[:12]}"
    database = await Database.open(postgres.copy(name).app, read_connections=2, write_connections=2)
    try:
        await write(database, made.rows)
        yield Asked(made, database)
    finally:
        await database.close()
        postgres.drop(name)
