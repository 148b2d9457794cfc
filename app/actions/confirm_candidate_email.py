"""A candidate shows that the address of the account is a mailbox of his own.

The link alone shows the mailbox, and it may be a stranger's: addresses are mistyped. Confirmed, an address gets links
that set the account's password. So whoever confirms is also signed in to the account, or knows its password."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.audit.entry import note
from app.database import Database, elevated
from app.errors import InvalidInput, LinkExpired, WrongPassword
from app.models import CandidateAccount
from app.models.enums import LinkPurpose
from app.problems import required
from app.schema.ids import id_of
from app.security import passwords
from app.security.buckets import Buckets, Kind, source
from app.security.links import working_link
from app.viewer import SYSTEM, Viewer, ViewerKind

_TOKEN, _PASSWORD = ("input", "token"), ("input", "password")


async def address_holder(
    database: Database, buckets: Buckets, viewer: Viewer, *, token: str, password: str, address: str, now: datetime
) -> UUID:
    """The account that the link is of, which the viewer is signed in to or gives the password of. No connection is held
    while it is hashed. Raises LinkExpired, InvalidInput, Throttled, WrongPassword."""
    async with database.session(SYSTEM) as session:
        link = await working_link(session, token, LinkPurpose.CONFIRM_EMAIL, now=now)
        account_id = link.candidate_account_id
        account = None if account_id is None else await session.get(CandidateAccount, account_id)
    if account is None:
        raise LinkExpired(path=_TOKEN)
    if viewer.kind is ViewerKind.CANDIDATE and viewer.id == account.id:
        return account.id
    if not password:
        raise InvalidInput([required(*_PASSWORD)])
    costs = (Kind.SET_PASSWORD, source(address)), (Kind.OWN_PASSWORD, str(account.id))
    for kind, key in costs:
        await buckets.spend(kind, key)
    if not await passwords.verified(password, account.password_hash):
        raise WrongPassword(path=_PASSWORD)
    await buckets.refund(*costs[1])
    return account.id


async def confirm_candidate_email(
    session: AsyncSession, viewer: Viewer, token: str, account_id: UUID, *, now: datetime
) -> None:
    """`account_id`: `address_holder`'s. From now on number and secret claim nothing any more. Raises LinkExpired."""
    async with elevated(session, viewer):
        link = await working_link(session, token, LinkPurpose.CONFIRM_EMAIL, now=now)
        if link.candidate_account_id != account_id:
            raise LinkExpired(path=_TOKEN)
        link.used_at = now
        await session.execute(
            sa.update(CandidateAccount)
            .where(col(CandidateAccount.id) == account_id, col(CandidateAccount.email_confirmed_at).is_(None))
            .values(email_confirmed_at=now)
        )
        note(session, "confirmEmail", subject_id=id_of("CandidateAccount", account_id))
