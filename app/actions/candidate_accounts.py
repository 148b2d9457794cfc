"""The account that a claim makes, or makes anew as long as nobody has confirmed its address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import Holder, end_all_sessions
from app.errors import Conflict, RefusalCode
from app.mail.messages import ConfirmCandidateEmail
from app.mail.outbox import Recipient, post
from app.models import CandidateAccount, SecondFactor, new_id
from app.models.enums import AccountKind, Language, LinkPurpose
from app.security.links import new_link, withdraw_links
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, checked and in the form in which it is compared and kept; the password hashed."""

    candidate_number: str
    secret: str
    email: str
    password_hash: str
    language: Language


async def claimed_account(
    session: AsyncSession, claim: Claim, candidate_id: UUID, *, settings: Settings, now: datetime
) -> UUID:
    """The account; a mail with a link that confirms its address is on its way. As the system, with the candidate's row
    locked: claims of one number follow each other. Of two numbers that claim one address the unique index decides.

    Raises Conflict (ALREADY_FINISHED: the number's account has a confirmed address; ALREADY_MEMBER: the address is
    another candidate's)."""
    await _lapse(session, claim.email, candidate_id, now - timedelta(hours=settings.link_hours))
    own = sa.select(CandidateAccount).where(col(CandidateAccount.candidate_id) == candidate_id)
    account = await session.scalar(own.with_for_update().execution_options(populate_existing=True))
    if account is None:
        account_id = await _made(session, claim, candidate_id, now)
    elif account.email_confirmed_at is None:
        account_id = await _made_anew(session, claim, account.id, now)
    else:
        claimed_already = "This candidate number has an account already: sign in, or ask for a new password."
        raise Conflict(RefusalCode.ALREADY_FINISHED, claimed_already, path=["input", "candidateNumber"])
    token = await new_link(
        session, LinkPurpose.CONFIRM_EMAIL, now=now, hours=settings.link_hours, candidate_account_id=account_id
    )
    message = ConfirmCandidateEmail(url=f"{settings.address}/links/{token}", hours=ceil(settings.link_hours))
    post(session, message, Recipient(claim.email, "", claim.language), now=now)  # no name: it may be a stranger's
    return account_id


async def _lapse(session: AsyncSession, email: str, candidate_id: UUID, before: datetime) -> None:
    """Who has an address that is another's, and did not confirm it in time, keeps it from nobody. That account goes:
    what was shared and disclosed is the candidate's, who may claim again."""
    lapsed = sa.delete(CandidateAccount).where(
        col(CandidateAccount.email) == email,
        col(CandidateAccount.candidate_id) != candidate_id,
        col(CandidateAccount.email_confirmed_at).is_(None),
        col(CandidateAccount.claimed_at) <= before,
    )
    await session.execute(lapsed.execution_options(synchronize_session=False))


async def _made(session: AsyncSession, claim: Claim, candidate_id: UUID, now: datetime) -> UUID:
    made: UUID | None = await session.scalar(
        insert(CandidateAccount)
        .values(
            id=new_id(),
            candidate_id=candidate_id,
            email=claim.email,
            password_hash=claim.password_hash,
            language=claim.language,
            claimed_at=now,
        )
        .on_conflict_do_nothing()
        .returning(col(CandidateAccount.id))
    )
    if made is None:
        raise _taken()
    return made


async def _made_anew(session: AsyncSession, claim: Claim, account_id: UUID, now: datetime) -> UUID:
    """Whoever has number and secret is the candidate, as at the first claim. What the one before set up, ends."""
    holder = Holder(AccountKind.CANDIDATE, account_id)
    values = {
        "email": claim.email,
        "password_hash": claim.password_hash,
        "language": claim.language,
        "claimed_at": now,
    }
    try:
        async with session.begin_nested():
            statement = sa.update(CandidateAccount).where(col(CandidateAccount.id) == account_id).values(values)
            await session.execute(statement.execution_options(synchronize_session=False))
    except sa.exc.IntegrityError:
        raise _taken() from None
    await end_all_sessions(session, holder, now=now)
    await withdraw_links(session, now=now, candidate_account_id=account_id)
    factor = sa.delete(SecondFactor).where(col(SecondFactor.candidate_account_id) == account_id)
    await session.execute(factor.execution_options(synchronize_session=False))
    return account_id


def _taken() -> Conflict:
    message = "This e-mail address has another candidate's account already."
    return Conflict(RefusalCode.ALREADY_MEMBER, message, path=["input", "email"])
