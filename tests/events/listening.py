"""Subscribers of tests: what a feed sends them they write down."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from app.database import Database
from app.errors import ApiError
from app.events import holes, log
from app.events.broker import Broker
from app.events.feed import Feeds
from app.events.log import RECEIVED, EventDraft
from app.events.rights import Guard, Rights
from app.events.subscription import Change, Seen, Subscription
from app.events.work import work
from app.models.enums import EventKind
from app.viewer import SYSTEM, Viewer

SOON = 10.0


class Notebook:
    """A sink that never is too full, unless told so."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.error: str | None = None
        self.roomy = True
        self._changed = asyncio.Event()
        self._when_roomy: list[Callable[[], None]] = []

    def when_roomy(self, call: Callable[[], None]) -> None:
        self._when_roomy.append(call)

    def make_room(self) -> None:
        self.roomy = True
        for call in self._when_roomy:
            call()

    def send(self, text: str, cursor: str | None) -> None:
        assert cursor is not None
        self.heard.append((cursor, json.loads(text)))
        self._changed.set()

    def complete(self) -> None:
        raise AssertionError("a log never ends")

    def fail(self, error: ApiError) -> None:
        assert self.error is None
        self.error = error.code
        self._changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for `true` to hold after something was heard."""
        async with asyncio.timeout(SOON):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def hears(self, number: int) -> list[Any]:
        """The payloads, once there are so many."""
        await self.until(lambda: len(self.heard) >= number)
        return [payload for _, payload in self.heard]

    @property
    def cursors(self) -> list[str]:
        return [cursor for cursor, _ in self.heard]

    @property
    def sequences(self) -> list[int]:
        return [int(cursor.partition("-")[2]) for cursor, _ in self.heard]


class Renderer:
    """Makes payloads with every kind of hole, and remembers how many it made."""

    def __init__(self) -> None:
        self.made = 0

    async def __call__(self, change: Change) -> str | None:
        self.made += 1
        if isinstance(change, Seen):
            return f'{{"kind":"SEEN","count":{holes.new_share_count()}}}'
        marks = ""
        if change.share_id is not None:
            marks = f',"isNew":{holes.is_new(change.share_id)},"isChanged":{holes.is_changed(change.share_id)}'
        return f'{{"kind":"{change.kind}","share":"{change.share_id}","count":{holes.new_share_count()}{marks}}}'


def subscription(
    organisation_id: UUID,
    render: Renderer,
    *,
    kinds: frozenset[EventKind] = RECEIVED,
    after: str | None = None,
    seen: bool = False,
    key: str = "document",
) -> Subscription:
    return Subscription(organisation_id, kinds, (key, seen), render, after, seen)


async def nobody_refused(viewers: Any) -> dict[Viewer, ApiError]:
    return {}


@asynccontextmanager
async def feeds_of(
    database: Database, broker: Broker, *, rights: Rights = nobody_refused, poll: float = 0.05
) -> AsyncIterator[Feeds]:
    async with Guard(rights, broker, every=0.05) as guard, Feeds(database, broker, guard, poll=poll) as feeds:
        yield feeds


async def happen(
    database: Database,
    broker: Broker,
    organisation_id: UUID,
    count: int = 1,
    kind: EventKind = EventKind.RESULT_RELEASED,
) -> None:
    """So many events, in one transaction."""
    async with work(database, broker, SYSTEM) as session:
        for _ in range(count):
            log.record(session, EventDraft(organisation_id, kind))
