"""A candidate makes an account on the candidate site, with the number and the secret of the letter."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from math import ceil

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import statement_number as numbers
from app.actions.candidate_accounts import Claim, claimed_account
from app.audit.entry import Who, acting, note
from app.database import become, elevated
from app.errors import AccountLocked, InvalidInput, Problem, RefusalCode, WrongSecret
from app.models import Candidate
from app.models.enums import Language
from app.problems import required, storable, too_long, unstorable
from app.schema.ids import id_of
from app.security import passwords, sessions
from app.security.addresses import email_problems, folded_email
from app.security.claims import Tries, held_tries, keep_tries
from app.security.password_rules import password_problems
from app.security.secrets import secret_matches
from app.settings import Settings
from app.viewer import Viewer, ViewerKind

LONGEST_NUMBER, LONGEST_SECRET = 50, 200


@dataclass(frozen=True, slots=True)
class Claimed:
    """The account with its first session. The token is told once, in this answer."""

    token: str
    expires_at: datetime
    viewer: Viewer


async def checked_claim(*, candidate_number: str, secret: str, email: str, password: str, language: Language) -> Claim:
    """The claim, before anything is looked up: a wrong one takes as long as a right one. No connection is held while
    the password is hashed. Raises InvalidInput, Throttled."""
    number, secret, email = numbers.normalised(candidate_number), _tidy(secret), folded_email(email)
    problems: list[Problem] = []
    for field, text, longest in (("candidateNumber", number, LONGEST_NUMBER), ("secret", secret, LONGEST_SECRET)):
        if not text:
            problems.append(required("input", field))
        elif len(text) > longest:
            problems.append(too_long("input", field))
        elif not storable(text):
            problems.append(unstorable("input", field))
    problems += email_problems(email, "input", "email")
    problems += password_problems(password, [email], "input", "password")
    if problems:
        raise InvalidInput(problems)
    return Claim(number, secret, email, await passwords.hashed(password), language)


def _tidy(secret: str) -> str:
    """As an import reads it: composed, without spaces around."""
    return unicodedata.normalize("NFC", secret.strip()).strip()


_NUMBERED = (
    sa.select(col(Candidate.id), col(Candidate.secret_hash))
    .where(col(Candidate.candidate_number) == sa.bindparam("number"))
    .with_for_update(key_share=True)
)


async def claim_candidate_account(
    session: AsyncSession,
    viewer: Viewer,
    claim: Claim,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> Claimed | WrongSecret | AccountLocked:
    """The account and its session; or one of two refusals, which are returned, not raised: what they count must be
    committed with this transaction, under the lock of the number's tries, or many at once would all be the first.

    An unknown number and a wrong secret run the same statements and give the same answers. Raises Conflict where the
    secret is right, but the number has an account with a confirmed address, or the address another candidate's."""
    async with elevated(session, viewer):
        found = (await session.execute(_NUMBERED, {"number": claim.candidate_number})).one_or_none()
        tries = await held_tries(session, claim.candidate_number, now)
        if (wait := tries.locked(now)) is not None:
            note(session, "claimCandidateAccount", code=RefusalCode.ACCOUNT_LOCKED)
            return AccountLocked(retry_after=max(1, ceil(wait.total_seconds())))
        assert settings.secret_key is not None  # made, or given beside DATABASE_URL
        key = settings.secret_key.get_secret_value().encode()
        expected = bytes(32) if found is None else found.secret_hash
        right = secret_matches(key, claim.candidate_number, claim.secret, expected) and found is not None
        tries = Tries() if right else tries.failed(now)
        await keep_tries(session, claim.candidate_number, tries)
        if not right or found is None:
            note(session, "claimCandidateAccount", code=RefusalCode.WRONG_CREDENTIALS)
            return WrongSecret()
        account_id = await claimed_account(session, claim, found.id, settings=settings, now=now)
    account = Viewer(ViewerKind.CANDIDATE, id=account_id, candidate_id=found.id, language=claim.language)
    return await _begun(session, account, address=address, user_agent=user_agent, settings=settings, now=now)


async def _begun(
    session: AsyncSession,
    account: Viewer,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> Claimed:
    """The first session; from here on the transaction is the account's own."""
    await become(session, account)
    acting(session, Who(account, address))
    token, row = await sessions.start(
        session, account, address=address, user_agent=user_agent, settings=settings, now=now
    )
    assert account.id is not None
    note(session, "claimCandidateAccount", subject_id=id_of("CandidateAccount", account.id))
    viewer = Viewer(
        ViewerKind.CANDIDATE,
        id=account.id,
        candidate_id=account.candidate_id,
        session_id=row.id,
        language=account.language,
    )
    return Claimed(token, row.expires_at, viewer)
