"""Somebody does not want a file any more that is still being made."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import member_of
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, NotFound, RefusalCode
from app.exports import entry
from app.models import Download, Job
from app.models.enums import ApiScope, JobStatus
from app.schema.ids import id_of
from app.scopes import visible_downloads
from app.viewer import Viewer


async def cancel_download(session: AsyncSession, viewer: Viewer, download_id: UUID, *, now: datetime) -> None:
    """Again: no change. Raises NotSignedIn, Forbidden, NotFound, Conflict (it is done, or has failed)."""
    member_of(viewer, ApiScope.DOWNLOAD)
    visible = visible_downloads(viewer).params(viewer_organisation=viewer.organisation_id)
    download = await session.scalar(visible.where(col(Download.id) == download_id))
    if download is None:
        raise NotFound(path=["id"])
    async with elevated(session, viewer):
        # The job first, as whoever finishes it does, and so that it is not finished meanwhile.
        job = await session.scalar(sa.select(Job).where(col(Job.id) == download.job_id).with_for_update())
        await session.refresh(download)
        if download.status in (JobStatus.DONE, JobStatus.FAILED):
            raise Conflict(RefusalCode.ALREADY_FINISHED, "This download has ended already.", path=["id"])
        if job is not None and download.status is not JobStatus.CANCELLED:
            job.status, job.lease_until, job.finished_at = JobStatus.CANCELLED, None, now
            await session.flush()
        await entry.cancel(session, download.id)
        await session.refresh(download)
        note(session, "cancelDownload", subject_id=id_of("Download", download.id))
