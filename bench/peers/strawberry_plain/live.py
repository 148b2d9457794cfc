"""What was shared, to the subscribers of this process: in-process queues, and loads shared between the sockets.

An event's share is read once for all sockets and each user's values by one DataLoader batch an event: whoever is
careful does so. Every socket's payload is still executed and encoded by itself, which is how GraphQL servers work.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.dataloader import DataLoader

from bench.peers.strawberry_plain import models
from bench.peers.strawberry_plain.context import Viewer, transaction

_OF_USERS = text(
    """
    SELECT app_user.id, share.sequence > app_user.seen_until AND NOT EXISTS (
               SELECT FROM sighting WHERE sighting.share_id = share.id AND sighting.user_id = app_user.id) AS is_new,
           (SELECT count(*) FROM (
               SELECT FROM share AS other
               WHERE other.organisation_id = app_user.organisation_id AND other.sequence > app_user.seen_until
                 AND other.ended_at IS NULL AND (other.expires_at IS NULL OR other.expires_at > now())
                 AND NOT EXISTS (
                     SELECT FROM sighting WHERE sighting.share_id = other.id AND sighting.user_id = app_user.id)
               LIMIT 1000) AS unseen) AS new_share_count
    FROM app_user, share WHERE app_user.id = ANY(:users) AND share.id = :share
    """
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One event as one user gets it."""

    share: models.Share
    result: models.Result | None
    is_new: bool
    new_share_count: int


class _Event:
    """One share, loaded once; its users' values in batches."""

    def __init__(self, engine: AsyncEngine, share_id: UUID, viewer: Viewer) -> None:
        self._engine, self._share_id, self._viewer = engine, share_id, viewer
        self.rows = asyncio.ensure_future(self._rows())
        self.users: DataLoader[UUID, tuple[bool, int]] = DataLoader(self._of_users)

    async def _rows(self) -> tuple[models.Share, models.Result | None]:
        async with transaction(self._engine, self._viewer) as session:
            share = await session.get_one(models.Share, self._share_id)
            return share, await session.get(models.Result, share.result_id)

    async def _of_users(self, users: list[UUID]) -> Sequence[tuple[bool, int]]:
        async with transaction(self._engine, self._viewer) as session:
            rows = await session.execute(_OF_USERS, {"users": users, "share": self._share_id})
            found = {row.id: (bool(row.is_new), row.new_share_count) for row in rows}
        return [found.get(user, (False, 0)) for user in users]


class Events:
    """An organisation's subscribers, each with a queue."""

    def __init__(self) -> None:
        self.engine: AsyncEngine | None = None
        self._queues: dict[UUID, set[asyncio.Queue[UUID]]] = {}
        self._loaded: dict[UUID, _Event] = {}

    def publish(self, organisation_id: UUID, share_id: UUID) -> None:
        for queue in self._queues.get(organisation_id, ()):
            queue.put_nowait(share_id)

    @asynccontextmanager
    async def listen(self, organisation_id: UUID) -> AsyncIterator[AsyncIterator[UUID]]:
        queue: asyncio.Queue[UUID] = asyncio.Queue()
        self._queues.setdefault(organisation_id, set()).add(queue)
        try:
            yield _drained(queue)
        finally:
            self._queues[organisation_id].discard(queue)

    async def of_user(self, share_id: UUID, viewer: Viewer) -> Arrived:
        event = self._loaded.get(share_id)
        if event is None:
            assert self.engine is not None
            event = self._loaded[share_id] = _Event(self.engine, share_id, viewer)
            if len(self._loaded) > 100:
                del self._loaded[next(iter(self._loaded))]
        share, result = await event.rows
        is_new, count = await event.users.load(viewer.user_id)
        return Arrived(share, result, is_new, count)


async def _drained(queue: asyncio.Queue[UUID]) -> AsyncIterator[UUID]:
    while True:
        yield await queue.get()


events = Events()
