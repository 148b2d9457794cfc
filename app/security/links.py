"""Links that travel by mail: 256 random bits, kept as SHA-256, good for one use within a day."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.errors import LinkExpired
from app.models import Link
from app.models.enums import LinkPurpose
from app.security.tokens import token_hash

PREFIX = "rvs_l_"
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


async def new_link(
    session: AsyncSession,
    purpose: LinkPurpose,
    *,
    now: datetime,
    hours: float,
    user_id: UUID | None = None,
    candidate_account_id: UUID | None = None,
    staff_id: UUID | None = None,
    application_id: UUID | None = None,
) -> str:
    """The token of a new link of exactly one owner, told here and never again; earlier ones of the same owner and
    purpose stop working. The transaction has to be the system's (`elevated`)."""
    owner: dict[str, Any] = {
        "user_id": user_id,
        "candidate_account_id": candidate_account_id,
        "staff_id": staff_id,
        "application_id": application_id,
    }
    await withdraw_links(session, now=now, purpose=purpose, **owner)
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        Link(
            token_hash=token_hash(token),
            purpose=purpose,
            created_at=now,
            expires_at=now + timedelta(hours=hours),
            **owner,
        )
    )
    await session.flush()
    return token


async def withdraw_links(
    session: AsyncSession, *, now: datetime, purpose: LinkPurpose | None = None, **owner: UUID | None
) -> None:
    """No link of this owner (one of `new_link`'s) works from now on; as the system."""
    ((name, key),) = ((name, key) for name, key in owner.items() if key is not None)
    conditions = [col(getattr(Link, name)) == key, col(Link.used_at).is_(None), col(Link.withdrawn_at).is_(None)]
    if purpose is not None:
        conditions.append(col(Link.purpose) == purpose)
    await session.execute(
        sa.update(Link).where(*conditions).values(withdrawn_at=now).execution_options(synchronize_session=False)
    )


async def working_link(
    session: AsyncSession,
    token: str,
    purpose: LinkPurpose,
    *,
    now: datetime,
    path: tuple[str, ...] = ("input", "token"),
) -> Link:
    """The link, locked, if it still works; the caller sets `used_at`. As the system. Raises LinkExpired."""
    link = None
    if is_link_token(token):
        statement = sa.select(Link).where(col(Link.token_hash) == token_hash(token)).with_for_update()
        link = await session.scalar(statement)
    if link is None or link.purpose is not purpose:
        raise LinkExpired(path=path)
    if link.used_at is not None:
        raise LinkExpired(used=True, path=path)
    if link.withdrawn_at is not None or link.expires_at <= now:
        raise LinkExpired(path=path)
    return link


def is_link_token(text: str) -> bool:
    """Whether it has the form of one: what has not is refused without asking the database."""
    return _TOKEN.fullmatch(text) is not None
