from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from app.database import Database
from app.events import log
from app.events.broker import Broker, LocalBroker
from app.events.log import EventDraft
from app.events.work import work
from app.models import Organisation, Session, new_id
from app.models.enums import AccountKind, EventKind
from app.transports.live import Live
from app.viewer import SYSTEM, Viewer
from tests.factories import Factory, viewer_of
from tests.redis_server import RedisServer, own_redis
from tests.transports.engine import SmallEngine, application
from tests.transports.serving import served


@dataclass
class World:
    """An organisation with two signed-in users, and what happens to it."""

    database: Database
    broker: Broker
    organisation: Organisation
    first: Viewer
    second: Viewer

    async def happens(self, count: int = 1) -> None:
        async with work(self.database, self.broker, SYSTEM) as session:
            for _ in range(count):
                log.record(session, EventDraft(self.organisation.id, EventKind.RESULT_RELEASED))

    async def receives(self) -> None:
        """A share."""
        async with work(self.database, self.broker, SYSTEM) as session:
            share = await Factory(session).share(organisation=self.organisation, candidate_name="高橋 美咲")
            log.record(session, EventDraft(self.organisation.id, EventKind.SHARE_OPENED, share_id=share.id))

    def after(self, sequence: int) -> str:
        return f"{self.organisation.id.hex}-{sequence}"


async def world_in(database: Database, broker: Broker) -> World:
    async with database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        viewers = [viewer_of(await make.user(organisation)) for _ in range(2)]
        now = datetime.now(UTC)
        signed_in = []
        for viewer in viewers:
            row = Session(
                token_hash=new_id().bytes,
                kind=AccountKind.ORGANISATION,
                user_id=viewer.id,
                started_at=now,
                last_used_at=now,
                expires_at=now + timedelta(days=1),
                address="192.0.2.1",
            )
            session.add(row)
            signed_in.append(replace(viewer, session_id=row.id))
        await session.commit()
    return World(database, broker, organisation, *signed_in)


@pytest.fixture
async def world(fresh_database: Database) -> World:
    return await world_in(fresh_database, LocalBroker())


@dataclass
class Service:
    """A server in this process."""

    address: str
    live: Live
    engine: SmallEngine


@pytest.fixture
async def service(world: World) -> AsyncIterator[Service]:
    allowed = ("https://console.example",)
    async with (
        application(world.database, world.broker, allowed=allowed) as (live, engine, app),
        served(live, app) as address,
    ):
        yield Service(address, live, engine)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """This test's own: it may kill it."""
    with own_redis() as server:
        yield server
