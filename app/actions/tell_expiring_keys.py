"""Primary users are told of keys that are about to expire: once a key."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.actions.primary_users import tell_primary_users
from app.mail.messages import KeyExpires
from app.models import ApiKey, Organisation

BEFORE = timedelta(days=14)
MOST = 500
"""Keys in one transaction; the next run of the schedule takes the next ones."""


async def tell_expiring_keys(session: AsyncSession, now: datetime) -> int:
    """Mails about keys that expire within `BEFORE` (of a short-lived one: in the second half of its life) and have no
    successor; how many keys. The transaction has to be the system's; two at once tell of different keys."""
    keys = list(await session.scalars(_expiring(now)))
    for key in keys:
        key.expiry_told_at = now
        organisation = await session.get_one(Organisation, key.organisation_id)
        message = KeyExpires(
            organisation=organisation.name,
            name=key.name,
            prefix=key.prefix,
            expires_on=key.expires_at.date().isoformat(),
        )
        await tell_primary_users(session, organisation.id, message, now=now)
    await session.flush()
    return len(keys)


def _expiring(now: datetime) -> sa.Select[ApiKey]:
    successor = aliased(ApiKey)
    in_the_second_half = col(ApiKey.expires_at) - now <= sa.literal(now) - col(ApiKey.created_at)
    return (
        sa.select(ApiKey)
        .where(
            col(ApiKey.revoked_at).is_(None),
            col(ApiKey.expiry_told_at).is_(None),
            col(ApiKey.expires_at) > now,
            col(ApiKey.expires_at) <= now + BEFORE,
            in_the_second_half,
            ~sa.exists().where(col(successor.replaces_id) == col(ApiKey.id)),
        )
        .order_by(col(ApiKey.expires_at), col(ApiKey.id))
        .limit(MOST)
        .with_for_update(skip_locked=True, of=ApiKey)
    )
