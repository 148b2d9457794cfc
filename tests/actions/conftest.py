"""What the tests of actions share: a moment, the tables' whole contents, and the events that an action queued."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import become
from app.events import log
from app.models import metadata
from app.viewer import SYSTEM, Viewer
from tests.conftest import SessionFor

#: Near the database's own clock, which the policies read.
NOW = datetime.now(UTC)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)

Contents = dict[str, list[str]]

_EVENTS = sa.text(
    "SELECT kind, share_id, result_id, verification_id, actor_kind, actor_id FROM event"
    " WHERE organisation_id = :organisation AND sequence > :after ORDER BY sequence"
)


async def contents_of(session: AsyncSession) -> Contents:
    """Every row of every table."""
    await become(session, SYSTEM)
    found = {}
    for table in metadata.sorted_tables:
        rows = await session.scalars(sa.text(f"SELECT to_jsonb(t)::text AS row FROM {table.name} t ORDER BY row"))
        found[table.name] = list(rows)
    return found


@pytest.fixture
def contents(session_for: SessionFor) -> Callable[[], Awaitable[Contents]]:
    async def contents() -> Contents:
        return await contents_of(await session_for(SYSTEM))

    return contents


Events = Callable[[AsyncSession, Viewer], Awaitable[list[tuple[Any, ...]]]]


@pytest.fixture
def events() -> Events:
    async def events(session: AsyncSession, viewer: Viewer) -> list[tuple[Any, ...]]:
        """Write what is queued, as the commit would; (kind, share, result, verification, actor kind, actor) of each
        event that came with it."""
        queued = len(session.info.get("rvs.events", ()))
        heads = await log.write(session, viewer)
        await become(session, SYSTEM)
        rows = []
        for organisation_id, last in heads.items():
            found = await session.execute(_EVENTS, {"organisation": organisation_id, "after": last - queued})
            rows += [tuple(row) for row in found]
        return rows

    return events
