"""Somebody wants the same choice again: today's data, and the template as it is now."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import member_of
from app.actions.start_download import Wanted, start_download
from app.errors import BadInput, Conflict, NotFound, RefusalCode
from app.exports.choice import read
from app.exports.filename import renewed
from app.models import Download
from app.models.enums import ApiScope
from app.projection.graph import Graph
from app.scopes import visible_downloads
from app.viewer import Viewer


async def repeat_download(
    session: AsyncSession, viewer: Viewer, download_id: UUID, *, graph: Graph, most_open: int, now: datetime
) -> Download:
    """The new entry. Raises NotSignedIn, Forbidden, NotFound, Conflict, TooManyRows, Throttled."""
    member_of(viewer, ApiScope.DOWNLOAD)
    visible = visible_downloads(viewer).params(viewer_organisation=viewer.organisation_id)
    before = await session.scalar(visible.where(col(Download.id) == download_id))
    if before is None:
        raise NotFound(path=["id"])
    try:
        choice = read({name: value for name, value in before.choice.items() if name != "upTo"}, graph)
    except BadInput:
        raise _no_longer() from None
    zone = ZoneInfo(before.time_zone)
    wanted = Wanted(
        choice,
        before.format,
        template_id=before.template_id,
        filename=renewed(before.filename, before.started_at.astimezone(zone).date(), now.astimezone(zone).date()),
        language=before.language,
        time_zone=before.time_zone,
        options={before.format: before.options} if before.options else {},
        repeats_id=before.id,
    )
    try:
        return await start_download(session, viewer, wanted, most_open=most_open, now=now, action="repeatDownload")
    except NotFound:  # the template was deleted, or a share that was named is no longer the organisation's
        raise _no_longer() from None


def _no_longer() -> Conflict:
    message = "What was chosen then cannot be chosen any more: start a new download."
    return Conflict(RefusalCode.OUT_OF_DATE, message)
