"""A download's entry in the history while its file is being made: every write says which attempt it is of.

All of it is the system's doing, within a transaction that holds the job (`app.jobs.running.Task.step`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.events.broker import Wake
from app.events.log import EventDraft, record, wake
from app.models import Download, DownloadRow
from app.models.enums import EventKind, JobStatus
from app.schema.download_words import DownloadFailure

OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Made:
    """What a child process tells of the file that it has made."""

    key: str
    """In the object store."""
    size: int
    sha256: bytes
    rows: int
    rows_left_out: int
    notes: Mapping[str, int]
    has_photos: bool


async def begin(session: AsyncSession, download_id: UUID, attempt: int) -> None:
    """An attempt begins."""
    await _write(
        session,
        col(Download.id) == download_id,
        col(Download.status).in_(OPEN),
        status=JobStatus.RUNNING,
        attempt=attempt,
        begun_at=sa.func.clock_timestamp(),
        rows_done=0,
        failure=None,
    )


async def progress(session: AsyncSession, download_id: UUID, attempt: int, rows_done: int) -> None:
    """So many rows are written."""
    await _write(session, *_running(download_id, attempt), rows_done=rows_done)


async def finish(session: AsyncSession, download_id: UUID, attempt: int, made: Made, *, kept: timedelta) -> None:
    """The file is there, for as long as it is `kept`."""
    now = sa.func.clock_timestamp()
    download = await _write(
        session,
        *_running(download_id, attempt),
        status=JobStatus.DONE,
        rows=made.rows,
        rows_done=made.rows,
        rows_left_out=made.rows_left_out,
        notes=dict(made.notes),
        has_photos=made.has_photos,
        size=made.size,
        sha256=made.sha256,
        object_key=made.key,
        finished_at=now,
        expires_at=now + kept,
    )
    if download is not None:
        _tell(session, download)


async def fail(session: AsyncSession, download_id: UUID, failure: DownloadFailure) -> None:
    """There will be no file."""
    download = await _write(
        session,
        col(Download.id) == download_id,
        col(Download.status).in_(OPEN),
        status=JobStatus.FAILED,
        failure=failure.value,
        finished_at=sa.func.clock_timestamp(),
    )
    if download is not None:
        _tell(session, download)


async def wait(session: AsyncSession, download_id: UUID, failure: DownloadFailure | None) -> None:
    """Another attempt will be made."""
    await _write(
        session,
        col(Download.id) == download_id,
        col(Download.status) == JobStatus.RUNNING,
        status=JobStatus.QUEUED,
        rows_done=0,
        failure=None if failure is None else failure.value,
    )


async def cancel(session: AsyncSession, download_id: UUID) -> bool:
    """Nobody wants it any more; False: it has ended already."""
    download = await _write(
        session,
        col(Download.id) == download_id,
        col(Download.status).in_(OPEN),
        status=JobStatus.CANCELLED,
        failure=None,
        finished_at=sa.func.clock_timestamp(),
    )
    return download is not None


async def forget_rows(session: AsyncSession, download_id: UUID, attempt: int, *, before: bool = False) -> None:
    """What an attempt (or with `before` those before it) wrote of rows, none of which anybody was given."""
    made = col(DownloadRow.attempt)
    await session.execute(
        sa.delete(DownloadRow)
        .where(col(DownloadRow.download_id) == download_id, made < attempt if before else made == attempt)
        .execution_options(synchronize_session=False)
    )


def _running(download_id: UUID, attempt: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Download.id) == download_id,
        col(Download.attempt) == attempt,
        col(Download.status) == JobStatus.RUNNING,
    )


async def _write(session: AsyncSession, *held: sa.ColumnElement[bool], **values: Any) -> sa.Row[Any] | None:
    """The entry's keys, if it is as it has to be. Whoever watches it is told."""
    written = (
        sa.update(Download)
        .where(*held)
        .values(**values)
        .returning(col(Download.id), col(Download.organisation_id), col(Download.job_id))
        .execution_options(synchronize_session=False)
    )
    download: sa.Row[Any] | None = (await session.execute(written)).one_or_none()  # type: ignore[assignment]
    if download is not None:
        wake(session, Wake("job", download.job_id))
    return download


def _tell(session: AsyncSession, download: sa.Row[Any]) -> None:
    record(session, EventDraft(download.organisation_id, EventKind.DOWNLOAD_FINISHED, download_id=download.id))
