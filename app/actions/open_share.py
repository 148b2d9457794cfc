"""Somebody of an organisation reads a shared result: the act that the candidate is told of."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import user_of
from app.actions.own_share import ended
from app.audit.entry import note
from app.errors import NotFound, ShareEnded
from app.events.log import EventDraft, record
from app.ledger import Version, disclose
from app.models import Result, Share, Sighting
from app.models.enums import DisclosureKind, EventKind, ShareStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def open_share(session: AsyncSession, viewer: Viewer, share_id: UUID, *, now: datetime) -> Share:
    """Clear the bold for this user; stamp the share if nobody of the organisation had opened it.

    An event tells of this user's first opening. Again: no change, except that a version not seen yet is seen now,
    which is nobody else's news. The ledger has each version that each user opened.

    Raises NotSignedIn, Forbidden, NotFound, ShareEnded."""
    user_id, organisation_id = user_of(viewer)
    # Locked: an opening comes either before a revocation or after it, and of two first openings one stamps.
    share = await session.scalar(
        sa.select(Share)
        .where(col(Share.id) == share_id, col(Share.organisation_id) == organisation_id)
        .with_for_update(key_share=True)
    )
    if share is None:
        raise NotFound(path=["id"])
    if (end := ended(share, now)) is not None:
        raise ShareEnded(share.id, expired=end is ShareStatus.EXPIRED, path=["id"])
    version = (await session.scalars(sa.select(col(Result.version)).where(col(Result.id) == share.result_id))).one()
    sighting = await _sighting(session, share_id, user_id, organisation_id, now)
    if sighting.opened_at is None:
        sighting.opened_at = now
        record(
            session,
            EventDraft(organisation_id, EventKind.SHARE_OPENED, share_id=share.id, result_id=share.result_id),
        )
    seen_before, sighting.opened_version = sighting.opened_version, version
    if share.opened_at is None:
        share.opened_at = now
    await session.flush()
    if version != seen_before:
        opened = [Version(share.result_id, version)]
        await disclose(session, viewer, DisclosureKind.OPENED, opened, share_id=share.id, now=now)
        note(session, "openShare", subject_id=id_of("Share", share.id))
    return share


async def _sighting(
    session: AsyncSession, share_id: UUID, user_id: UUID, organisation_id: UUID, now: datetime
) -> Sighting:
    """This user's, made where there is none: the same user may be marking it as seen on another screen."""
    await session.execute(
        insert(Sighting)
        .values(share_id=share_id, user_id=user_id, organisation_id=organisation_id, seen_at=now)
        .on_conflict_do_nothing()
    )
    return await session.get_one(Sighting, (share_id, user_id), with_for_update=True)
