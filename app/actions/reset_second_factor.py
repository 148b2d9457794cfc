"""Somebody has lost the authenticator and the recovery codes: others, who know the person, take the factor away."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import MODELS, Holder, Owner, end_all_sessions, owner_of
from app.actions.actors import primary_of
from app.actions.people import acting_primary, held_organisation, user_in
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, Forbidden, NotFound, RefusalCode
from app.mail.messages import SecondFactorReset
from app.mail.outbox import post
from app.models import SecondFactor
from app.models.enums import AccountKind, UserRole
from app.viewer import Viewer


async def reset_second_factor(session: AsyncSession, viewer: Viewer, user_id: UUID, *, now: datetime) -> None:
    """By a primary user, whose password the caller has seen proven, of a user of the organisation who is none: primary
    users' are reset by staff (`rvs staff reset-second-factor`), or one of two stolen accounts would unlock the other.

    Raises NotSignedIn, Forbidden, NotFound, Conflict (ALREADY_FINISHED)."""
    primary_of(viewer)
    path = ("input", "userId")
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        await acting_primary(session, viewer, organisation)
        user = await user_in(session, organisation, user_id, *path)
        if user.role is UserRole.PRIMARY:
            raise Forbidden(path=path)
        await _reset(session, Holder(AccountKind.ORGANISATION, user.id), now, path=path)


async def reset_second_factor_of(session: AsyncSession, kind: AccountKind, email: str, *, now: datetime) -> Owner:
    """By staff at the command line, of whatever account; as the system. `email` is folded. Raises NotFound, Conflict
    (ALREADY_FINISHED)."""
    model = MODELS[kind]
    whose = sa.select(col(model.id)).where(col(model.email) == email)
    if kind is not AccountKind.CANDIDATE:
        whose = whose.where(col(model.removed_at).is_(None))  # type: ignore[union-attr]
    account_id = await session.scalar(whose)
    if account_id is None:
        raise NotFound
    return await _reset(session, Holder(kind, account_id), now)


async def _reset(session: AsyncSession, holder: Holder, now: datetime, *, path: tuple[str, ...] | None = None) -> Owner:
    """All sessions end too: who has the device may have them. The person is told by mail."""
    mine = col(getattr(SecondFactor, holder.column)) == holder.id
    gone = await session.execute(sa.delete(SecondFactor).where(mine).returning(col(SecondFactor.confirmed_at)))
    confirmed = gone.scalar_one_or_none()
    owner = await owner_of(session, holder)
    if confirmed is None or owner is None:
        raise Conflict(RefusalCode.ALREADY_FINISHED, "This account has no second factor.", path=path)
    await end_all_sessions(session, holder, now=now)
    post(session, SecondFactorReset(), owner.recipient, now=now)
    note(session, "resetSecondFactor", subject_id=holder.api_id, organisation_id=owner.organisation_id)
    return owner
