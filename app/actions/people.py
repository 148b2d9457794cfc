"""What all changes of an organisation's people have in common.

They follow one another: each first locks its organisation's row. Two primary users who remove each other at once would
otherwise both find the other one still there, and leave nobody.
"""

from datetime import datetime
from math import ceil
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.errors import Conflict, Forbidden, NotFound, Problem, RefusalCode
from app.events.broker import Wake
from app.events.log import wake
from app.folding import display_name
from app.mail.messages import UserInvited
from app.mail.outbox import Recipient, post
from app.models import Organisation, User
from app.models.enums import LinkPurpose, UserRole, UserStatus
from app.problems import name_too_long, storable, unstorable
from app.security.links import new_link
from app.settings import Settings
from app.viewer import Viewer

LONGEST_NAME = 100


async def held_organisation(session: AsyncSession, viewer: Viewer) -> Organisation:
    """The viewer's organisation, locked against other changes of its people; as the system. Foreign keys may still
    point to it meanwhile."""
    organisation = await session.scalar(
        sa.select(Organisation)
        .where(col(Organisation.id) == viewer.organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if organisation is None:
        raise NotFound
    return organisation


async def user_in(session: AsyncSession, organisation: Organisation, user_id: UUID, *path: str) -> User:
    """A user of this organisation who has not been removed, as the database has it now. Raises NotFound."""
    user = await session.scalar(
        sa.select(User)
        .where(
            col(User.id) == user_id,
            col(User.organisation_id) == organisation.id,
            col(User.removed_at).is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound(path=path or None)
    return user


async def acting_primary(session: AsyncSession, viewer: Viewer, organisation: Organisation) -> User:
    """The viewer, who is still a primary user now that the organisation is held: the request's own knowledge of it may
    be seconds old. Raises Forbidden."""
    assert viewer.id is not None
    try:
        user = await user_in(session, organisation, viewer.id)
    except NotFound:
        raise Forbidden(role=UserRole.PRIMARY) from None
    if user.role is not UserRole.PRIMARY:
        raise Forbidden(role=UserRole.PRIMARY)
    return user


async def keep_a_primary(session: AsyncSession, organisation: Organisation, without: User, *path: str) -> None:
    """Somebody else has to be primary and to have accepted the invitation. Raises Conflict (LAST_PRIMARY)."""
    others = sa.exists().where(
        col(User.organisation_id) == organisation.id,
        col(User.id) != without.id,
        col(User.role) == UserRole.PRIMARY,
        col(User.status) == UserStatus.ACTIVE,
        col(User.removed_at).is_(None),
    )
    if without.role is UserRole.PRIMARY and not await session.scalar(sa.select(others)):
        message = "An organisation needs a primary user: make another user primary first."
        raise Conflict(RefusalCode.LAST_PRIMARY, message, path=path)


async def invite(
    session: AsyncSession, user: User, organisation: Organisation, *, settings: Settings, now: datetime
) -> None:
    """A mail with a new link to set a password; earlier links stop working. As the system."""
    token = await new_link(session, LinkPurpose.SET_PASSWORD, now=now, hours=settings.link_hours, user_id=user.id)
    message = UserInvited(
        organisation=organisation.name, url=f"{settings.address}/links/{token}", hours=ceil(settings.link_hours)
    )
    name = display_name(user.family_name, user.given_name)
    post(session, message, Recipient(user.email, name, user.language), now=now)


def rights_changed(session: AsyncSession, user_id: UUID) -> None:
    """Every process asks anew who this user is, and what is open to the user."""
    wake(session, Wake("session", user_id))


def name_problems(name: str, *path: str) -> list[Problem]:
    """Of a person's family or given name."""
    problems = []
    if len(name) > LONGEST_NAME:
        problems.append(name_too_long(*path))
    if not storable(name):
        problems.append(unstorable(*path))
    return problems
