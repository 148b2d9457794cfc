"""Files go after their time, and what attempts left behind goes after a day. What of a file is ledger stays: see
docs/fetching.md."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.exports.store import Store, download_and_attempt
from app.jobs.running import Handler, Task
from app.models import Download, DownloadRow
from app.models.enums import JobStatus

BATCH = 100
ROWS = 10_000
LEFT_BEHIND = timedelta(days=1)
"""What nobody has touched for so long, nobody is still at."""
_LATELY = timedelta(days=7)
_NONE = 2**31 - 1
"""Instead of the attempt that counts, where none does."""
_OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


def expiring_files(store: Store) -> Handler:
    """The handler: the bytes of files whose time is over go; their entries stay."""

    async def handler(task: Task) -> None:
        gone: Collection[str] = ("",)
        while gone:
            async with task.step() as session:
                gone = await _expired(session)
            for key in gone:
                await store.remove(key)
            # Only now: what ends in between finds the keys again, and removing twice does nothing.
            async with task.step() as session:
                await _forget(session, gone)

    return handler


def sweeping_files(store: Store) -> Handler:
    """The handler: what was begun and never finished, files of attempts that do not count, rows of such attempts."""

    async def handler(task: Task) -> None:
        moment = datetime.now(UTC) - LEFT_BEHIND
        await store.sweep(moment)
        batch: list[str] = []
        async for key in store.older(moment):
            batch.append(key)
            if len(batch) == BATCH:
                await _remove_nobodys(task, store, batch)
                batch = []
        await _remove_nobodys(task, store, batch)
        removed = ROWS
        while removed == ROWS:
            async with task.step() as session:
                removed = await remove_rows_left_behind(session)

    return handler


async def _expired(session: AsyncSession) -> Collection[str]:
    found = sa.select(col(Download.object_key)).where(
        col(Download.object_key).is_not(None), col(Download.expires_at) <= sa.func.now()
    )
    return [key for key in await session.scalars(found.order_by(col(Download.expires_at)).limit(BATCH)) if key]


async def _forget(session: AsyncSession, keys: Collection[str]) -> None:
    forgotten = (
        sa.update(Download)
        .where(col(Download.object_key).in_(keys), col(Download.expires_at) <= sa.func.now())
        .values(object_key=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(forgotten)


async def _remove_nobodys(task: Task, store: Store, keys: Collection[str]) -> None:
    """Those of finished files which no entry names, and no attempt under way will. Names that the service does not
    give are somebody else's business."""
    attempts = {key: found for key in keys if (found := download_and_attempt(key)) is not None}
    if not attempts:
        return
    async with task.step() as session:
        entries = sa.select(col(Download.id), col(Download.object_key), col(Download.status)).where(
            col(Download.id).in_({download_id for download_id, _ in attempts.values()})
        )
        known = {row.id: row for row in await session.execute(entries)}
    for key, (download_id, _) in attempts.items():
        entry: Any = known.get(download_id)
        if entry is None or (entry.object_key != key and entry.status not in _OPEN):
            await store.remove(key)


async def remove_rows_left_behind(session: AsyncSession) -> int:
    """Remove the next rows of attempts that made no file which anybody was given: how many. Those of the file itself
    stay for ever: with the fetches they are the ledger."""
    row = sa.alias(DownloadRow.__table__, "held")  # type: ignore[attr-defined]
    # One comparison, which the primary key answers without a look at the rows of the file itself.
    counts = sa.case((col(Download.status) == JobStatus.DONE, col(Download.attempt)), else_=_NONE)
    stale = (
        sa.select(row.c.download_id, row.c.attempt, row.c.place)
        .join(Download, col(Download.id) == row.c.download_id)
        .where(col(Download.finished_at) > sa.func.now() - _LATELY, row.c.attempt < counts)
        .limit(ROWS)
    )
    keys = sa.tuple_(col(DownloadRow.download_id), col(DownloadRow.attempt), col(DownloadRow.place))
    removed = sa.delete(DownloadRow).where(keys.in_(stale)).execution_options(synchronize_session=False)
    result: Any = await session.execute(removed)
    return int(result.rowcount)
