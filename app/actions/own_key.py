"""What all changes of API keys have in common."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.errors import NotFound, Problem
from app.events.broker import Wake
from app.events.log import wake
from app.models import ApiKey, new_id
from app.problems import in_the_past, lasts_too_long
from app.security.api_keys import SHOWN, new_secret
from app.security.tokens import token_hash

LONGEST_LIFE = timedelta(days=2 * 366)
"""A key that nobody thinks of any more ends by itself."""


async def held_key(session: AsyncSession, organisation_id: UUID, key_id: UUID, *path: str) -> ApiKey:
    """A key of this organisation, locked; as the system. Raises NotFound."""
    key = await session.scalar(
        sa.select(ApiKey)
        .where(col(ApiKey.id) == key_id, col(ApiKey.organisation_id) == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if key is None:
        raise NotFound(path=path)
    return key


def new_key(
    organisation_id: UUID,
    *,
    name: str,
    scopes: Sequence[str],
    networks: Sequence[str],
    expires_at: datetime,
    created_by: UUID | None,
    replaces_id: UUID | None = None,
    now: datetime,
) -> tuple[ApiKey, str]:
    """A row, and its secret, which is told in the answer and never again."""
    secret = new_secret()
    key = ApiKey(
        id=new_id(),
        organisation_id=organisation_id,
        name=name,
        prefix=secret[:SHOWN],
        secret_hash=token_hash(secret),
        scopes=list(scopes),
        networks=list(networks),
        created_at=now,
        created_by=created_by,
        expires_at=expires_at,
        replaces_id=replaces_id,
    )
    return key, secret


def key_changed(session: AsyncSession, key_id: UUID) -> None:
    """Every process asks anew what this key may, and what is open with it."""
    wake(session, Wake("session", key_id))


def expiry_problems(expires_at: datetime, now: datetime) -> list[Problem]:
    """Of the argument `expiresAt`."""
    if expires_at <= now:
        return [in_the_past("input", "expiresAt")]
    return [lasts_too_long("input", "expiresAt")] if expires_at > now + LONGEST_LIFE else []
