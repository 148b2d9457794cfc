"""What decisions on an application have in common."""

from datetime import datetime
from math import ceil
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.expire_registrations import STATE_SHOWN, show_state_until
from app.actions.register_organisation import applicant
from app.errors import Conflict, NotFound, RefusalCode
from app.mail.messages import RegistrationApproved, UserInvited
from app.mail.outbox import post
from app.models import Application, EventHead, Organisation, User, new_id
from app.models.enums import ApplicationStatus, LinkPurpose, UserRole, UserStatus
from app.security.links import new_link
from app.settings import Settings

_APPLICATION = ("input", "applicationId")


async def undecided(session: AsyncSession, application_id: UUID) -> Application:
    """The application, locked until the decision is committed: of two who decide at once the second finds it decided.
    As the system. Raises NotFound, Conflict (ALREADY_DECIDED, ORGANISATION_WAITING)."""
    application = await session.scalar(
        sa.select(Application)
        .where(col(Application.id) == application_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if application is None:
        raise NotFound(path=_APPLICATION)
    if application.status is ApplicationStatus.UNCONFIRMED:
        message = "The applicant has not confirmed the e-mail address yet."
        raise Conflict(RefusalCode.ORGANISATION_WAITING, message, path=_APPLICATION)
    if application.status is not ApplicationStatus.WAITING:
        raise Conflict(RefusalCode.ALREADY_DECIDED, "This application has been decided already.", path=_APPLICATION)
    return application


async def decide(
    session: AsyncSession, application: Application, status: ApplicationStatus, staff_id: UUID, now: datetime
) -> None:
    """Write the decision down; its state can be looked up for a while from now."""
    application.status, application.decided_by, application.decided_at = status, staff_id, now
    await session.flush()
    await show_state_until(session, [application.id], now + STATE_SHOWN)


async def invite_applicant(
    session: AsyncSession,
    application: Application,
    organisation: Organisation,
    role: UserRole,
    message: type[RegistrationApproved] | type[UserInvited],
    *,
    settings: Settings,
    now: datetime,
) -> User:
    """Make the applicant a user of the organisation, with the link to set a password in the mail. As the system.

    What the organisation had before is not new to the user.

    Raises Conflict (ALREADY_MEMBER): the address is a user's already, here or elsewhere."""
    head = sa.select(col(EventHead.last)).where(col(EventHead.organisation_id) == organisation.id)
    user = User(
        id=new_id(),
        organisation_id=organisation.id,
        email=application.email,
        family_name=application.family_name,
        given_name=application.given_name,
        role=role,
        status=UserStatus.INVITED,
        may_manage_api=role is UserRole.PRIMARY,
        may_view_photos=role is UserRole.PRIMARY,
        language=application.language,
        joined_at=now,
        invited_at=now,
        seen_until=await session.scalar(head) or 0,
    )
    try:
        async with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        taken = "This e-mail address is that of a user already."
        raise Conflict(RefusalCode.ALREADY_MEMBER, taken, path=_APPLICATION) from error
    token = await new_link(session, LinkPurpose.SET_PASSWORD, now=now, hours=settings.link_hours, user_id=user.id)
    url, hours = f"{settings.address}/links/{token}", ceil(settings.link_hours)
    post(session, message(organisation=organisation.name, url=url, hours=hours), applicant(application), now=now)
    return user
