"""Staff find that an applicant's organisation is a member already: the applicant becomes one of its users."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import staff_of
from app.actions.applications import decide, invite_applicant, undecided
from app.actions.deliver_invited import deliver_invited
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, NotFound, RefusalCode
from app.mail.messages import UserInvited
from app.models import Application, Organisation
from app.models.enums import ApplicationStatus, OrganisationStatus, UserRole
from app.schema.ids import id_of
from app.settings import Settings
from app.viewer import Viewer

_ORGANISATION = ("input", "organisationId")


async def merge_application(
    session: AsyncSession,
    viewer: Viewer,
    application_id: UUID,
    *,
    organisation_id: UUID,
    role: UserRole,
    settings: Settings,
    now: datetime,
) -> Application:
    """The application, merged. Raises NotSignedIn, Forbidden, NotFound, Conflict (ALREADY_DECIDED,
    ORGANISATION_WAITING, ORGANISATION_SUSPENDED, ALREADY_MEMBER)."""
    staff_id = staff_of(viewer)
    async with elevated(session, viewer):
        application = await undecided(session, application_id)
        organisation = await session.scalar(
            sa.select(Organisation).where(col(Organisation.id) == organisation_id).with_for_update(read=True)
        )
        if organisation is None:
            raise NotFound(path=_ORGANISATION)
        if organisation.status is not OrganisationStatus.APPROVED:
            message = "This organisation's access is suspended."
            raise Conflict(RefusalCode.ORGANISATION_SUSPENDED, message, path=_ORGANISATION)
        await invite_applicant(session, application, organisation, role, UserInvited, settings=settings, now=now)
        await deliver_invited(session, organisation, email=application.email, now=now)
        application.organisation_id = organisation.id
        await decide(session, application, ApplicationStatus.MERGED, staff_id, now)
        note(
            session,
            "mergeApplication",
            subject_id=id_of("Application", application.id),
            organisation_id=organisation.id,
        )
    return application
