"""A new password, by the one who knows the old one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.account_holder import Owner, end_all_sessions, holder_of, owner_of, tell_of_change
from app.actions.set_password import write_hash
from app.actions.sign_in import SignedIn
from app.audit.entry import note
from app.database import Database, elevated
from app.errors import InvalidInput, NotSignedIn, Problem, WrongPassword
from app.problems import required
from app.security import passwords, sessions
from app.security.buckets import Buckets, Kind
from app.security.password_rules import password_problems
from app.settings import Settings
from app.viewer import SYSTEM, Viewer


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose account it is, their current password being right."""

    owner: Owner
    password_hash: str


async def own_password(
    database: Database,
    buckets: Buckets,
    viewer: Viewer,
    password: str,
    *path: str,
    check: Callable[[Owner], list[Problem]] = lambda _owner: [],
) -> Proof:
    """Proof that the viewer knows the account's password; no connection is held while it is hashed.

    Raises NotSignedIn, Forbidden, InvalidInput (with what `check` finds), Throttled, WrongPassword."""
    holder = holder_of(viewer)
    async with database.session(SYSTEM) as session:
        owner = await owner_of(session, holder)
    if owner is None:
        raise NotSignedIn
    if problems := [*([] if password else [required(*path)]), *check(owner)]:
        raise InvalidInput(problems)
    await buckets.spend(Kind.OWN_PASSWORD, str(holder.id))
    if not await passwords.verified(password, owner.password_hash) or owner.password_hash is None:
        raise WrongPassword(path=path)
    await buckets.refund(Kind.OWN_PASSWORD, str(holder.id))
    return Proof(owner, owner.password_hash)


async def new_hash(database: Database, buckets: Buckets, viewer: Viewer, current: str, new: str) -> tuple[Proof, str]:
    """What `change_password` takes: the proof, and the new password's hash. Raises as `own_password` does."""
    path = ("input", "new")

    def check(owner: Owner) -> list[Problem]:
        return password_problems(new, owner.own_words, *path) if new else [required(*path)]

    proof = await own_password(database, buckets, viewer, current, "input", "current", check=check)
    return proof, await passwords.hashed(new)


async def change_password(
    session: AsyncSession,
    viewer: Viewer,
    proof: Proof,
    password_hash: str,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    """All sessions of the account end; this one goes on under a new token.

    Raises WrongPassword where it was changed meanwhile."""
    owner = proof.owner
    async with elevated(session, viewer):
        if not await write_hash(session, owner.holder, password_hash, instead_of=proof.password_hash):
            raise WrongPassword(path=("input", "current"))
        await end_all_sessions(session, owner.holder, now=now)
        token, row = await sessions.start(
            session, viewer, address=address, user_agent=user_agent, settings=settings, now=now
        )
    tell_of_change(session, owner, now=now)
    note(session, "changePassword", subject_id=owner.holder.api_id)
    return SignedIn(token, row.expires_at, replace(viewer, session_id=row.id))
