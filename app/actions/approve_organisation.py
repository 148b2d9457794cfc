"""Staff approve an application: the organisation is a member from now on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import staff_of
from app.actions.applications import decide, invite_applicant, undecided
from app.actions.deliver_invited import deliver_invited
from app.audit.entry import note
from app.database import elevated
from app.mail.messages import RegistrationApproved
from app.models import Application, Organisation, new_id
from app.models.enums import ApplicationStatus, UserRole
from app.schema.ids import id_of
from app.settings import Settings
from app.viewer import Viewer


async def approve_organisation(
    session: AsyncSession, viewer: Viewer, application_id: UUID, *, settings: Settings, now: datetime
) -> tuple[Application, Organisation]:
    """The application and its organisation, whose primary user is the applicant.

    Raises NotSignedIn, Forbidden, NotFound, Conflict (ALREADY_DECIDED, ORGANISATION_WAITING, ALREADY_MEMBER)."""
    staff_id = staff_of(viewer)
    async with elevated(session, viewer):
        application = await undecided(session, application_id)
        organisation = Organisation(
            id=new_id(),
            approved_at=now,
            **application.model_dump(include={"name", "sort_name", "city", "country", "website", "recognised_exams"}),
        )
        session.add(organisation)
        await session.flush()
        await invite_applicant(
            session, application, organisation, UserRole.PRIMARY, RegistrationApproved, settings=settings, now=now
        )
        await deliver_invited(session, organisation, email=application.email, now=now)
        application.organisation_id = organisation.id
        await decide(session, application, ApplicationStatus.APPROVED, staff_id, now)
        note(
            session,
            "approveOrganisation",
            subject_id=id_of("Application", application.id),
            organisation_id=organisation.id,
        )
    return application, organisation
