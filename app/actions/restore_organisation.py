"""Staff end a suspension."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import staff_of
from app.actions.organisations import locked_organisation, wake_members
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, RefusalCode
from app.models import Organisation
from app.models.enums import OrganisationStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def restore_organisation(session: AsyncSession, viewer: Viewer, organisation_id: UUID) -> Organisation:
    """Sessions that have not expired and keys work again. Raises NotSignedIn, Forbidden, NotFound, Conflict
    (ALREADY_DECIDED)."""
    staff_of(viewer)
    async with elevated(session, viewer):
        organisation = await locked_organisation(session, organisation_id, "id")
        if organisation.status is not OrganisationStatus.SUSPENDED:
            raise Conflict(RefusalCode.ALREADY_DECIDED, "This organisation is not suspended.", path=["id"])
        organisation.status = OrganisationStatus.APPROVED
        organisation.suspended_at = organisation.suspended_reason = None
        await wake_members(session, organisation.id)
        subject = id_of("BoardOrganisation", organisation.id)
        note(session, "restoreOrganisation", subject_id=subject, organisation_id=organisation.id)
    return organisation
