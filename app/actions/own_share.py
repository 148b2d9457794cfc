"""A share as the candidate holds it in hand, and whether it has ended."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import candidate_of
from app.errors import NotFound
from app.events.log import EventDraft, record
from app.models import Share
from app.models.enums import EventKind, ShareStatus
from app.problems import passed
from app.viewer import Viewer

Ended = ShareStatus | None
"""REVOKED, EXPIRED, or None while it is active."""


def ended(share: Share, now: datetime) -> Ended:
    """By the clock, whether or not somebody has noted the expiry."""
    if share.revoked_at is not None:
        return ShareStatus.REVOKED
    if share.ended_at is not None or passed(share.expires_at, now):
        return ShareStatus.EXPIRED
    return None


def tell(session: AsyncSession, share: Share, kind: EventKind) -> None:
    """Queue the event for the organisation; while it is invited only there is nobody to hear of it."""
    if share.organisation_id is not None:
        record(session, EventDraft(share.organisation_id, kind, share_id=share.id, result_id=share.result_id))


async def own_share(session: AsyncSession, viewer: Viewer, share_id: UUID, now: datetime) -> tuple[Share, Ended]:
    """This candidate's share, locked until the transaction ends; raises NotSignedIn, Forbidden, NotFound."""
    candidate_id = candidate_of(viewer)
    share = await session.scalar(
        sa.select(Share)
        .where(col(Share.id) == share_id, col(Share.candidate_id) == candidate_id)
        .with_for_update(key_share=True)
    )
    if share is None:
        raise NotFound(path=["id"])
    return share, ended(share, now)
