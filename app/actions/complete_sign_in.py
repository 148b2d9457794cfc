"""A sign-in in two steps: the password is right and a challenge is given; then the code of the second factor."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import Holder, holder_in, holder_of, owner_of
from app.actions.second_factor import use_code
from app.actions.sign_in import SignedIn, begun, confirm
from app.audit.entry import note
from app.database import elevated
from app.errors import RefusalCode, WrongCode
from app.models import Challenge
from app.security.credentials import Account
from app.security.tokens import token_hash
from app.settings import Settings

GOOD_FOR = timedelta(minutes=5)
ATTEMPTS = 5
PREFIX = "rvs_c_"
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
_CODE = ("input", "code")


@dataclass(frozen=True, slots=True)
class Challenged:
    """Whose sign-in waits."""

    token: str
    holder: Holder
    email: str


async def begin_challenge(session: AsyncSession, account: Account, *, now: datetime) -> str:
    """The challenge's token. Raises WrongCredentials where the password was changed since it was proven."""
    await confirm(session, account)
    token, holder = PREFIX + secrets.token_urlsafe(32), holder_of(account.viewer)
    async with elevated(session, account.viewer):
        await session.execute(sa.delete(Challenge).where(col(Challenge.expires_at) <= now))
        row = Challenge(**holder.reference, token_hash=token_hash(token), created_at=now, expires_at=now + GOOD_FOR)
        session.add(row)
    note(session, "signIn", subject_id=holder.api_id, code=RefusalCode.SECOND_FACTOR_REQUIRED)
    return token


async def challenged(session: AsyncSession, token: str, *, now: datetime) -> Challenged:
    """Count an attempt, in a transaction of its own as the system: it is to be kept whatever becomes of it.

    Raises WrongCode where the challenge is none, is over, or its attempts are."""
    row = None
    if _TOKEN.fullmatch(token) is not None:
        row = await session.scalar(
            sa.update(Challenge)
            .where(_is_open(token, now), col(Challenge.attempts) < ATTEMPTS)
            .values(attempts=col(Challenge.attempts) + 1)
            .returning(Challenge)
        )
    holder = None if row is None else holder_in(row)
    owner = None if holder is None else await owner_of(session, holder)
    if holder is None or owner is None or owner.removed:
        raise WrongCode(path=_CODE)
    return Challenged(token, holder, owner.email)


async def complete_sign_in(
    session: AsyncSession,
    account: Account,
    who: Challenged,
    code: str,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    """Begin the session; the transaction has to be `account.viewer`'s own. Raises WrongCode."""
    async with elevated(session, account.viewer):
        await use_code(session, who.holder, code, settings=settings, now=now)
        used = sa.update(Challenge).where(_is_open(who.token, now)).values(used_at=now)
        if (await session.execute(used.returning(col(Challenge.id)))).first() is None:
            raise WrongCode(path=_CODE)  # used by another, or the password was changed meanwhile
    await confirm(session, account, seen_at=now)
    return await begun(session, account, address=address, user_agent=user_agent, settings=settings, now=now)


def _is_open(token: str, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Challenge.token_hash) == token_hash(token),
        col(Challenge.used_at).is_(None),
        col(Challenge.expires_at) > now,
    )
