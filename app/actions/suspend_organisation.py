"""Staff suspend an organisation: its users and keys are refused at their next request, its sockets closed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import staff_of
from app.actions.organisations import locked_organisation, wake_members
from app.actions.reasons import reason_of
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, RefusalCode
from app.models import Organisation
from app.models.enums import OrganisationStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def suspend_organisation(
    session: AsyncSession, viewer: Viewer, organisation_id: UUID, *, reason: str, now: datetime
) -> Organisation:
    """Raises NotSignedIn, Forbidden, InvalidInput, NotFound, Conflict (ORGANISATION_SUSPENDED)."""
    staff_of(viewer)
    reason = reason_of(reason)
    async with elevated(session, viewer):
        organisation = await locked_organisation(session, organisation_id, "input", "id")
        if organisation.status is OrganisationStatus.SUSPENDED:
            message = "This organisation is suspended already."
            raise Conflict(RefusalCode.ORGANISATION_SUSPENDED, message, path=["input", "id"])
        organisation.status = OrganisationStatus.SUSPENDED
        organisation.suspended_at, organisation.suspended_reason = now, reason
        await wake_members(session, organisation.id)
        subject = id_of("BoardOrganisation", organisation.id)
        note(session, "suspendOrganisation", subject_id=subject, organisation_id=organisation.id)
    return organisation
