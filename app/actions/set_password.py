"""A password set by the link in a mail: of a user (whom it makes active), a candidate or a member of staff."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import MODELS, Holder, Owner, end_all_sessions, holder_in, owner_of, tell_of_change
from app.audit.entry import note
from app.database import Database, elevated
from app.errors import InvalidInput, LinkExpired, Problem
from app.models import User
from app.models.enums import LinkPurpose, UserStatus
from app.problems import required
from app.security import passwords
from app.security.buckets import Buckets, Kind, source
from app.security.link_state import state_of
from app.security.links import working_link
from app.security.password_rules import password_problems
from app.viewer import Viewer

_TOKEN, _PASSWORD = ("input", "token"), ("input", "password")


@dataclass(frozen=True, slots=True)
class NewPassword:
    """Checked and hashed, with no connection held meanwhile."""

    token: str
    password: str
    hash: str


async def new_password(
    database: Database, buckets: Buckets, *, token: str, password: str, address: str, now: datetime
) -> NewPassword:
    """What `set_password` takes. Raises Throttled, LinkExpired, InvalidInput."""
    await buckets.spend(Kind.SET_PASSWORD, source(address))
    problems: list[Problem] = [] if token else [required(*_TOKEN)]
    problems += password_problems(password, (), *_PASSWORD) if password else [required(*_PASSWORD)]
    if problems:
        raise InvalidInput(problems)
    state = await state_of(database, token)
    if state is None or state.purpose is not LinkPurpose.SET_PASSWORD:
        raise LinkExpired(path=_TOKEN)
    if not state.works(now):  # as the transaction finds again: here it saves the work of a hash
        raise LinkExpired(used=state.used, path=_TOKEN)
    return NewPassword(token, password, await passwords.hashed(password))


async def set_password(session: AsyncSession, viewer: Viewer, new: NewPassword, *, now: datetime) -> Owner:
    """Whose password it is now. The link is used up, all sessions of the account end.

    Raises LinkExpired, InvalidInput where the password is made of the owner's own words."""
    async with elevated(session, viewer):
        link = await working_link(session, new.token, LinkPurpose.SET_PASSWORD, now=now)
        holder = holder_in(link)
        owner = None if holder is None else await owner_of(session, holder)
        if owner is None or owner.removed:
            raise LinkExpired(path=_TOKEN)
        if problems := password_problems(new.password, owner.own_words, *_PASSWORD):
            raise InvalidInput(problems)
        link.used_at = now
        await write_hash(session, owner.holder, new.hash)
        await end_all_sessions(session, owner.holder, now=now)
        # As the system: whoever has the link may be signed in as somebody else.
        note(session, "setPassword", subject_id=owner.holder.api_id, organisation_id=owner.organisation_id)
    if owner.password_hash is not None:
        tell_of_change(session, owner, now=now)
    return owner


async def write_hash(
    session: AsyncSession, holder: Holder, password_hash: str, *, instead_of: str | None = None
) -> bool:
    """As the system; a user who was invited is active from now on. With `instead_of` only if that is still the hash."""
    model = MODELS[holder.kind]
    values: dict[str, object] = {"password_hash": password_hash}
    if model is User:
        values["status"] = UserStatus.ACTIVE
    statement = sa.update(model).where(col(model.id) == holder.id).values(values).returning(sa.literal(1))
    if instead_of is not None:
        statement = statement.where(col(model.password_hash) == instead_of)
    return (await session.execute(statement)).first() is not None
