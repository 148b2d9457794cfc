"""What candidates shared with an organisation before it was registered reaches it once it is a member."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import folding
from app.actions.invite_organisation import DELIVERING
from app.actions.own_share import tell
from app.models import Invitation, Organisation, Share
from app.models.enums import EventKind
from app.problems import passed
from app.result_locks import hold_results


async def deliver_invited(session: AsyncSession, organisation: Organisation, *, email: str, now: datetime) -> int:
    """How many shares were delivered: of invitations to `email` (the applicant's confirmed address), or of an
    organisation with the same name, city and country however written. The transaction has to be the system's.

    A delivered share counts as shared now: it is new to the organisation, and the newest of its list. What has ended
    stays away; where the result is shared with the organisation already, the waiting share ends, and that one stands.
    Again: nothing, their invitations have found whom they were for."""
    await session.execute(DELIVERING)
    await hold_results(session)
    invitations = await _invitations(session, organisation, email)
    for invitation in invitations:
        invitation.organisation_id = organisation.id
    await session.flush()
    waiting = await _waiting(session, [invitation.id for invitation in invitations])
    shared = await _shared(session, organisation.id, [share.result_id for share in waiting], now)
    delivered = 0
    for share in waiting:
        if passed(share.expires_at, now):
            share.ended_at = share.expires_at
        elif share.result_id in shared:
            share.revoked_at = share.ended_at = now
        else:
            shared.add(share.result_id)
            share.organisation_id, share.shared_at = organisation.id, now
            tell(session, share, EventKind.SHARE_RECEIVED)
            delivered += 1
    await session.flush()
    return delivered


async def _invitations(session: AsyncSession, organisation: Organisation, email: str) -> list[Invitation]:
    same_name = sa.and_(
        col(Invitation.sort_name) == organisation.sort_name, col(Invitation.country) == organisation.country
    )
    rows = await session.scalars(
        sa.select(Invitation)
        .where(col(Invitation.organisation_id).is_(None), sa.or_(col(Invitation.email) == email, same_name))
        .order_by(col(Invitation.id))
    )
    city = folding.folded(organisation.city)
    return [each for each in rows if each.email == email or folding.folded(each.city) == city]


async def _waiting(session: AsyncSession, invitation_ids: list[UUID]) -> list[Share]:
    """Oldest first, locked: revoking one comes before this or after it."""
    rows = await session.scalars(
        sa.select(Share)
        .where(
            col(Share.invitation_id) == sa.any_(sa.literal(invitation_ids, sa.ARRAY(sa.Uuid))),
            col(Share.organisation_id).is_(None),
            col(Share.ended_at).is_(None),
        )
        .order_by(col(Share.shared_at), col(Share.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _shared(session: AsyncSession, organisation_id: UUID, result_ids: list[UUID], now: datetime) -> set[UUID]:
    """Of these results those that the organisation has by an active share; what has expired is noted as ended."""
    rows = await session.scalars(
        sa.select(Share)
        .where(
            col(Share.organisation_id) == organisation_id,
            col(Share.result_id) == sa.any_(sa.literal(result_ids, sa.ARRAY(sa.Uuid))),
            col(Share.ended_at).is_(None),
        )
        .order_by(col(Share.result_id))
        .with_for_update(key_share=True)
    )
    active = set()
    for share in rows.all():
        if passed(share.expires_at, now):
            share.ended_at = share.expires_at
            tell(session, share, EventKind.SHARE_EXPIRED)
        else:
            active.add(share.result_id)
    await session.flush()
    return active
