"""Finished files for those who may fetch them, and what the trail and the ledger keep of it (docs/fetching.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.audit.entry import Who, acting, note
from app.database import Database
from app.errors import ForbiddenField, Gone, Unauthenticated
from app.models import Download, DownloadFetch
from app.models.enums import ApiScope, CsvEncoding, DownloadFormat, JobStatus
from app.schema.ids import id_of, key_of
from app.scopes import viewer_binds, visible_downloads
from app.viewer import SYSTEM, Viewer, ViewerKind

ONE_FETCH = timedelta(minutes=10)
"""Ranges that one of an organisation asks for within this time of a fetch belong to it."""
_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class File:
    """A finished file, whose bytes are there."""

    id: UUID
    key: str
    size: int
    sha256: bytes
    filename: str
    format: DownloadFormat
    encoding: CsvEncoding | None
    """Of a CSV file; None for others."""


async def finished_file(database: Database, viewer: Viewer, id_: str) -> File | None:
    """The file of the download with this GraphQL id; None if there is none, or not yet, or it is not this viewer's.

    Raises Unauthenticated for nobody; ForbiddenField where a scope is missing, or the permission to see the photos that
    are in it; Gone."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise Unauthenticated
    if viewer.kind is ViewerKind.API_KEY and not viewer.has(ApiScope.DOWNLOAD):
        raise ForbiddenField(scope=ApiScope.DOWNLOAD)
    download_id = key_of(id_, "Download")
    if download_id is None:
        return None
    select = visible_downloads(viewer).where(
        col(Download.id) == download_id, col(Download.status) == sa.literal(JobStatus.DONE.value)
    )
    columns = (
        *(col(Download.object_key), _is_there(), col(Download.size), col(Download.sha256), col(Download.filename)),
        *(col(Download.format), col(Download.options), col(Download.has_photos)),
    )
    compiled = select.with_only_columns(*columns).compile(dialect=_DIALECT)
    async with database.snapshot(viewer) as snapshot:
        found = await snapshot.rows(compiled.string, compiled.params | viewer_binds(viewer))
    if not found:
        return None
    key, is_there, size, sha256, filename, written_as, options, has_photos = found[0]
    if has_photos and not viewer.may_view_photos:
        raise ForbiddenField(scope=ApiScope.PHOTO if viewer.kind is ViewerKind.API_KEY else None)
    if not is_there:
        raise Gone
    kind = DownloadFormat(written_as)
    encoding = CsvEncoding(options.get("encoding", CsvEncoding.UTF_8_BOM)) if kind is DownloadFormat.CSV else None
    return File(download_id, key, size, bytes(sha256), filename, kind, encoding)


async def enter_fetch(
    database: Database, viewer: Viewer, file: File, *, partial: bool, address: str | None, now: datetime | None = None
) -> None:
    """Enter that bytes of the file are about to be given out: all of it, or `partial`. A range that this viewer asks
    for within ten minutes of a fetch belongs to that one; else it is a fetch, with an entry in the trail. What was
    disclosed the ledger knows by the file's rows. Committed when this returns; raises Gone."""
    now = now or datetime.now(UTC)
    # As the system: the policies leave counting and the ledger to it.
    async with database.session(SYSTEM) as session:
        acting(session, Who(viewer, address))
        # Held to the end: of two ranges at once the second finds the fetch of the first.
        held = sa.select(Download).where(col(Download.id) == file.id, col(Download.object_key) == file.key, _is_there())
        download = await session.scalar(held.with_for_update())
        if download is None:
            raise Gone
        if partial and (fetch := await _fetch_of(session, viewer, file, now)) is not None:
            fetch.last_at = max(fetch.last_at, now)
        else:
            _begin(session, viewer, download, now)
        await session.commit()  # tells nobody anything, so it needs no `app.events.work`


async def _fetch_of(session: AsyncSession, viewer: Viewer, file: File, now: datetime) -> DownloadFetch | None:
    newest = (
        sa.select(DownloadFetch)
        .where(
            col(DownloadFetch.download_id) == file.id,
            col(DownloadFetch.actor_id) == viewer.id,
            col(DownloadFetch.fetched_at) > now - ONE_FETCH,
        )
        .order_by(col(DownloadFetch.fetched_at).desc())
        .limit(1)
    )
    found: DownloadFetch | None = await session.scalar(newest)
    return found


def _begin(session: AsyncSession, viewer: Viewer, download: Download, now: datetime) -> None:
    assert viewer.id is not None  # nobody's downloads are visible to nobody
    download.fetch_count += 1
    download.last_fetched_at = now
    session.add(
        DownloadFetch(
            download_id=download.id,
            organisation_id=download.organisation_id,
            actor_kind=viewer.actor_kind,
            actor_id=viewer.id,
            fetched_at=now,
            last_at=now,
        )
    )
    note(session, "fetchDownload", subject_id=id_of("Download", download.id), count=download.rows)


def _is_there() -> sa.ColumnElement[bool]:
    expires = col(Download.expires_at)
    return sa.and_(
        col(Download.object_key).is_not(None), sa.or_(expires.is_(None), expires > sa.func.clock_timestamp())
    )
