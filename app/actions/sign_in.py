"""The beginning of a session, by one whose password is proven (app.security.credentials)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.database import elevated
from app.errors import WrongCredentials
from app.models import CandidateAccount, Staff, User
from app.security import sessions
from app.security.credentials import Account
from app.settings import Settings
from app.viewer import Viewer, ViewerKind

_MODELS: Mapping[ViewerKind, type[User] | type[CandidateAccount] | type[Staff]] = {
    ViewerKind.USER: User,
    ViewerKind.CANDIDATE: CandidateAccount,
    ViewerKind.STAFF: Staff,
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token is told once, in this answer."""

    token: str
    expires_at: datetime
    viewer: Viewer


async def sign_in(
    session: AsyncSession,
    account: Account,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    """Begin a session; the transaction has to be `account.viewer`'s own, the answer is read as the new viewer.

    Raises WrongCredentials where the password was changed since it was proven."""
    await confirm(session, account, seen_at=now)
    return await begun(session, account, address=address, user_agent=user_agent, settings=settings, now=now)


async def begun(
    session: AsyncSession,
    account: Account,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    """The session of an account that was confirmed in this transaction."""
    token, row = await sessions.start(
        session, account.viewer, address=address, user_agent=user_agent, settings=settings, now=now
    )
    return SignedIn(token, row.expires_at, replace(account.viewer, session_id=row.id))


async def confirm(session: AsyncSession, account: Account, *, seen_at: datetime | None = None) -> None:
    """Between the proof and now the password may have been changed, or the account removed, which ends sessions: this
    would be one more. Raises WrongCredentials. An outdated hash is replaced."""
    password_hash = account.new_hash or account.password_hash
    model = _MODELS[account.viewer.kind]
    values: dict[str, object] = {"password_hash": password_hash}
    if model is User and seen_at is not None:
        values["last_seen_at"] = seen_at
    where = [col(model.id) == account.viewer.id, col(model.password_hash) == account.password_hash]
    if model is not CandidateAccount:
        where.append(col(model.removed_at).is_(None))  # type: ignore[union-attr]
    statement = sa.update(model).where(*where).values(values).returning(sa.literal(1))
    async with elevated(session, account.viewer):
        if (await session.execute(statement)).first() is None:
            raise WrongCredentials
