"""One transaction that writes: the only place that commits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.entry import Who, acting
from app.database import Database
from app.events import log
from app.events.broker import Broker, Wake
from app.viewer import Viewer


@asynccontextmanager
async def work(
    database: Database, broker: Broker, viewer: Viewer, *, address: str | None = None
) -> AsyncIterator[AsyncSession]:
    """A transaction as `viewer` (who asks from `address`); at its end events, COMMIT and wake-ups. Nothing of it all if
    anything raises."""
    async with database.session(viewer) as session:
        acting(session, Who(viewer, address))
        yield session
        heads = await log.write(session, viewer)
        await session.commit()
        wakes = log.wakes(session)
    for organisation_id, last in heads.items():
        broker.publish(Wake("organisation", organisation_id, last))
    for wake in wakes:
        broker.publish(wake)
