"""A primary user adds somebody, who gets a mail with a link to set a password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import primary_of
from app.actions.people import acting_primary, held_organisation, invite, name_problems
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, InvalidInput, RefusalCode
from app.models import EventHead, User, new_id
from app.models.enums import Language, UserRole, UserStatus
from app.problems import required
from app.schema.ids import id_of
from app.security.addresses import email_problems, folded_email
from app.settings import Settings
from app.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is to be added, as it was typed."""

    email: str
    family_name: str
    given_name: str
    language: Language
    role: UserRole = UserRole.MEMBER
    may_view_photos: bool = False
    may_manage_api: bool = False


async def add_user(session: AsyncSession, viewer: Viewer, new: NewUser, *, settings: Settings, now: datetime) -> User:
    """The user, INVITED until a password is set. Whether an address that is taken is a user's of this organisation or
    of another one, the answer does not say.

    Raises NotSignedIn, Forbidden, InvalidInput, Conflict (ALREADY_MEMBER)."""
    primary_of(viewer)
    values = _checked(new)
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        await acting_primary(session, viewer, organisation)
        user = await _insert(session, organisation.id, values, now)
        if user is None:
            message = "This e-mail address is a user's already."
            raise Conflict(RefusalCode.ALREADY_MEMBER, message, path=["input", "email"])
        await invite(session, user, organisation, settings=settings, now=now)
        note(session, "addUser", subject_id=id_of("User", user.id))
    return user


def _checked(new: NewUser) -> dict[str, object]:
    email, family_name, given_name = folded_email(new.email), new.family_name.strip(), new.given_name.strip()
    problems = email_problems(email, "input", "email")
    problems += name_problems(family_name, "input", "familyName")
    problems += name_problems(given_name, "input", "givenName")
    if not family_name and not given_name:  # some people have one name only
        problems.append(required("input", "familyName"))
    if problems:
        raise InvalidInput(problems)
    return {
        "email": email,
        "family_name": family_name,
        "given_name": given_name,
        "language": new.language,
        "role": new.role,
        "may_view_photos": new.may_view_photos,
        "may_manage_api": new.may_manage_api,
    }


async def _insert(
    session: AsyncSession, organisation_id: UUID, values: dict[str, object], now: datetime
) -> User | None:
    """None where the address is taken, also by who takes it at this moment. What came before is not new to the user."""
    head = sa.select(col(EventHead.last)).where(col(EventHead.organisation_id) == organisation_id)
    statement = (
        insert(User)
        .values(
            id=new_id(),
            organisation_id=organisation_id,
            status=UserStatus.INVITED,
            joined_at=now,
            invited_at=now,
            seen_until=sa.func.coalesce(head.scalar_subquery(), 0),
            **values,
        )
        .on_conflict_do_nothing(index_elements=["email"], index_where=sa.text("removed_at IS NULL"))
        .returning(User)
    )
    return await session.scalar(statement)
