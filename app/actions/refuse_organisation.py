"""Staff refuse an application."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import staff_of
from app.actions.applications import decide, undecided
from app.actions.reasons import reason_of
from app.actions.register_organisation import applicant
from app.audit.entry import note
from app.database import elevated
from app.mail.messages import RegistrationRefused
from app.mail.outbox import post
from app.models import Application
from app.models.enums import ApplicationStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def refuse_organisation(
    session: AsyncSession, viewer: Viewer, application_id: UUID, *, reason: str, now: datetime
) -> Application:
    """The application, refused for a reason that the applicant is told.

    Raises NotSignedIn, Forbidden, InvalidInput, NotFound, Conflict (ALREADY_DECIDED, ORGANISATION_WAITING)."""
    staff_id = staff_of(viewer)
    reason = reason_of(reason)
    async with elevated(session, viewer):
        application = await undecided(session, application_id)
        application.reason = reason
        await decide(session, application, ApplicationStatus.REFUSED, staff_id, now)
        message = RegistrationRefused(organisation=application.name, reason=reason)
        post(session, message, applicant(application), now=now)
        note(session, "refuseOrganisation", subject_id=id_of("Application", application.id))
    return application
